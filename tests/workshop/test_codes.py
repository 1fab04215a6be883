"""What guessing a join code comes to."""

from __future__ import annotations

import math

import pytest
from kata.workshop.codes import (
    LENGTH,
    LETTERS,
    MOST_WRONG,
    MOST_WRONG_OF_ALL,
    WINDOW_SECONDS,
    Guesses,
    code_of,
)


class Seconds:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def guesses(seconds):
    return Guesses(seconds)


def wrong(guesses, address, times):
    for _ in range(times):
        assert guesses.wait(address) == 0.0
        guesses.wrong(address)


def test_an_address_has_ten_tries_a_minute_and_others_have_theirs(guesses, seconds):
    wrong(guesses, "a", MOST_WRONG)
    assert guesses.wait("a") == WINDOW_SECONDS
    assert guesses.wait("b") == 0.0
    seconds.now = WINDOW_SECONDS - 0.5
    assert guesses.wait("a") > 0.0
    seconds.now = WINDOW_SECONDS
    assert guesses.wait("a") == 0.0


def test_when_many_guess_each_has_one_try_and_who_has_not_tried_is_always_looked_at(guesses):
    for number in range(MOST_WRONG_OF_ALL):
        wrong(guesses, f"bot {number}", 1)
    for number in range(MOST_WRONG_OF_ALL):
        assert guesses.wait(f"bot {number}") > 0.0
    assert guesses.wait("somebody of the class") == 0.0


def test_the_chance_of_a_guess_in_a_day_is_no_chance(guesses, seconds):
    """One address tries as fast as it may for eight hours, at one open room."""
    tries = 0
    while seconds.now < 8 * 3600:
        wait = guesses.wait("a")
        if wait:
            seconds.now += wait
        else:
            guesses.wrong("a")
            tries += 1
    chance = tries / len(LETTERS) ** LENGTH
    assert tries == pytest.approx(8 * 60 * MOST_WRONG, rel=0.01)
    assert chance < 1e-8
    assert math.log2(len(LETTERS) ** LENGTH) > 39.6


def test_codes_are_drawn_from_all_letters_and_differ_by_key_room_and_epoch():
    codes = {code_of(key, room, epoch) for key in (b"k", b"l") for room in "rs" for epoch in range(200)}
    assert len(codes) == 800
    assert set("".join(codes)) == {*LETTERS, "-"}
