"""What can go wrong at a provider, by script."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kata.grader.toolkit import Hangup, NoReply, Reply

Answer = Reply | NoReply | Hangup


@dataclass(frozen=True)
class Speech:
    """How a provider would answer: the status and fields of a success, and its body for an error status."""

    status: int
    fields: Mapping[str, object]
    error: Callable[[int], Reply]


@dataclass(frozen=True)
class Fault:
    """One way to go wrong. `words` follow a provider's name: "Watertel answers 503"."""

    words: str
    answer: Callable[[Speech], Answer]


class Trouble:
    """The faults to come, in order; none when the script is at its end."""

    def __init__(self) -> None:
        self._script: deque[tuple[Fault, int | None]] = deque()

    def start(self, fault: Fault, times: int | None = None) -> None:
        """Adds a fault for the next `times` requests, or for all until `stop`."""
        if times is None or times > 0:
            self._script.append((fault, times))

    def stop(self) -> None:
        self._script.clear()

    def next(self) -> Fault | None:
        """The fault that the request at hand meets."""
        if not self._script:
            return None
        fault, times = self._script[0]
        if times is not None:
            self._script.popleft()
            if times > 1:
                self._script.appendleft((fault, times - 1))
        return fault


def status(code: int) -> Fault:
    """Answers with that status and the provider's documented error body."""
    return Fault(f"answers {code}", lambda speech: speech.error(code))


def no_json() -> Fault:
    """Answers with success, but the body is a page instead of JSON."""
    page = b"<html><body>Welcome</body></html>"
    headers = {"Content-Type": "text/html"}
    return Fault("answers with a page instead of JSON", lambda speech: Reply(speech.status, page, headers))


def nothing() -> Fault:
    """Answers with success and an empty body."""
    return Fault("answers with an empty body", lambda speech: Reply(speech.status, b"", {}))


def a_list() -> Fault:
    """Answers with success and JSON that has no fields."""
    return Fault(
        "answers with a list instead of an object",
        lambda speech: Reply(speech.status, b"[]", {"Content-Type": "application/json"}),
    )


def lacks(*names: str) -> Fault:
    """Answers with success, without these fields; without any when none is named."""

    def answer(speech: Speech) -> Reply:
        left = {key: value for key, value in speech.fields.items() if names and key not in names}
        return Reply.json(speech.status, left)

    what = " and ".join(f'"{name}"' for name in names) or "any field"
    return Fault(f"answers without {what}", answer)


def wrong_types() -> Fault:
    """Answers with success, but each field holds a list."""
    return Fault(
        "answers with fields of the wrong type",
        lambda speech: Reply.json(speech.status, {key: [] for key in speech.fields}),
    )


def never_answers() -> Fault:
    """Holds the connection open and says nothing."""
    return Fault("never answers", lambda _speech: NoReply())


def hangs_up() -> Fault:
    """Closes the connection without an answer."""
    return Fault("closes the connection without an answer", lambda _speech: Hangup())
