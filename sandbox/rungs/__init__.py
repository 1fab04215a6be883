"""The rungs of the ladder, strongest first."""
