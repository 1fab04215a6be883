"""Logs out of pairs of a rule and whatever takes entries."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from logs.filters import ORDER, at_least, let_through
from logs.forgiveness import forgiving
from logs.saying import sayer
from logs.sinks import Sink, Write
from logs.spreading import spread

Rule = Mapping[str, Any]


class Log(NamedTuple):
    """Four functions of a log."""

    log: Callable[[str, str, str], None]
    write: Write
    tick: Callable[[], None]
    stop: Callable[[], None]


def make_log(routes: list[tuple[Rule, Any]]) -> Log:
    """Raises ValueError for what is no rule."""
    sink = spread(*[routed(checked(rule), destination.write) for rule, destination in routes])
    return Log(sayer(sink), *sink)


def routed(rule: Rule, write: Write) -> Sink:
    """A destination behind its rule."""
    inner = at_least(rule.get("level", "DEBUG"), forgiving(write))
    return let_through(lambda entry: is_called(rule.get("logger", "*"), entry["logger"]), inner)


def is_called(pattern: str, name: str) -> bool:
    beginning = pattern.removesuffix("*")
    return name == pattern or (beginning != pattern and name.startswith(beginning))


def checked(rule: Rule) -> Rule:
    """The rule, if it is one."""
    for key, value in rule.items():
        if key not in ("level", "logger") or not isinstance(value, str):
            raise ValueError(f"no rule has {key!r}: {value!r}")
        if key == "level" and value not in ORDER:
            raise ValueError(f"{value!r} is no level")
    return rule
