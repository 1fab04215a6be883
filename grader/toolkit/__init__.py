"""What hidden tests are written with: the submission as a subject, the wire, and the finding."""

from ...analysis.statuses import tells_kinds_apart
from ...report.report import Moment
from ...sandbox.protocol import Handle
from .examples import examples
from .finding import Script, Unmet, expect
from .lines import Line, Lines, by_line_feed
from .pieces import Piece, are_two, waiting_piece
from .raising import SourceOf, raising_piece, writes_number
from .subject import Fake, FakeError, Frame, Outcome, Place, Raised, Returned, Subject, Wait
from .wire import REFUSED, Answer, Handler, Hangup, NoReply, Refused, Reply, Request, Wire

__all__ = [
    "REFUSED",
    "Answer",
    "Fake",
    "FakeError",
    "Frame",
    "Handle",
    "Handler",
    "Hangup",
    "Line",
    "Lines",
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
    "SourceOf",
    "Subject",
    "Unmet",
    "Wait",
    "Wire",
    "are_two",
    "by_line_feed",
    "examples",
    "expect",
    "raising_piece",
    "tells_kinds_apart",
    "waiting_piece",
    "writes_number",
]
