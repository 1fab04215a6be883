"""Why checks fail, told once for all that fail for the same reason."""

from __future__ import annotations

import pytest
from kata.grader.toolkit import causes as toolkit_causes
from kata.grader.toolkit.subject import Place, Raised
from kata.report import causes
from kata.report.report import Cause, CheckResult, Evidence

FILES = {"mailer/token.py": b"class Token:\n    def renew(self):\n        self.until = now() + 3600\n"}
TYPE_ERROR = Raised(
    ("builtins.TypeError", "builtins.Exception"),
    "unsupported operand",
    (Place("clients/shop.py", 6, "confirm"), Place("mailer/token.py", 3, "renew")),
)


def check(name: str = "behaviour.a", outcome: str = "failed", **more: object) -> CheckResult:
    fields = {"stage": 2, "group": "current", "summary": "s", **more}
    return CheckResult(id=name, outcome=outcome, **fields)  # type: ignore[arg-type]


def error(path: str = "a.py", line: int = 3, kind: str = "TypeError", **more: object) -> Cause:
    return Cause(type=kind, message="m", frames=(Evidence(path=path, line=line),), **more)  # type: ignore[arg-type]


def test_an_error_has_its_type_its_words_and_its_places_innermost_first():
    cause = toolkit_causes.quoted(toolkit_causes.cause_of(TYPE_ERROR), FILES)
    assert causes.in_words(cause) == "TypeError: unsupported operand"
    assert [(frame.path, frame.line, frame.message) for frame in cause.frames] == [
        ("mailer/token.py", 3, "in renew"),
        ("clients/shop.py", 6, "in confirm"),
    ]
    assert cause.frames[0].excerpt == "        self.until = now() + 3600"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/etc/passwd", 1),
        ("../mailer/token.py", 3),
        ("mailer/token.py", 99),
        ("mailer/token.py", -3),
        ("", 0),
    ],
)
def test_a_place_that_is_not_in_the_submission_shows_no_line(path, line):
    cause = toolkit_causes.quoted(
        toolkit_causes.cause_of(Raised(("builtins.E",), "", (Place(path, line, "f"),))), FILES
    )
    assert cause.frames[0].excerpt == ""
    assert cause.frames[0].line >= 0


def test_what_a_child_claims_is_bounded_and_escaped():
    raised = Raised(
        ("x\x1b" * 9_000,), "m\x1b[2J" * 9_000, (Place("p\u202e" * 9_000, 1, "f\n" * 9_000),) * 20
    )
    cause = toolkit_causes.cause_of(raised)
    shown = [
        cause.type,
        cause.message,
        *(part for frame in cause.frames for part in (frame.path, frame.message)),
    ]
    assert all(text.isprintable() and len(text) < 7_000 for text in shown)
    assert len(cause.frames) == toolkit_causes.MAX_FRAMES


def test_an_error_raised_from_another_tells_of_the_first():
    raised = Raised(("mailer.Trouble",), "no token", (), None, TYPE_ERROR)
    origin = toolkit_causes.quoted(toolkit_causes.cause_of(raised), FILES).origin
    assert origin is not None and origin.type == "TypeError"
    assert origin.frames[0].excerpt.strip() == "self.until = now() + 3600"


def test_the_error_is_the_last_of_those_that_the_words_name():
    first, last = Raised(("mailer.BadInput",), "1"), Raised(("mailer.BadInput",), "2")
    other = Raised(("builtins.KeyError",), "3")
    assert toolkit_causes.named_in("it raised BadInput", [first, last, other]) is last
    assert toolkit_causes.named_in("2 messages arrived", [first, last, other]) is None


def test_a_slip_that_happens_again_elsewhere_is_told_where_it_happened_first():
    again = Raised(("builtins.TypeError",), "'>=' not supported")
    assert toolkit_causes.first_slip(again, [TYPE_ERROR, again]) is TYPE_ERROR
    chosen = Raised(("builtins.ValueError",), "2")
    assert toolkit_causes.first_slip(chosen, [Raised(("builtins.ValueError",), "1"), chosen]) is chosen


def test_checks_with_one_cause_name_the_first_of_them_and_keep_their_outcome():
    checks = causes.told_once(
        [
            check("behaviour.a", cause=error()),
            check("behaviour.b"),
            check("behaviour.c", cause=error()),
            check("behaviour.d", "passed"),
            check("1.behaviour.a", group="regression", cause=error()),
        ]
    )
    assert [each.because_of for each in checks] == ["", "", "behaviour.a", "", "behaviour.a"]
    assert [each.outcome for each in checks] == ["failed", "failed", "failed", "passed", "failed"]


@pytest.mark.parametrize("other", [error(line=4), error(path="b.py"), error(kind="KeyError")])
def test_another_place_or_another_error_is_another_cause(other):
    checks = causes.told_once([check(cause=error()), check("behaviour.b", cause=other)])
    assert checks[1].because_of == ""


def test_what_is_not_written_is_one_cause_wherever_it_is_met():
    nothing = Cause(message="no message has reached the carrier yet", unwritten=True)
    missing = [error(line=line, kind="NotImplementedError", unwritten=True) for line in (3, 9)]
    checks = causes.told_once(
        [
            check("a", cause=missing[0]),
            check("b", cause=missing[1]),
            check("c", cause=nothing),
            check("d", cause=nothing),
        ]
    )
    assert [each.because_of for each in checks] == ["", "a", "", "c"]


def test_a_finding_brings_the_checks_that_fail_or_wait_for_its_reason():
    waits = check("behaviour.b", "skipped", because_of="behaviour.a")
    same = check("behaviour.c", because_of="behaviour.a")
    (found,) = causes.findings([check("behaviour.a"), waits, same])
    assert found.followers == (waits, same)


def test_hard_rules_come_first_then_what_broke_then_what_is_not_written():
    unwritten = Cause(message="nothing yet", unwritten=True)
    checks = [
        check("design.few", "failed"),
        check("behaviour.stuck", "could-not-run"),
        check("behaviour.new", cause=unwritten),
        check("behaviour.works", cause=error()),
        check("1.behaviour.open", group="regression", held_at_closing=False),
        check("1.behaviour.broke", group="regression", held_at_closing=True),
        check("clients.unchanged"),
        check("behaviour.held", "passed"),
    ]
    assert [found.check.id for found in causes.findings(checks)] == [
        "clients.unchanged",
        "1.behaviour.broke",
        "behaviour.works",
        "1.behaviour.open",
        "design.few",
        "behaviour.new",
        "behaviour.stuck",
    ]


@pytest.mark.parametrize(
    ("held", "cause", "regressed", "still_open"),
    [
        (True, None, True, False),
        (False, None, False, True),
        (None, None, False, False),
        (True, Cause(message="no message has reached it yet", unwritten=True), False, False),
    ],
)
def test_a_regression_held_when_its_stage_was_closed(held, cause, regressed, still_open):
    one = check("1.behaviour.a", group="regression", held_at_closing=held, cause=cause)
    assert causes.regressed(one) is regressed
    assert causes.still_open(one) is still_open


def test_an_error_that_its_own_line_raises_is_no_slip():
    raising = Cause(
        type="mailer.Trouble", frames=(Evidence(path="a.py", line=1, excerpt="    raise Trouble"),)
    )
    assert not causes.slipped(raising)
    assert causes.slipped(
        Cause(type="TypeError", frames=(Evidence(path="a.py", line=1, excerpt="x = 1 + ''"),))
    )
    assert not causes.slipped(Cause(message="no message has reached it yet", unwritten=True))
