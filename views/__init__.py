"""A Report as terminal text, HTML and every export."""
