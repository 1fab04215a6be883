"""Runs a stranger's code: the child, the ladder of walls, the limits, the pipe."""
