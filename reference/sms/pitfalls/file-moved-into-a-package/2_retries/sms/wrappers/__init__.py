"""What stands around a provider."""
