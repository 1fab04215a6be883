"""What each command of `kata` does: call the rooms below, render, answer with an exit code."""
