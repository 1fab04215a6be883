"""The exam: hidden tests in a process of their own, the submission in another."""
