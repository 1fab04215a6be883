"""The composition root of this design at the first stage."""

from newkata.greeter import Greeter

desk = Greeter()
