"""Lists the rules with their options, as the page docs/rules.md: `python docs/list_rules.py > docs/rules.md`.

All of it stands in the declarations: the first lines of a rule's file, its options, and its `RULE = Rule(…)`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from typing import get_args, get_type_hints

import msgspec
from kata.content.pack import built_in
from kata.grader.asked import asked
from kata.grader.rule import Rule
from kata.grader.rules import RULES

HEAD = """\
# The rules

A rule decides a check from the sources alone; a check names it in `stage.toml`. This page is made from the
declarations of the rules (`python docs/list_rules.py > docs/rules.md`); a test holds it against them.
An option without a default must be given.
"""

TRAITS = (
    ("compares", "judges what was changed or added since the last stage"),
    ("hard", "a hard rule: the id of its check begins with a hard group"),
    ("halved_by_refactoring", "worth half after a declared refactoring"),
    ("judge_running", "looks at the running program, too"),
)


def page() -> str:
    """The whole page, as Markdown."""
    parts = [HEAD, "## For every kata\n", *map(_section, RULES.values())]
    pack = built_in()
    for name in pack.names():
        own = [each.rule for each in asked(pack.kata(name)).values() if each.rule.name not in RULES]
        if own:
            parts += [f"## Of the kata `{name}` alone\n", *map(_section, own)]
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    about = inspect.cleandoc(sys.modules[rule.judge.__module__].__doc__ or "")
    traits = [words for field, words in TRAITS if getattr(rule, field)]
    lines = [f"### {rule.name}", "", about, ""]
    if traits:
        lines += [f"*{'; '.join(traits).capitalize()}.*", ""]
    if rule.options is not None:
        lines += [*_table(rule.options), ""]
    return "\n".join(lines)


def _table(options: type[msgspec.Struct]) -> Iterable[str]:
    yield "| option | type | default | what it is |"
    yield "|---|---|---|---|"
    hints = get_type_hints(options, include_extras=True)
    for field in msgspec.structs.fields(options):
        kind, meta = get_args(hints[field.name])
        words = getattr(kind, "__name__", str(kind)) if not get_args(kind) else str(kind)
        default = "" if field.required else f"`{_default(field)!r}`"
        yield f"| `{field.name}` | {words} | {default} | {meta.description} |"


def _default(field: msgspec.structs.FieldInfo) -> object:
    factory = field.default_factory
    return field.default if factory is msgspec.NODEFAULT else factory()


if __name__ == "__main__":
    sys.stdout.write(page())
