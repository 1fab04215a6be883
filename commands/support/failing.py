"""Simulators that fail on demand, to see what one's own code does then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...base.errors import UsageError

if TYPE_CHECKING:
    from ...grader.toolkit.lines import Lines
    from ...grader.toolkit.wire import Answer, Handler, Request

FORM = re.compile(
    r"(?P<name>[\w-]+)(?P<path>/[^=]*)?=(?P<answer>[0-9]{3}|silence|hangup)(:(?P<times>[0-9]{1,6}))?"
)
HOW = "NAME=503, NAME=503:2 (twice), NAME/PATH=503, NAME=silence or NAME=hangup"


@dataclass
class Fault:
    """One way to fail: of which simulator, at which path (all if empty), with what, and how often still."""

    name: str
    path: str
    answer: str
    left: float


class Failing:
    """A handler that answers as `inner` does, but for the requests that are to fail."""

    def __init__(self, inner: Any, faults: list[Fault]) -> None:
        self._inner = inner
        self._faults = faults

    def __call__(self, request: Request) -> Answer:
        for fault in self._faults:
            if fault.left > 0 and request.path.startswith(fault.path):
                fault.left -= 1
                return self._fail(fault.answer)
        answer: Answer = self._inner(request)
        return answer

    def _fail(self, answer: str) -> Answer:
        """Silence, a closed connection, or the simulator's own body of an error where it has one."""
        from ...grader.toolkit.wire import Hangup, NoReply, Reply

        if answer == "silence":
            return NoReply()
        if answer == "hangup":
            return Hangup()
        error = getattr(self._inner, "error", None)
        said: Answer = error(int(answer)) if callable(error) else Reply(int(answer))
        return said


def failing(simulator: Any, told: list[Fault]) -> Handler | Lines:
    """What is to be served for a simulator: one with `on_line` takes lines, any other one takes requests.

    Raises UsageError where a wire of lines is to fail in a way that only HTTP has.
    """
    from ...grader.toolkit.lines import Line, LineAnswer, Lines, by_line_feed
    from ...grader.toolkit.wire import Hangup

    if not hasattr(simulator, "on_line"):
        return Failing(simulator, told)
    for fault in told:
        if fault.answer != "hangup" or fault.path:
            raise UsageError(f"{fault.name} speaks no HTTP: it can fail by {fault.name}=hangup alone.")

    def take(line: Line) -> LineAnswer:
        for fault in told:
            if fault.left > 0:
                fault.left -= 1
                return Hangup()
        said: LineAnswer = simulator.on_line(line)
        return said

    return Lines(take, getattr(simulator, "cut", by_line_feed))


def faults(told: list[str], names: list[str]) -> list[Fault]:
    """What `--fail` asks for; raises UsageError for what nobody understands."""
    found = []
    for each in told:
        match = FORM.fullmatch(each)
        if match is None or (match["answer"].isdecimal() and not 200 <= int(match["answer"]) <= 599):
            raise UsageError(f"--fail {each}: write it as {HOW}.")
        if match["name"] not in names:
            raise UsageError(
                f"--fail {each}: there is no {match['name']} here. Name one of: {', '.join(names)}."
            )
        times = float(match["times"] or "inf")
        found.append(Fault(match["name"], match["path"] or "", match["answer"], times))
    return found
