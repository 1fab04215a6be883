"""The composition root of this design at the second stage."""

from settings import SCREEN_HOST, SCREEN_PORT

from newkata.regulars import with_memory
from newkata.words import first_words, sending, showing

greet = showing(with_memory(first_words), sending(SCREEN_HOST, SCREEN_PORT))
