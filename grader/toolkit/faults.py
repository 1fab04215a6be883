"""What can go wrong at a service that speaks HTTP, by script."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

from .wire import Answer, Hangup, NoReply, Reply


@dataclass(frozen=True)
class Speech:
    """How a service would answer: the status and fields of a success, and its body for an error status."""

    status: int
    fields: Mapping[str, object]
    error: Callable[[int], Reply]


@dataclass(frozen=True)
class Fault:
    """One way to go wrong. `words` follow a service's name: "the bank answers 503".

    `odd_body` says that a status comes with a body which is not the one that the service's guide shows.
    """

    words: str
    answer: Callable[[Speech], Answer]
    odd_body: bool = False


class Trouble:
    """The faults to come, in order; none when the script is at its end."""

    def __init__(self) -> None:
        self._script: deque[tuple[Fault, int | None]] = deque()
        self._asleep_until = ""

    def start(self, fault: Fault, times: int | None = None, begins_at: str = "") -> None:
        """Adds a fault for the next `times` requests, or for all until `stop`; the first of them at that service."""
        if times is None or times > 0:
            self._script.append((fault, times))
        self._asleep_until = begins_at

    def stop(self) -> None:
        self._script.clear()
        self._asleep_until = ""

    @property
    def is_asleep(self) -> bool:
        """Whether faults wait for a first message to come to a service."""
        return bool(self._asleep_until)

    def reach(self, service: str) -> None:
        """A message has come to this service: faults that begin there begin."""
        if self._asleep_until == service:
            self._asleep_until = ""

    def next(self) -> Fault | None:
        """The fault that the request at hand meets."""
        if not self._script or self._asleep_until:
            return None
        fault, times = self._script[0]
        if times is not None:
            self._script.popleft()
            if times > 1:
                self._script.appendleft((fault, times - 1))
        return fault


def status(code: int) -> Fault:
    """Answers with that status and the service's documented error body."""
    return Fault(f"answers {code}", lambda speech: speech.error(code))


def page(code: int) -> Fault:
    """Answers with that status and a page, as what stands before a service does."""
    body = f"<html><head><title>{code}</title></head><body><h1>Sorry</h1></body></html>".encode()
    return Fault(
        f"answers {code} with a page of HTML",
        lambda _speech: Reply(code, body, {"Content-Type": "text/html"}),
        odd_body=True,
    )


def bare(code: int) -> Fault:
    """Answers with that status and an empty body."""
    return Fault(f"answers {code} with an empty body", lambda _speech: Reply(code, b"", {}), odd_body=True)


def other_shape(code: int) -> Fault:
    """Answers with that status and JSON that is not the documented error."""
    return Fault(f"answers {code} with a list", lambda _speech: Reply.json(code, ["sorry"]), odd_body=True)


def answers(codes: Sequence[int]) -> Iterator[Fault]:
    """Each status with the documented body, with a page, and with one of the other bodies in turn."""
    others = cycle((bare, other_shape))
    for code in codes:
        yield from (status(code), page(code), next(others)(code))


def no_json() -> Fault:
    """Answers with success, but the body is a page instead of JSON."""
    page = b"<html><body>Welcome</body></html>"
    headers = {"Content-Type": "text/html"}
    return Fault("answers with a page instead of JSON", lambda speech: Reply(speech.status, page, headers))


def no_text() -> Fault:
    """Answers with success, but the body is no text in UTF-8, as JSON must be."""
    headers = {"Content-Type": "application/json"}
    return Fault(
        "answers with bytes that are no text",
        lambda speech: Reply(speech.status, b"\x80\x81\x82\x83", headers),
    )


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
