from __future__ import annotations

import resource

import pytest
from kata.sandbox.limits import Limits


def test_no_limit_goes_beyond_what_this_process_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    real = resource.getrlimit
    few = {resource.RLIMIT_NOFILE: (50, 100)}
    monkeypatch.setattr("resource.getrlimit", lambda number: few.get(number, real(number)))
    assert Limits(open_files=256).per_process()["nofile"] == 100
    assert Limits(open_files=60).per_process()["nofile"] == 60


def test_where_nothing_is_limited_the_limits_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda number: (resource.RLIM_INFINITY,) * 2)
    assert Limits(open_files=256).per_process()["nofile"] == 256
