"""What each command of `kata` does: call the packages below, render, answer with an exit code."""
