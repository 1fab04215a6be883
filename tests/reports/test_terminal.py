import unicodedata

import pytest
from consoles import console
from kata.grader.report import Evidence, Report
from kata.reports.terminal import print_brief, print_report, print_status
from msgspec import structs
from rich.cells import cell_len
from samples import ALL_OUTCOMES, AMENDED, AWKWARD_REPORT, PASSED, REGRESSION_ONLY, REPORTS, RESENDS, report


def printed(shown: Report, width: int = 80, *, plain: bool = False, most: int | None = 3) -> str:
    terminal, stream = console(width, plain=plain)
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
    lines = printed(report(RESENDS)).splitlines()
    (parted,) = [line for line in lines if " > " in line]
    assert "→ first carrier POST /messages >" in parted and parted.rstrip().endswith("… waits 2 s")
    assert any(line.rstrip().endswith("✗ raises ProviderFailure") for line in lines)


def test_only_the_first_finding_shows_the_wire_until_all_are_asked_for() -> None:
    shown = report(RESENDS, structs.replace(RESENDS, id="behaviour.waits"))
    assert printed(shown).count("Expected on the wire") == 1
    assert printed(shown, most=None).count("Expected on the wire") == 2


def test_three_findings_are_shown_and_the_rest_is_one_command_away() -> None:
    text = printed(ALL_OUTCOMES)
    assert text.count("✗ FAILED") == 3
    assert "… and 1 more: `kata report`" in text
    assert "COULD NOT RUN" not in text


def test_all_findings_are_shown_on_request() -> None:
    text = printed(ALL_OUTCOMES, most=None)
    assert "COULD NOT RUN" in text
    assert "more: `kata report`" not in text


def test_the_first_line_is_the_headline() -> None:
    assert printed(PASSED).splitlines()[0] == "Stage 1 is passed."
    assert printed(report(headline="Well done.")).splitlines()[0] == "Well done."


def test_a_regression_is_named_as_such_first() -> None:
    text = printed(REGRESSION_ONLY)
    assert text.startswith("Stage 3 works, but something of stage 1 broke: an answer of 500")
    assert "1.behaviour.provider-failure (regression: stage 1 asked for it)" in text


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


def test_a_failed_stage_names_what_should_hold_even_when_the_grader_has_a_headline() -> None:
    import msgspec

    check = msgspec.structs.replace(RESENDS, summary="Does not hold: a failed message is sent again.")
    assert printed(report(check, headline="1 check fails.")).splitlines()[0] == (
        "Stage 2 is not done yet; this does not hold: a failed message is sent again."
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
