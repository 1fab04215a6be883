"""New code holds objects of closed classes; who inherits from one to add to it is told."""

import pytest
from kata.grader.rule import Judgement
from kata.grader.rules.closed_not_inherited import Options, judge

STORE = """
from abc import ABC, abstractmethod
from enum import Enum
from dataclasses import dataclass

class Store:
    def __init__(self, size):
        self.size = size
    def put(self, item):
        return self._placed(item)
    def _placed(self, item):
        return item

class Shelf(ABC):
    @abstractmethod
    def put(self, item): ...
    def all(self):
        return []

class Full(Exception):
    def told(self):
        return "full"

class Kind(Enum):
    SMALL = 1
    def told(self):
        return self.name

@dataclass
class Item:
    name: str
"""

ADDS = {
    "super": "class Counted(Store):\n    def put(self, item):\n        self.n += 1\n        return super().put(item)\n",
    "by the class's name": "class Counted(Store):\n    def put(self, item):\n        return Store.put(self, item)\n",
    "by another inherited method": "class Counted(Store):\n    def put(self, item):\n        return self._placed(item)\n",
    "under another name": "from shop.store import Store as Base\nclass Counted(Base):\n    def put(self, item):\n        return super().put(item)\n",
    "through a class between": "class Middle(Store):\n    pass\nclass Counted(Middle):\n    def put(self, item):\n        return super().put(item)\n",
    "written in the root": "",
}

HOLDS = {
    "an object": "class Counted:\n    def __init__(self, store):\n        self._store = store\n    def put(self, item):\n        return self._store.put(item)\n",
    "a class of its own kind": "class Other(Store):\n    def put(self, item):\n        return None\n",
    "a method that is new": "class Other(Store):\n    def take(self):\n        return self._placed(1)\n",
    "an abstract base": "class Other(Shelf):\n    def put(self, item):\n        return item\n    def all(self):\n        return super().all()\n",
    "an error": "class Fuller(Full):\n    def told(self):\n        return super().told()\n",
    "a value": "class Named(Item):\n    def __post_init__(self):\n        super().__init__(1)\n",
    "its making alone": "class Large(Store):\n    def __init__(self):\n        super().__init__(9)\n",
    "a class that is new too": "class A:\n    def put(self, item):\n        return item\nclass B(A):\n    def put(self, item):\n        return super().put(item)\n",
}

IMPORTS = "from shop.store import Full, Item, Kind, Shelf, Store\n"


def judged(make_case, text: str, options: Options = Options()) -> Judgement:  # noqa: B008  # frozen
    root = "from shop.store import Store\n"
    changes: dict[str, str] = {
        "shop/counted.py": IMPORTS + text,
        "shop/__init__.py": root + "from shop import counted\n",
    }
    if not text:
        changes = {"shop/__init__.py": root + ADDS["super"]}
    made = make_case(changes, before={"shop/store.py": STORE, "shop/__init__.py": root})
    return judge(type(made)(made.kata, made.stage, made.states, made.given, options))


@pytest.mark.parametrize("text", ADDS.values(), ids=ADDS.keys())
def test_adding_by_inheritance_fails(make_case, text: str) -> None:
    judgement = judged(make_case, text)
    assert judgement.outcome == "failed"
    assert "`Counted` inherits from `Store`" in judgement.evidence[0].message


@pytest.mark.parametrize("text", HOLDS.values(), ids=HOLDS.keys())
def test_what_holds_or_only_looks_alike_passes(make_case, text: str) -> None:
    assert judged(make_case, text).outcome == "passed"


def test_a_class_that_the_kata_allows_may_be_inherited(make_case) -> None:
    assert judged(make_case, ADDS["super"], Options(allowed=["Store"])).outcome == "passed"


def test_the_kata_says_in_its_own_words_what_is_right(make_case) -> None:
    assert (
        judged(make_case, ADDS["super"], Options(expected="Shelves are held.")).expected
        == "Shelves are held."
    )
