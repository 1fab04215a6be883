"""One sitting: its stages, its clock, its record."""
