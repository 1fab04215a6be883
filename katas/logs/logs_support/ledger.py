"""Ledger: takes entries over HTTP, strictly as its guide says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kata.grader.toolkit import Hangup, NoReply, Reply, Request

Answer = Reply | NoReply | Hangup
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
KEYS = ("at", "level", "logger", "message")
MOST = 100
"""Entries of one request."""
TAKEN = 202
PATH = "/v1/entries"
AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
MEANINGS = {400: "malformed", 401: "bad token", 403: "bad token", 413: "more than 100 entries"}
NOTICE = re.compile(r"([0-9]+) entries lost")


@dataclass(frozen=True)
class Entry:
    """One entry as a service got it. `stamp` is `at` as seconds since 1970."""

    at: str
    level: str
    logger: str
    message: str

    @property
    def lost(self) -> int | None:
        """The number of a notice; None for any other entry."""
        found = NOTICE.fullmatch(self.message)
        return int(found[1]) if found and (self.level, self.logger) == ("WARNING", "logs") else None

    @property
    def stamp(self) -> float:
        return datetime.fromisoformat(self.at).timestamp()

    @property
    def said(self) -> tuple[str, str, str]:
        """All but the moment."""
        return self.level, self.logger, self.message


@dataclass(frozen=True)
class Fault:
    """One way not to take entries. `words` follow the name: "Ledger answers 503"."""

    words: str
    answer: Answer


@dataclass(frozen=True)
class Batch:
    """One request as the guide wants it, in virtual seconds, and whether it was taken."""

    at: float
    entries: tuple[Entry, ...]
    taken: bool


@dataclass
class Ledger:
    """A handler. With a `fault` it takes nothing, once it has taken as many requests as `spared` says."""

    token: str = "ledger-token"  # the one that settings.py has
    fault: Fault | None = None
    spared: int = 0
    batches: list[Batch] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    name = "ledger"
    default_port = 8821
    examples = (
        "curl -i {url}/v1/entries -H 'Authorization: Bearer ledger-token' -H 'Content-Type: application/json'"
        ' -d \'{"entries": [{"at": "2026-11-22T10:00:00Z", "level": "INFO", "logger": "me", "message": "hello"}]}\'',
    )

    def __call__(self, request: Request) -> Answer:
        status, wrong = self._wrong(request)
        if wrong:
            self.wrong.append(wrong)
            return self.error(status, wrong)
        entries = tuple(Entry(**{key: each[key] for key in KEYS}) for each in request.json()["entries"])
        fault = None if self.spared else self.fault
        self.spared -= self.spared > 0
        self.batches.append(Batch(request.at, entries, taken=fault is None))
        return Reply(TAKEN) if fault is None else fault.answer

    @staticmethod
    def error(status: int, words: str = "") -> Reply:
        """The documented body of an error."""
        return Reply.json(status, {"error": words or MEANINGS.get(status, "internal trouble")})

    @property
    def taken(self) -> list[Entry]:
        """All that was taken, notices too, in order."""
        return [entry for batch in self.batches if batch.taken for entry in batch.entries]

    def _wrong(self, request: Request) -> tuple[int, str]:
        if (request.method, request.path) != ("POST", PATH):
            return 404, f"a request that is not POST {PATH}"
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return 401, "a request without the right token"
        kind, _semicolon, _charset = request.headers.get("content-type", "").partition(";")
        if kind.strip().lower() != "application/json":
            return 400, "a request whose Content-Type is not application/json"
        try:
            body = request.json()
        except ValueError:
            return 400, "a body that is no JSON"
        return wrong_body(body)


def wrong_body(body: Any) -> tuple[int, str]:
    """The status, and what is wrong with the body of a request; empty when nothing is."""
    entries = body.get("entries") if isinstance(body, dict) and list(body) == ["entries"] else None
    if not isinstance(entries, list) or not entries:
        return 400, 'a body that is not {"entries": […]} with at least one entry'
    if len(entries) > MOST:
        return 413, f"more than {MOST} entries in one request"
    return 400, next((words for each in entries if (words := wrong_entry(each))), "")


def wrong_entry(entry: Any) -> str:
    """What is wrong with an entry; empty when nothing is."""
    if not isinstance(entry, Mapping) or sorted(entry) != sorted(KEYS):
        return f"an entry that has not just the keys {', '.join(KEYS)}"
    if not all(isinstance(value, str) for value in entry.values()):
        return "an entry with a value that is no text"
    if entry["level"] not in LEVELS:
        return "an entry with an unknown level"
    if not entry["logger"]:
        return "an entry without a logger"
    return wrong_moment(entry["at"])


def wrong_moment(at: str) -> str:
    """What is wrong with a moment; empty when nothing is."""
    try:
        good = AT.fullmatch(at) is not None and datetime.fromisoformat(at) is not None
    except ValueError:
        good = False
    return "" if good else "a moment that is not RFC 3339 in UTC, with T and Z"


def status(code: int, headers: Mapping[str, str] | None = None) -> Fault:
    """Answers with that status and the documented body."""
    reply = Ledger.error(code)
    return Fault(f"answers {code}", Reply(code, reply.body, {**reply.headers, **(headers or {})}))


def body(code: int, text: str, words: str, kind: str = "application/json") -> Fault:
    """Answers with that status and some other body."""
    return Fault(f"answers {code} with {words}", Reply(code, text.encode(), {"Content-Type": kind}))


HANGS_UP = Fault("hangs up", Hangup())
HANGS_UP_MIDWAY = Fault("hangs up in the middle of its first line", Hangup(b"HTTP/1.1 20"))
NEVER_ANSWERS = Fault("never answers", NoReply())
