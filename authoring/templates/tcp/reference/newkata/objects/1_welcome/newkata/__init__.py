"""The composition root of this design at the first stage."""

from settings import SCREEN_HOST, SCREEN_PORT, SECONDS

from newkata.greeter import Greeter
from newkata.screen import Screen

desk = Greeter(Screen(SCREEN_HOST, SCREEN_PORT, SECONDS))
