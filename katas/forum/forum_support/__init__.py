"""What the hidden tests of this kata share. Nothing lies outside of the submission: there is nothing to serve."""
