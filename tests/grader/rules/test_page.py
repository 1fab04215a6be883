"""The page of all rules is what the rules declare."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from kata.grader.rules import RULES

ROOT = Path(__file__).parents[3]


def test_the_page_of_rules_is_what_its_command_lists() -> None:
    command = [sys.executable, str(ROOT / "docs" / "list_rules.py")]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == listed, "run: ./check pages"
    assert "### resending_held" in page


@pytest.mark.parametrize("name", [name for name, rule in RULES.items() if rule.options])
def test_every_option_says_what_it_is(name: str) -> None:
    rule = RULES[name]
    assert rule.options is not None
    for field in msgspec.structs.fields(rule.options):
        assert field.type.__metadata__[0].description
