"""What runs inside the child; standard library only, untrusted by design."""
