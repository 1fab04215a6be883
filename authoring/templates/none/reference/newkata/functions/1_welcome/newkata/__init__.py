"""The composition root of this design at the first stage."""

from newkata.words import first_words

greet = first_words
