"""What a room does not do, and why: a word for programs, a sentence for people, and what to do next."""

from __future__ import annotations

from ..base.errors import StateError


class Refusal(StateError):
    """`error` is the word for programs, `do` what to do next, `status` what HTTP calls it."""

    def __init__(self, error: str, message: str, do: str = "", status: int = 409) -> None:
        super().__init__(f"{message} {do}".rstrip())
        self.error, self.message, self.do, self.status = error, message, do, status


def not_there() -> Refusal:
    """The one answer to what does not exist and to what is somebody else's."""
    return Refusal("not-there", "There is nothing here.", status=404)


def stale(now: str) -> Refusal:
    """Somebody else was faster; `now` says in a sentence what is true."""
    return Refusal("stale", now, "Look again, then decide.")
