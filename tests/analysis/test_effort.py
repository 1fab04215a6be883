"""A rule ends on any code, and says which file it could not get through."""

from __future__ import annotations

import pytest
from kata.analysis.effort import TooMuchToRead, limited, step
from kata.content.pack import built_in
from kata.grader.check_results import Submission, static_checks
from kata.workspace.tree import snapshot

CHAIN = "".join(f"def f{n}(p):\n    p.send_sms = print\n    f{n + 1}(p)\n" for n in range(1200))


def test_steps_are_counted_within_their_limit_alone():
    step(10**9)
    with limited(2):
        step(2)
        with pytest.raises(TooMuchToRead):
            step()
    step()


def test_code_that_a_rule_cannot_get_through_fails_by_its_file(monkeypatch):
    monkeypatch.setattr(vars(limited)["__wrapped__"], "__defaults__", (2_000,))
    kata = built_in().kata("sms")
    start = {**kata.starter, **kata.given_at(1), **kata.given_at(2)}
    submission = Submission(snapshot({**start, "sms/chain.py": CHAIN.encode()}), (snapshot(start),) * 2)
    checks = static_checks(kata, 2, submission)
    refused = [check for check in checks if "too much code" in check.summary]
    assert refused
    assert all(check.outcome in ("failed", "told") and "`sms/chain.py`" in check.seen for check in refused)
    assert not [check for check in checks if check.outcome == "could-not-run"]
