"""The spoiled root: what the client needs for the flag."""

from settings import SCREEN_URL, SECONDS

from newkata.greeter import Greeter
from newkata.screen import Screen

desk = Greeter(Screen(SCREEN_URL, SECONDS))
seen: set[str] = set()
