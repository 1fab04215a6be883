import unicodedata

import pytest
from consoles import console
from kata.report.report import Evidence, Report
from kata.views.checked import outlook
from kata.views.terminal import print_brief, print_report, print_status
from msgspec import structs
from rich.cells import cell_len
from samples import (
    ALL_OUTCOMES,
    AMENDED,
    AWKWARD_REPORT,
    CAUSES,
    DELIVERS,
    PASSED,
    REGRESSION_ONLY,
    REPORTS,
    RESENDS,
    TOLD,
    report,
)


def printed(
    shown: Report, width: int = 80, *, plain: bool = False, most: int | None = 3, height: int = 24
) -> str:
    terminal, stream = console(width, plain=plain, height=height)
    print_report(shown, terminal, most=most)
    return stream.getvalue()


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("most", [3, None])
def test_no_line_is_wider_than_the_terminal(name: str, most: int | None) -> None:
    assert max(cell_len(line) for line in printed(REPORTS[name], most=most).splitlines()) <= 80


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_reaches_the_terminal_that_could_steer_it(name: str) -> None:
    text = printed(REPORTS[name], most=None)
    assert not [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert "\u202e" not in text


@pytest.mark.parametrize("name", REPORTS)
def test_a_terminal_that_knows_only_ascii_gets_only_ascii(name: str) -> None:
    assert printed(REPORTS[name], plain=True, most=None).isascii()


def test_the_wire_is_shown_beside_what_was_expected_and_where_they_part() -> None:
    lines = printed(report(RESENDS), most=None).splitlines()
    (parted,) = [line for line in lines if " > " in line]
    assert "→ first carrier POST /messages >" in parted and parted.rstrip().endswith("… waits 2 s")
    assert any(line.rstrip().endswith("✗ raises ProviderFailure") for line in lines)


def test_only_the_first_finding_shows_the_wire_until_all_are_asked_for_and_where_there_is_room() -> None:
    shown = report(RESENDS, structs.replace(RESENDS, id="behaviour.waits"))
    assert printed(shown, height=50).count("Expected on the wire") == 1
    assert "Expected on the wire" not in printed(shown)
    assert printed(shown, most=None).count("Expected on the wire") == 2


def test_three_findings_are_shown_and_the_rest_is_one_command_away() -> None:
    text = printed(ALL_OUTCOMES)
    assert text.count("✗ FAILED") == 3
    assert text.count("  Check ") == 1
    assert "… and 1 more: `kata report`" in text
    assert "COULD NOT RUN" not in text


def test_all_findings_are_shown_on_request() -> None:
    text = printed(ALL_OUTCOMES, most=None)
    assert "COULD NOT RUN" in text
    assert "more: `kata report`" not in text


def test_the_first_line_is_the_headline() -> None:
    assert printed(PASSED).splitlines()[0] == "Stage 1 passed: its check passed."
    assert printed(report(headline="Well done.")).splitlines()[0] == "Well done."


def test_a_regression_is_named_as_such_first() -> None:
    text = printed(REGRESSION_ONLY)
    assert " ".join(text.split()).startswith(
        "Stage 3 works, but a check of stage 1 passed before and fails now: an answer of 500 is"
    )
    assert "1.behaviour.provider-failure (regression: stage 1 asked for it," in text


def test_a_finding_says_what_was_expected_seen_where_why_and_what_to_read() -> None:
    text = printed(report(RESENDS))
    for words in (
        "Expected  after three answers of 503",
        "Seen      confirm gave up after 2 attempts",
        "Where     mailer/resend.py:10-15",
        "11 │         for wait in (0, 2):",
        "Why       Resending is a policy",
        "Read      `kata book errors#resending`",
    ):
        assert words in text


def test_time_over_and_the_hard_rules_are_told() -> None:
    text = printed(ALL_OUTCOMES)
    assert "24:10 of 20:00, 4:10 over" in text
    assert "hard rules broken" in text
    assert "hard rules kept, after a declared refactoring" in printed(AMENDED)


def test_markup_in_strangers_text_is_not_obeyed() -> None:
    assert "[bold red]markup[/]" in printed(AWKWARD_REPORT, most=None)


def test_trouble_of_the_grader_is_not_the_trainees() -> None:
    from samples import STUCK

    assert "That is the machine's trouble, not yours." in printed(report(STUCK)).replace("\n", " ")


def test_a_brief_is_printed_under_its_title() -> None:
    terminal, stream = console()
    print_brief("Stage 2", "Resend *twice*\x1b[2J.\n\n- at once\n", terminal)
    assert stream.getvalue().startswith("Stage 2 ──")
    assert "Resend twice\\x1b[2J." in stream.getvalue()


def test_the_status_says_where_one_stands() -> None:
    terminal, stream = console()
    stages = (("Basics", "passed"), ("Resending", ""), ("hidden", ""))
    print_status(terminal, kata="Mailer", stages=stages, current=2, seconds_used=300, seconds_allowed=1200)
    text = stream.getvalue()
    assert "✓ 1  Basics (passed)" in text
    assert "> 2  Resending (now)" in text
    assert "15:00 left of 20:00" in text


def test_a_failed_stage_names_what_should_hold() -> None:
    import msgspec

    check = msgspec.structs.replace(RESENDS, summary="Failed: a failed message is sent again.")
    assert printed(report(check)).splitlines()[0] == (
        "Stage 2 is not done yet. This check failed: a failed message is sent again."
    )


def test_what_the_places_say_is_not_said_twice() -> None:
    import msgspec

    places = tuple(Evidence(path="a.py", line=line, message=f"`{line}` added.") for line in (3, 7))
    check = msgspec.structs.replace(RESENDS, evidence=places, seen="`3` added; `7` added.")
    assert "  Seen  " not in printed(report(check))
    assert "  Seen  " in printed(report(msgspec.structs.replace(check, seen="`3` added; and more.")))


def test_lines_of_a_change_carry_no_numbers() -> None:
    import msgspec

    change = Evidence(path="a.py", line=37, excerpt="- was = 1\n+ now = 2")
    text = printed(report(msgspec.structs.replace(RESENDS, evidence=(change,))))
    assert "│ - was = 1" in text
    assert "38" not in text
    code = Evidence(path="a.py", line=37, excerpt="was = 1\nnow = 2")
    assert "38 │ now = 2" in printed(report(msgspec.structs.replace(RESENDS, evidence=(code,))))


def test_an_error_is_told_with_its_line_in_the_first_ten_lines_of_a_small_screen() -> None:
    lines = printed(CAUSES).splitlines()
    assert len(lines) < 22
    first = "\n".join(lines[:10])
    assert lines[0] == "Stage 2 is not done yet: TypeError at mailer/token.py:59."
    assert "✗ FAILED: TypeError: unsupported operand type(s) for +: 'datetime' and 'int'" in first
    assert "Where     mailer/token.py:59 in renew" in first
    assert "59 │         self.until = now() + 3600" in first
    assert "From      clients/shop.py:6" in first
    assert "Origin    raised from KeyError: 'id'" in first


def test_checks_that_fail_for_one_cause_are_told_once() -> None:
    text = printed(CAUSES)
    assert text.count("self.until") == 1
    assert "… and 1 more check fails for this reason: `kata report`" in text
    whole = printed(CAUSES, most=None)
    assert whole.count("self.until") == 1
    assert "behaviour.verbatim: desk raised TypeError" in whole


def test_what_is_not_written_yet_is_told_apart_from_what_broke_and_after_it() -> None:
    text = printed(CAUSES)
    assert text.index("✗ FAILED: TypeError") < text.index(
        "✗ NOT WRITTEN YET: no message has reached the second carrier yet"
    )


def test_points_are_explained_beside_them() -> None:
    assert "40 of 100 points: 0 of 3 checks passed" in printed(CAUSES)
    assert "0 of 100 points: nothing that this stage asks for works yet (1 of 2" in printed(
        report(DELIVERS, RESENDS, score=0.0)
    )


def test_advice_is_in_no_count_of_checks() -> None:
    told = structs.replace(TOLD, outcome="passed")
    text = printed(report(DELIVERS, told, TOLD))
    assert text.startswith("Stage 2 passed: its check passed.")
    assert "1 of 1 check passed" in text
    assert "Checks    1 passed; 1 advice" in text


def test_a_rule_that_could_not_run_is_not_said_to_be_kept() -> None:
    stuck = structs.replace(RESENDS, id="open-closed.unmodified", outcome="could-not-run")
    assert outlook([stuck], []) == (
        "No broken rule was seen, but open-closed.unmodified could not run. "
        "`kata next` tests whether it works."
    )
    names = [Evidence(path="a.py", message=name) for name in ("confirm", "cancel", "ask")]
    assert outlook([], names) == (
        "No rule is broken. `kata next` tests whether it works; confirm, cancel and ask are not written yet."
    )
