"""The spoiled root: what the client needs for the flag."""

from settings import SCREEN_HOST, SCREEN_PORT, SECONDS

from newkata.greeter import Greeter
from newkata.screen import Screen

desk = Greeter(Screen(SCREEN_HOST, SCREEN_PORT, SECONDS))
seen: set[str] = set()
