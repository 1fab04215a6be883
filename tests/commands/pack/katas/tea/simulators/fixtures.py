"""This kata needs no fixtures of its own."""
