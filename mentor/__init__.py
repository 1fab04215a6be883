"""Somebody else's repository: the states handed in, the amendments claimed, the review."""
