"""Reads one stage of a kata: what is revealed, and what is demanded from then on."""

from __future__ import annotations

import re
from pathlib import Path

from .kata import Check, Stage
from .reading import Mistakes, read_table, without_note
from .toml_tables import StageTable
from .tree import files_under

CHECK_ID = re.compile(r"[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9-]*")
MOST_HINTS = 3  # from a nudge to the chapter; more of them would be the answer
BRIEF = "BRIEF.md"


def read_stage(
    folder: Path, number: int, chapters: frozenset[str], rules: frozenset[str], mistakes: Mistakes
) -> Stage | None:
    """The stage in `folder`, or nothing when its mistakes leave nothing to build."""
    path = folder / "stage.toml"
    brief = _brief(folder / BRIEF, mistakes)
    given = dict(files_under(folder / "given"))
    if BRIEF in given:
        mistakes.add(folder / "given" / BRIEF, "", "stands in the way of the stage's own; remove it")
    given[BRIEF] = brief.encode()
    table = read_table(path, StageTable, mistakes)
    if table is None:
        return None
    if not table.title.strip():
        mistakes.add(path, "title", "is empty; write it")
    if table.minutes <= 0:
        mistakes.add(path, "minutes", f"is {table.minutes}; a stage takes at least one")
    if not table.checks:
        mistakes.add(path, "checks", "is empty; a stage demands something")
    for index, check in enumerate(table.checks):
        for field, problem in _problems(check, chapters, rules):
            mistakes.add(path, f"checks[{index}].{field}", problem)
    tests = folder / "tests"
    if any(not check.rule for check in table.checks) and not any(tests.glob("test_*.py")):
        mistakes.add(tests, "", "holds no test_*.py; checks without a rule are decided by hidden tests")
    return Stage(
        number=number,
        name=folder.name,
        title=table.title,
        minutes=table.minutes,
        brief=brief,
        given=given,
        checks=tuple(table.checks),
        tests=tests,
        starter=files_under(folder / "starter"),
    )


def _brief(path: Path, mistakes: Mistakes) -> str:
    try:
        brief = path.read_bytes().decode()
    except FileNotFoundError:
        mistakes.add(path, "", "is missing; write what the stage reveals")
        return ""
    except UnicodeDecodeError:
        mistakes.add(path, "", "is not UTF-8; save it as UTF-8")
        return ""
    brief = without_note(brief)
    if not brief.strip():
        mistakes.add(path, "", "is empty; write what the stage reveals")
    return brief


def _problems(check: Check, chapters: frozenset[str], rules: frozenset[str]) -> list[tuple[str, str]]:
    problems = []
    if not CHECK_ID.fullmatch(check.id):
        problems.append(("id", f"is {check.id!r}; write it as `group.what-holds`"))
    problems += [
        (field, "is empty; write it") for field in ("holds", "principle") if not getattr(check, field).strip()
    ]
    if check.chapter not in chapters:
        problems.append(("chapter", f"is {check.chapter!r}, which is no chapter of kata.toml"))
    if check.rule and check.rule not in rules:
        problems.append(("rule", f"is {check.rule!r}; known are {', '.join(sorted(rules)) or 'none'}"))
    if check.options and not check.rule:
        problems.append(("options", "go to a rule, and this check has none"))
    if len(check.hints) > MOST_HINTS:
        problems.append(("hints", f"are {len(check.hints)}; give {MOST_HINTS} at most"))
    problems += [
        (f"hints[{index}]", "is empty; write it")
        for index, hint in enumerate(check.hints)
        if not hint.strip()
    ]
    return problems
