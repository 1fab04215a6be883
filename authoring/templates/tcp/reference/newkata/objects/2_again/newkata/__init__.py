"""The composition root of this design at the second stage."""

from settings import SCREEN_HOST, SCREEN_PORT, SECONDS

from newkata.greeter import Greeter
from newkata.memory import Remembering
from newkata.screen import Screen

screen = Screen(SCREEN_HOST, SCREEN_PORT, SECONDS)
desk = Remembering(Greeter(screen), screen)
