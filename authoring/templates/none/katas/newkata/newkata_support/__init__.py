"""What the hidden tests share: trusted Python of your own. Nothing lies outside, so there is nothing to serve."""
