"""The composition root of this design at the first stage."""

from settings import SCREEN_HOST, SCREEN_PORT

from newkata.words import first_words, sending, showing

greet = showing(first_words, sending(SCREEN_HOST, SCREEN_PORT))
