"""Clients use what keeps state; they do not build it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kata.grader.rule import Case
from kata.grader.rules.keepers_built_once import judge

MODULE = {
    "shop/__init__.py": "from .boards import Board\nfrom .doors import Door\n\nboard = Door(Board())\nLIMIT = 3\n",
    "shop/boards.py": """
class Board:
    def __init__(self):
        self._rows = {}

    def write(self, row):
        self._rows[row] = row


class Counter:
    count = 0

    def up(self):
        self.count += 1


class Pile:
    def __init__(self):
        self._things = []

    def lay(self, thing):
        things = self._things
        things.append(thing)


class Money:
    def __init__(self, amount):
        self.amount = amount

    def plus(self, other):
        return Money(self.amount + other.amount)


def new_board():
    return Board()


def price(amount):
    return Money(amount)
""",
    "shop/tills.py": """
class Till:
    def __init__(self, of):
        self._of = of

    def sum(self):
        return self._of.total() + self._rest()

    def _rest(self):
        return 0


class Ready(Till):
    pass


class Label:
    def __init__(self, board):
        self._text = str(board)

    def text(self):
        return self._plain()

    def _plain(self):
        return self._text


def total(board):
    return board.total()
""",
    "shop/doors.py": """
class Door:
    def __init__(self, board):
        self._board = board

    def write(self, row):
        return self._board.write(row)
""",
}


@pytest.mark.parametrize(
    ("client", "outcome"),
    [
        ("from shop import board\n\ndef f(row):\n    board.write(row)\n", "passed"),
        ("from shop.boards import Money\n\ndef f(n):\n    return Money(n).plus(Money(1)).amount\n", "passed"),
        ("from shop.boards import price\n\ndef f(n):\n    return price(n).amount\n", "passed"),
        ("from shop.boards import Board\n\nmine = Board()\n", "failed"),
        ("from shop.boards import Counter\n\ndef f():\n    Counter().up()\n", "failed"),
        ("from shop import boards\n\ndef f(x):\n    boards.Pile().lay(x)\n", "failed"),
        ("from shop.boards import new_board\n\nmine = new_board()\n", "failed"),
        (
            "from functools import partial\nfrom shop.boards import Board\n\nmake = partial(Board)\nmine = make()\n",
            "failed",
        ),
        ("from functools import partial\n\nmake = partial()\nmine = make()\n", "passed"),
        ("from shop import board\nfrom shop.doors import Door\n\nmine = Door(board)\n", "failed"),
        (
            "from shop import board\nfrom shop.tills import Till\n\ndef f():\n    return Till(of=board).sum()\n",
            "failed",
        ),
        (
            "from shop import board\nfrom shop.tills import Ready\n\ndef f():\n    return Ready(board).sum()\n",
            "failed",
        ),
        (
            "from shop import LIMIT\nfrom shop.tills import Till\n\ndef f():\n    return Till(LIMIT).sum()\n",
            "passed",
        ),
        (
            "from shop import board\nfrom shop.tills import Label\n\ndef f():\n    return Label(board).text()\n",
            "passed",
        ),
        (
            "from shop import board\nfrom shop.tills import total\n\ndef f():\n    return total(board)\n",
            "passed",
        ),
    ],
)
def test_clients_build_values_and_nothing_that_keeps_state(
    make_case: Callable[..., Case], client: str, outcome: str
) -> None:
    judged = judge(make_case({**MODULE, "clients/orders.py": client}))
    assert (judged.outcome, bool(judged.evidence)) == (outcome, outcome == "failed")
