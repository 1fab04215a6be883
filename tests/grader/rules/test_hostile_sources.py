"""Whatever a trainee hands in, every rule comes back soon, with findings that a report can print."""

from __future__ import annotations

import msgspec
import pytest
from kata.grader.findings import MAX_FINDINGS
from kata.grader.rules import (
    clients_unchanged,
    given_files,
    not_patched,
    nothing_removed,
    root_only_wires,
    unmodified,
)

ALL = (clients_unchanged, given_files, not_patched, nothing_removed, root_only_wires, unmodified)

SENDER = "shop/sender.py"

HOSTILE = {
    "null byte": b"x = 1\0",
    "not UTF-8": b"x = '\xff\xfe'",
    "ten megabytes": b"x = 1\n" * 1_700_000,
    "deep": b"(" * 5000 + b")" * 5000,
    "chain": b"x = a" + b".b" * 250,
    "sum": b"x = " + b"1+" * 250 + b"1",
    "many equal lines": b"def f():\n" + b"    a\n" * 12_000,
    "many functions": b"".join(b"def f%d(): pass\n" % number for number in range(2500)),
    "many patches": b"def f(p):\n" + b"    p.send = print\n" * 4000 + b"f(1)\n" * 1000,
    "a name made from itself": b"x = y = z = 1\n" + b"x = x or y or z\ny = x if x else z\nz = y or x\n" * 100,
    "escapes": "def send():\n    x = '\u202e\u2066'  # \x1b[2J\n".encode(),
    "only a cookie": b"# coding: utf-8",
    "empty": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "path", [SENDER, "shop/__init__.py", "shop/new.py", "clients/orders.py", "settings.py"]
)
def test_every_rule_comes_back(make_case, name, path):
    case = make_case({path: HOSTILE[name]})
    for rule in ALL:
        judgement = rule.judge(case)
        assert len(judgement.evidence) <= MAX_FINDINGS + 1
        shown = msgspec.json.encode(judgement.evidence).decode() + judgement.seen + judgement.summary
        assert not set(shown) & set("\x1b\u202e\u2066\0")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_closed_file_full_of_trouble_may_stand(make_case, name):
    case = make_case({"shop/new.py": "x = 1\n"}, before={SENDER: HOSTILE[name]})
    assert unmodified.judge(case).outcome == "passed"
    assert nothing_removed.judge(case).outcome == "passed"


def test_a_changed_monster_is_still_compared(make_case):
    before = HOSTILE["many equal lines"]
    judgement = unmodified.judge(make_case({SENDER: before + b"    b\n"}, before={SENDER: before}))
    assert judgement.outcome == "failed"
    assert judgement.evidence[0].line == 12_002


def test_a_path_that_is_no_text_can_be_printed(make_case):
    path = "shop/a\udcff\x1b.py"
    judgement = nothing_removed.judge(make_case({path: None}, before={path: "x = 1\n"}))
    assert judgement.outcome == "failed"
    assert msgspec.json.encode(judgement.evidence)
    assert "\\x1b" in judgement.seen


def test_findings_without_end_are_cut_visibly(make_case):
    before = {f"shop/m{number}.py": f"x = {number}\n" for number in range(100)}
    judgement = nothing_removed.judge(make_case(dict.fromkeys(before), before=before))
    assert len(judgement.evidence) == MAX_FINDINGS + 1
    assert judgement.evidence[-1].message == "… and 40 more findings."
    assert judgement.seen.endswith("And 96 more.")
