"""A trainee's folder: its files read safely, stored as trees, compared; and its git, for people."""
