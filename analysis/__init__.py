"""A Python program understood from its sources, never run."""
