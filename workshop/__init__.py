"""The room: many trainees and a facilitator, live. What a trainee's machine needs of it needs no extra package."""
