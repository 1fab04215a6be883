"""What hidden tests are written with: the submission as a subject, the wire, and the finding."""

from kata.grader.report import Moment
from kata.grader.toolkit.examples import examples
from kata.grader.toolkit.finding import Script, Unmet, expect
from kata.grader.toolkit.subject import Fake, FakeError, Outcome, Place, Raised, Returned, Subject, Wait
from kata.grader.toolkit.wire import REFUSED, Answer, Handler, Hangup, NoReply, Refused, Reply, Request, Wire
from kata.sandbox.protocol import Handle

__all__ = [
    "REFUSED",
    "Answer",
    "Fake",
    "FakeError",
    "Handle",
    "Handler",
    "Hangup",
    "Moment",
    "NoReply",
    "Outcome",
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
    "examples",
    "expect",
]
