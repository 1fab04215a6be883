"""Reports made by hand: every outcome, regression, over time, and text that no one should have to read."""

from __future__ import annotations

import hashlib

import msgspec
from kata.report import scoring
from kata.report.report import (
    AmendmentNote,
    Cause,
    CheckResult,
    Comment,
    Evidence,
    Figures,
    Moment,
    ObjectNode,
    ObjectPicture,
    Override,
    Report,
    Review,
    SandboxNote,
)
from kata.views.run import Exhibit, Run
from kata.workspace.snapshot import Snapshot

AWKWARD = (
    "\x1b[2J\x1b]0;owned\x07\x00\x9b31m",  # clears the screen, sets the title
    "\u202eevil\u2066 right to left",
    "<script>alert('x')</script> & \"quotes\" ]]>",
    '=HYPERLINK("http://evil.example","click")',
    "::error file=a,title=b::forged%0A",
    "family 👩‍👩‍👧 naïve 漢字 | `code` *bold* [link](javascript:alert(1)) @everyone",
    "file\udcff.py lone \ud800 surrogate \ufffe \u2028",
    "long " + "x" * 100_000,
    "",
    "[bold red]markup[/] :smile: {{ 7*7 }} ${jndi}",
)

RESEND_LINES = """\
    def send(self, receiver, text):
        for wait in (0, 2):
            self._sleep(wait)
            try:
                return self._inner.send(receiver, text)
            except ProviderFailure as error:
                last = error
        raise last
"""

SENDER = """\
\"\"\"Sends through the first carrier.\"\"\"

import requests

TIMEOUT = 5


class FirstCarrier:
    def __init__(self, url, session=None):
        self._url = url
        self._session = session or requests.Session()

    def send(self, receiver, text):
        reply = self._session.post(self._url, json={"to": receiver, "text": text}, timeout=TIMEOUT)
        if reply.status_code >= 500:
            raise ProviderFailure(reply.status_code)
        return reply.json()["id"]
"""

RESENDING = (
    '"""Sends again when the first attempt fails."""\n\n\n'
    "class Resending:\n    def __init__(self, inner, sleep):\n"
    "        self._inner = inner\n        self._sleep = sleep\n\n" + RESEND_LINES
)

ROOT = """\
\"\"\"Joins the parts.\"\"\"

from mailer.first import FirstCarrier
from mailer.resend import Resending

send = Resending(FirstCarrier("http://localhost"), None).send
"""

DIFF = """\
--- a/mailer/first.py
+++ b/mailer/first.py
@@ -9,2 +9,2 @@
-    def __init__(self, url):
+    def __init__(self, url, session):
         self._url = url
"""


def snapshot(files: dict[str, str | bytes]) -> Snapshot:
    """A snapshot of texts; its tree is a made-up identity."""
    raw = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    return Snapshot(raw, hashlib.sha1(repr(raw).encode()).hexdigest())


BEFORE = snapshot(
    {
        "clients/shop.py": "from mailer import send\n\n\ndef confirm(order):\n    send(order)\n",
        "mailer/__init__.py": '"""Joins the parts."""\n',
        "mailer/first.py": SENDER,
    }
)
AFTER = snapshot(
    {
        "clients/shop.py": "from mailer import send\n\n\ndef confirm(order):\n    send(order)\n",
        "mailer/__init__.py": ROOT,
        "mailer/first.py": SENDER.replace("TIMEOUT = 5", "TIMEOUT = 9").replace(">= 500", "in (502, 503)"),
        "mailer/resend.py": RESENDING,
    }
)

SANDBOX = SandboxNote(
    rung="bubblewrap",
    level=4,
    mechanisms=("namespaces", "seccomp", "rlimits"),
    probes={"no files outside": True, "no network": True},
    unguarded=("timing of other processes",),
    counts_as_grade=False,
)

DELIVERS = CheckResult(
    id="behaviour.delivers",
    stage=1,
    group="current",
    outcome="passed",
    summary="Each client function puts one message on the wire.",
    principle="A client says what it wants, not how.",
    chapter="interfaces",
)
RESENDS = CheckResult(
    id="behaviour.resends",
    stage=2,
    group="current",
    outcome="failed",
    summary="A message was given up too early.",
    expected="after three answers of 503 the fourth attempt is made, and the message arrives",
    seen="confirm gave up after 2 attempts, with ProviderFailure",
    evidence=(
        Evidence(
            path="mailer/resend.py",
            line=10,
            end_line=15,
            excerpt=RESEND_LINES,
            message="two waits are listed, three are needed",
        ),
    ),
    moments=(
        Moment(at=0, source="client", target="module", text="confirm('7')", kind="call"),
        Moment(at=0, source="module", target="first carrier", text="POST /messages", kind="request"),
        Moment(at=0, source="first carrier", target="module", text="503", kind="reply"),
        Moment(at=0, source="module", target="module", text="waits 2 s", kind="wait"),
        Moment(at=2, source="module", target="first carrier", text="POST /messages", kind="request"),
        Moment(at=2, source="first carrier", target="module", text="503", kind="reply"),
        Moment(at=2, source="module", target="client", text="ProviderFailure", kind="raise"),
    ),
    expected_moments=(
        Moment(at=0, source="client", target="module", text="confirm('7')", kind="call"),
        Moment(at=0, source="module", target="first carrier", text="POST /messages", kind="request"),
        Moment(at=0, source="first carrier", target="module", text="503", kind="reply"),
        Moment(at=0, source="module", target="first carrier", text="POST /messages", kind="request"),
        Moment(at=0, source="first carrier", target="module", text="200", kind="reply"),
        Moment(at=0, source="module", target="client", text="returns", kind="return"),
    ),
    principle="Resending is a policy of its own: one place decides how often.",
    chapter="errors",
    section="resending",
)
MODIFIED = CheckResult(
    id="open-closed.unmodified",
    stage=2,
    group="current",
    outcome="failed",
    summary="Existing code was changed: FirstCarrier.send, 1 line, and TIMEOUT, 1 line.",
    expected="what the last stage closed stays as it was; new needs are met by new code",
    seen="mailer/first.py differs in 2 lines",
    evidence=(
        Evidence(
            path="mailer/first.py", line=5, end_line=5, excerpt="TIMEOUT = 9\n", message="TIMEOUT modified"
        ),
        Evidence(
            path="mailer/first.py",
            line=15,
            end_line=15,
            excerpt="        if reply.status_code in (502, 503):\n",
            message="FirstCarrier.send modified: 1 line",
        ),
    ),
    principle="Open for extension, closed for modification.",
    chapter="open-closed",
)
BROKE = CheckResult(
    id="1.behaviour.provider-failure",
    stage=1,
    group="regression",
    held_at_closing=True,
    outcome="failed",
    summary="An answer of 500 is no longer told as a provider failure.",
    expected="500 raises the provider-failure kind",
    seen="confirm raised KeyError: 'id'",
    evidence=(Evidence(path="mailer/first.py", line=17, excerpt='        return reply.json()["id"]\n'),),
    principle="A caller must be able to tell kinds of trouble apart.",
    chapter="errors",
)
SLIP = Cause(
    type="TypeError",
    message="unsupported operand type(s) for +: 'datetime' and 'int'",
    frames=(
        Evidence(
            path="mailer/token.py", line=59, excerpt="        self.until = now() + 3600", message="in renew"
        ),
        Evidence(path="clients/shop.py", line=6, excerpt="    send(order)", message="in confirm"),
    ),
    origin=Cause(
        type="KeyError",
        message="'id'",
        frames=(
            Evidence(path="mailer/line.py", line=3, excerpt='    return reply["id"]', message="in read"),
        ),
    ),
)
SLIPPED = CheckResult(
    id="behaviour.delivers",
    stage=2,
    group="current",
    outcome="failed",
    summary="Failed: each client function sends one message.",
    expected="confirm sends its message",
    seen="confirm raised TypeError",
    cause=SLIP,
    evidence=SLIP.frames,
    principle="An interface is judged by what its callers get.",
    chapter="interfaces",
)
ALSO = msgspec.structs.replace(
    SLIPPED, id="behaviour.verbatim", seen="desk raised TypeError", because_of="behaviour.delivers"
)
UNWRITTEN = CheckResult(
    id="behaviour.splits",
    stage=2,
    group="current",
    outcome="failed",
    summary="Failed: the second carrier takes a fifth.",
    seen="no message has reached the second carrier yet",
    cause=Cause(message="no message has reached the second carrier yet", unwritten=True),
)
TOLD = CheckResult(
    id="design.few-parameters",
    stage=1,
    group="current",
    outcome="told",
    summary="FirstCarrier takes six things through its constructor.",
    evidence=(Evidence(path="mailer/first.py", line=9),),
    principle="Few parameters, few reasons to change.",
    chapter="interfaces",
    advice=True,
)
SKIPPED = CheckResult(
    id="behaviour.waits",
    stage=2,
    group="current",
    outcome="skipped",
    summary="Not looked at: nothing is resent yet.",
    because_of="behaviour.resends",
)
STUCK = CheckResult(
    id="behaviour.no-idle-wait",
    stage=2,
    group="current",
    outcome="could-not-run",
    summary="The sandbox did not start: too many open files.",
)

YOURS = ObjectPicture(
    roots=(("clients.shop.send", 0), ("clients.desk.send", 0)),
    nodes=(
        ObjectNode(label="Resending", module="mailer.resend", edges=(("_inner", 1), ("_sleep", 4))),
        ObjectNode(
            label="Router",
            module="mailer.router",
            detail="_percentages[0]=80, _percentages[1]=20",
            edges=(("_senders[0]", 2), ("_senders[1]", 3)),
        ),
        ObjectNode(
            label="FirstCarrier", module="mailer.first", detail="_url='http://a'", edges=(("_line", 5),)
        ),
        ObjectNode(label="SecondCarrier", module="mailer.second", edges=(("_line", 5),)),
        ObjectNode(label="sleep", module="mailer.resend", kind="function"),
        ObjectNode(label="Line", module="mailer.line", detail="_timeout=5.0"),
    ),
)
REFERENCE = ObjectPicture(
    roots=(("clients.shop.send", 0),),
    nodes=(
        ObjectNode(label="RetryingSender", module="mailer.retry", edges=(("_sender", 1),)),
        ObjectNode(
            label="Router",
            module="mailer.router",
            detail="_shares[0][1]=80, _shares[1][1]=20",
            edges=(("_shares[0][0]", 2), ("_shares[1][0]", 3)),
        ),
        ObjectNode(label="FirstCarrier", module="mailer.first"),
        ObjectNode(label="SecondCarrier", module="mailer.second"),
    ),
)

BAND = {
    "Composition of objects": Figures(
        files_added=1, lines_added=28, classes=3, largest_class_lines=30, most_constructor_parameters=4
    ),
    "Closures and functions": Figures(
        files_added=1, lines_added=22, classes=1, largest_class_lines=12, most_constructor_parameters=2
    ),
    "Dataclasses with callables": Figures(
        files_added=2, lines_added=41, classes=4, largest_class_lines=21, most_constructor_parameters=3
    ),
}


def report(*checks: CheckResult, stage: int = 2, **fields: object) -> Report:
    """A report of these checks; passed when nothing failed or got stuck."""
    bad = [check for check in checks if check.outcome in ("failed", "could-not-run")]
    values: dict[str, object] = {
        "kata": "mailer",
        "stage": stage,
        "stage_name": f"{stage}_resending",
        "passed": not bad,
        "score": 100.0 - 20 * len(bad),
        "verdict": None if stage == 1 else "violated" if MODIFIED in checks else "kept",
        "started_at": "2026-03-01T09:00:00Z",
        "closed_at": "2026-03-01T09:24:10Z",
        "seconds_used": 1450.0,
        "seconds_allowed": 1200,
        "tree": "f" * 40,
        "sandbox": SANDBOX,
        "figures": Figures(
            files_added=1,
            lines_added=34,
            closed_lines_changed=0 if not bad else 2,
            classes=2,
            largest_class_lines=17,
            most_constructor_parameters=6,
            minutes=24.2,
        ),
        "objects": YOURS,
        "checks": checks,
        **fields,
    }
    values.setdefault("headline", scoring.headline(stage, values["checks"], values["verdict"]))  # type: ignore[arg-type]
    return msgspec.convert(values, Report, strict=False, from_attributes=True)


ALL_OUTCOMES = report(
    DELIVERS,
    RESENDS,
    MODIFIED,
    BROKE,
    TOLD,
    SKIPPED,
    STUCK,
    hints_taken=2,
    notes=("The clock of this machine was moved by 3 s.",),
)
REVIEWED = msgspec.structs.replace(
    report(
        msgspec.structs.replace(DELIVERS, comments=(Comment(text="Well named."),)),
        msgspec.structs.replace(
            RESENDS,
            comments=tuple(
                Comment(text=f"{number}: {text}", path="mailer/resend.py", line=12)
                for number, text in enumerate(AWKWARD)
            ),
            override=Override(outcome="passed", reason="Said so beforehand. " + "".join(AWKWARD[:7])),
        ),
        msgspec.structs.replace(TOLD, override=Override(outcome="passed", reason="It is short.")),
        msgspec.structs.replace(STUCK, override=Override(outcome="failed", reason="I tried it by hand.")),
    ),
    review=Review(
        passed=False,
        score=75.0,
        verdict="kept",
        comments=(
            Comment(text="All in all a good start."),
            Comment(text="Why here?", path=AWKWARD[6], line=3),
        ),
        remarks=("The override of behaviour.waits is not applied.",),
    ),
)
CAUSES = report(UNWRITTEN, SLIPPED, ALSO)
REGRESSION_ONLY = report(DELIVERS, BROKE, stage=3)
PASSED = report(DELIVERS, TOLD, stage=1, seconds_used=1100.0)
AMENDED = report(
    DELIVERS,
    stage=3,
    verdict="refactored-first",
    amendments=(
        AmendmentNote(
            reason="The sender made its own connection; it is handed in now.",
            kind="refactoring",
            declared_at="2026-03-01T09:02:00Z",
            diff=DIFF,
        ),
        AmendmentNote(
            reason="500 was missed.",
            kind="fix",
            declared_at="2026-03-01T09:05:00Z",
            changed_checks=("1.behaviour.provider-failure",),
        ),
    ),
)


def awkward_report() -> Report:
    """A report in which every text that a stranger can choose is awkward."""
    checks = []
    for number, text in enumerate(AWKWARD):
        outcome = ("failed", "told", "skipped", "could-not-run", "passed")[number % 5]
        checks.append(
            CheckResult(
                id=f"behaviour.awkward-{number}",
                stage=2,
                group="regression" if number == 5 else "current",
                outcome=outcome,  # type: ignore[arg-type]  # one of the five, by turns
                summary=text,
                expected=text,
                seen=text,
                cause=Cause(
                    type=text[:300],
                    message=text,
                    frames=(Evidence(path=text or "a.py", line=7, excerpt=text, message=text),) * 3,
                    origin=Cause(type=text[:300], message=text),
                    unwritten=number == 5,
                ),
                evidence=(
                    Evidence(
                        path=text or "a.py", line=1, end_line=2, excerpt=text + "\n" + text, message=text
                    ),
                ),
                moments=(Moment(at=0, source=text[:500] or "a", target="b", text=text, kind="call"),),
                expected_moments=(Moment(at=0, source="a", target=text[:500], text=text, kind="reply"),) * 40,
                principle=text,
                chapter="errors",
            )
        )
    return report(
        *checks,
        headline=AWKWARD[0] + AWKWARD[1] + AWKWARD[2],
        notes=AWKWARD,
        objects=ObjectPicture(
            roots=(("root", 0),),
            nodes=tuple(
                ObjectNode(
                    label=text[:3000], detail=text[:3000], edges=(("next", (number + 1) % len(AWKWARD)),)
                )
                for number, text in enumerate(AWKWARD)
            ),
        ),
        amendments=(
            AmendmentNote(
                reason=AWKWARD[2],
                kind="refused",
                declared_at="2026-03-01T09:02:00Z",
                diff=AWKWARD[0] + "\n+" + AWKWARD[2],
            ),
        ),
    )


AWKWARD_REPORT = awkward_report()
REPORTS = {
    "all outcomes": ALL_OUTCOMES,
    "causes": CAUSES,
    "regression": REGRESSION_ONLY,
    "passed": PASSED,
    "amended": AMENDED,
    "awkward": AWKWARD_REPORT,
    "empty": report(),
}

RUN = Run(
    "The mailer kata",
    "Ada <ada@example.org>",
    (
        Exhibit(PASSED, snapshot({}), BEFORE, REFERENCE, BAND),
        Exhibit(
            ALL_OUTCOMES,
            BEFORE,
            AFTER,
            REFERENCE,
            BAND,
            {"mailer/retry.py": RESENDING.replace("Resending", "RetryingSender").encode()},
        ),
        Exhibit(AMENDED, AFTER, AFTER, None, {}),
    ),
)
AWKWARD_RUN = Run(
    AWKWARD[2],
    AWKWARD[3],
    (
        Exhibit(
            AWKWARD_REPORT,
            BEFORE,
            snapshot(
                {"a\udcff<b>.py": b"\xff\xfe\x00\x1b[2J" + b"x" * 100_000, "e.py": AWKWARD[1] + AWKWARD[2]}
            ),
        ),
    ),
)
