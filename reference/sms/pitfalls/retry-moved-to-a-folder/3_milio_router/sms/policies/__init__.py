"""How messages are sent, whatever the provider."""
