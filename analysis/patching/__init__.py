"""Code that changes other code while it runs."""
