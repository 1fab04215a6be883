"""Code that two have in common is told; names hide nothing, and what everybody has counts for nobody."""

from __future__ import annotations

import random
import re

from kata.cohort.ledger import Ledger
from kata.cohort.result import Result
from kata.cohort.similar import LEAST_COMMON, MOST_HAVING, fingerprints, shared
from kata.cohort.sources import Source
from kata.cohort.summary import similar


def code(*numbers: int) -> bytes:
    """A function for each number, each of another structure."""
    lines = []
    for number in numbers:
        chance = random.Random(number)
        lines += [f"def step_{number}(value, other):", '    """What it does."""']
        for _ in range(6):
            signs = [
                chance.choice(["+", "-", "*", "//", "%", "**", "|", "&", "^", "<<", "and", "or"])
                for _ in range(8)
            ]
            lines.append(
                "    value = "
                + " ".join(f"other[{at}] {sign}" for at, sign in enumerate(signs))
                + " 3  # why"
            )
        lines.append("    return value")
    return "\n".join(lines).encode()


ONE = {"a.py": code(*range(10))}
OTHER = {"b.py": code(*range(50, 60))}


def told(tmp_path, common=frozenset(), **people):
    ledger = Ledger(tmp_path / "cohort.sqlite")
    found = [Source(name, name) for name in people]
    ledger.begin(found)
    known = {id(files): fingerprints(files) - common for files in people.values()}
    for source in found:
        prints = known[id(people[source.name])]
        ledger.keep(source, "", Result(name=source.name, place=source.place), prints)
    pairs = similar(ledger.pairs(LEAST_COMMON, MOST_HAVING))
    ledger.close()
    return [(pair.one, pair.other) for pair in pairs]


def test_a_copy_with_other_names_texts_and_layout_is_told(tmp_path):
    text = ONE["a.py"].decode()
    renamed = re.sub(r"\bvalue\b", "amount", text.replace("step_", "move_")).replace("# why", "")
    renamed = renamed.replace('"""What it does."""', "'''Other words.'''").replace(
        "\n    return", "\n\n\n    return"
    )
    assert told(tmp_path, a=ONE, b=OTHER, c={"x/y.py": renamed.encode()}) == [("a", "c")]


def test_code_that_is_not_alike_is_not_told(tmp_path):
    assert told(tmp_path, a=ONE, b=OTHER) == []


def test_what_the_kata_gives_counts_for_nobody(tmp_path):
    mine, yours = {"a.py": ONE["a.py"] + b"\n" + code(99)}, {"a.py": ONE["a.py"] + b"\n" + code(98)}
    assert told(tmp_path, a=mine, b=yours) == [("a", "b")]
    (tmp_path / "cohort.sqlite").unlink()
    assert told(tmp_path, shared([ONE]), a=mine, b=yours) == []


def test_what_many_have_counts_for_nobody(tmp_path):
    people = {f"p{number}": ONE for number in range(MOST_HAVING + 1)}
    assert told(tmp_path, **people) == []


def test_what_is_not_code_has_no_fingerprints():
    assert fingerprints({"a.txt": code(1), "b.py": b"", "c.py": b"x = 1\n"}) == frozenset()
    assert fingerprints({"broken.py": b"def (:\n" + code(1)[:-9] + b"\xff"})
