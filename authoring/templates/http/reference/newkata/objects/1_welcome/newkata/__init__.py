"""The composition root of this design at the first stage."""

from settings import SCREEN_URL, SECONDS

from newkata.greeter import Greeter
from newkata.screen import Screen

desk = Greeter(Screen(SCREEN_URL, SECONDS))
