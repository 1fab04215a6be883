"""What a facilitator, a projector and a trainee see of a room in a browser."""
