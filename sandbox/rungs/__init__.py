"""The rungs of the ladder: each module is one way to wall a child in."""
