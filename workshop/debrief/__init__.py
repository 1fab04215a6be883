"""What a workshop did with the same problem: kinds of design, what they cost, what failed most."""
