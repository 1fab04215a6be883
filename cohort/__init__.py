"""Many submissions: where they come from, what is graded already, what they come to together."""
