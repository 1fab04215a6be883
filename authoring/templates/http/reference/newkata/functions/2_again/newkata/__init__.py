"""The composition root of this design at the second stage."""

from settings import SCREEN_URL

from newkata.regulars import with_memory
from newkata.words import first_words, sending, showing

greet = showing(with_memory(first_words), sending(SCREEN_URL))
