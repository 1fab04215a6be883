"""How a call should have gone, told moment by moment: what a `Script` of a finding is made of."""

from __future__ import annotations

from typing import Literal

from ...report.report import Moment
from .subject import MODULE, Subject

CLIENT = "client"


class Story:
    """From a client's call on; `told` are its moments, each with its time."""

    def __init__(self, begun: Moment) -> None:
        self.told = [begun]
        self._at = begun.at

    @classmethod
    def of_last_call(cls, subject: Subject) -> Story:
        """Begins as the last call of a client function did."""
        calls = [moment for moment in subject.moments if moment.kind == "call"]
        return cls(calls[-1] if calls else Moment(at=0.0, source=CLIENT, target=MODULE, text="", kind="call"))

    def wait(self, seconds: float) -> None:
        """The module waits; for nothing, it does not."""
        if seconds:
            self._tell(
                Moment(at=self._at, source=MODULE, target=MODULE, text=f"waits {seconds:g} s", kind="wait")
            )
            self._at += seconds

    def exchange(self, service: str, asked: str, answer: str) -> None:
        """A request, such as `POST /messages`, and what is said to it."""
        self._tell(Moment(at=self._at, source=MODULE, target=service, text=asked, kind="request"))
        self._tell(Moment(at=self._at, source=service, target=MODULE, text=answer, kind="reply"))

    def line(self, service: str, text: str) -> None:
        """A message on a wire of lines."""
        self._tell(Moment(at=self._at, source=MODULE, target=service, text=text, kind="line"))

    def end(self, raises: str = "") -> None:
        """The call returns, or raises an error of that kind."""
        kind: Literal["raise", "return"] = "raise" if raises else "return"
        self._tell(Moment(at=self._at, source=MODULE, target=CLIENT, text=raises or "returns", kind=kind))

    def _tell(self, moment: Moment) -> None:
        self.told.append(moment)
