"""The page docs/cli.md, made from the command line itself: `kata manual > docs/cli.md`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

HEAD = """\
# The commands of `kata`

This page is made from the command line itself (`kata manual > docs/cli.md`).

Exit codes: 0 all required checks passed, 1 checks or rules failed, 2 the command was used wrongly,
3 the machine or the grader could not do its part, 4 git or the state of the kata is in the way,
5 a kata's own files are invalid, 130 stopped by Ctrl-C.

With `--format json` stdout holds one JSON document and nothing else; progress and errors go to
stderr. `--no-color` (in any place of the line) or the variable `NO_COLOR` switches the colours off.
Your sittings are kept in the user's state folder, or in the folder that `KATA_STATE_HOME` names.
What can be made again is kept in the cache folder, or in the one that `KATA_CACHE` names; temporary
files go where `TMPDIR` says. A long brief goes through the pager that `PAGER` names (`cat`: none).
`KATA_TRACEBACK=1` shows where in kata an unexpected error was raised.
"""


def manual(command: Any) -> str:
    """The page for typer's command group."""
    return "\n".join([HEAD, *(_section(name, each) for name, each in _commands(command))])


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Each command by its whole name, those of a group within the command in their places."""
    for name, each in group.commands.items():
        if hasattr(each, "commands"):
            yield from _commands(each, f"{before}{name} ")
        elif not each.hidden:
            yield f"{before}{name}", each


def _section(name: str, command: Any) -> str:
    parameters = [each for each in command.params if each.name != "help"]
    words = " ".join([f"kata {name}", *(_usage(each) for each in parameters)])
    lines = [f"## {name}", "", command.help.strip(), "", "```", words, "```", ""]
    lines += [f"- {_described(each)}" for each in parameters]
    return "\n".join(lines).rstrip() + "\n"


def _usage(parameter: Any) -> str:
    """How the parameter stands in a line of usage."""
    name = _name(parameter)
    if parameter.param_type_name == "argument":
        return name if parameter.required else f"[{name.strip('[]')}]"
    return name if parameter.required else f"[{name}]"


def _name(parameter: Any) -> str:
    """`REPO`, `--anyway` or `--stage N`."""
    if parameter.param_type_name == "argument":
        return str((parameter.metavar or parameter.name).upper())
    options = "/".join([*parameter.opts, *parameter.secondary_opts])
    return options if parameter.is_flag else f"{options} {parameter.metavar}"


def _described(parameter: Any) -> str:
    return f"`{_name(parameter).strip('[]')}`: {parameter.help}"
