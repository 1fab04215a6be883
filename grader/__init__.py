"""One submission in, one Report out: hidden tests outside the trainee's process, rules on the diff."""
