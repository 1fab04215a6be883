"""The rules that read the diff and the sources, one file a rule."""
