"""The composition root of this design at the second stage."""

from newkata.regulars import with_memory
from newkata.words import first_words

greet = with_memory(first_words)
