"""The spoiled root: what the client needs for the flag."""

from newkata.greeter import Greeter

desk = Greeter()
seen: set[str] = set()
