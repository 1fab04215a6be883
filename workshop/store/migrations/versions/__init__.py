"""One file a step, each with what it comes after."""
