"""kata: an interactive design-training kata and its grader."""
