"""The composition root of this design at the second stage."""

from newkata.greeter import Greeter
from newkata.memory import Remembering

desk = Remembering(Greeter())
