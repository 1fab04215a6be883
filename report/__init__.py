"""A report as a value: what it says, and how it is scored."""
