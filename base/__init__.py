"""What every room may use: errors, and the trouble that a disk makes."""
