"""Where tea is put together."""
