"""What hidden tests are written with: the submission as a subject, the wire, and the finding."""

from kata.grader.report import Moment
from kata.grader.toolkit.examples import examples
from kata.grader.toolkit.finding import Script, Unmet, expect
from kata.grader.toolkit.pieces import Piece, are_two, waiting_piece
from kata.grader.toolkit.subject import (
    Fake,
    FakeError,
    Frame,
    Outcome,
    Place,
    Raised,
    Returned,
    Subject,
    Wait,
)
from kata.grader.toolkit.wire import REFUSED, Answer, Handler, Hangup, NoReply, Refused, Reply, Request, Wire
from kata.sandbox.protocol import Handle

__all__ = [
    "REFUSED",
    "Answer",
    "Fake",
    "FakeError",
    "Frame",
    "Handle",
    "Handler",
    "Hangup",
    "Moment",
    "NoReply",
    "Outcome",
    "Piece",
    "Place",
    "Raised",
    "Refused",
    "Reply",
    "Request",
    "Returned",
    "Script",
    "Subject",
    "Unmet",
    "Wait",
    "Wire",
    "are_two",
    "examples",
    "expect",
    "waiting_piece",
]
