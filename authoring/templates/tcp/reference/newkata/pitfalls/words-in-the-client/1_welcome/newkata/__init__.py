"""The spoiled root: a screen and nothing else, so the words are left to the client."""

from settings import SCREEN_HOST, SCREEN_PORT, SECONDS

from newkata.screen import Screen

screen = Screen(SCREEN_HOST, SCREEN_PORT, SECONDS)
