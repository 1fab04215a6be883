"""What the hidden tests share: trusted Python of yours. `kata services` serves the SIMULATORS of what lies outside."""

from newkata_support.screen import Screen

SIMULATORS = (Screen,)
