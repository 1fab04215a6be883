"""Code that was written twice."""
