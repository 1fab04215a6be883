from dataclasses import replace

import pytest
from consoles import console
from kata.views.watch import KEYS, Face, Look, lines_of, sentence
from samples import REPORTS

CHECKS = REPORTS["all outcomes"].checks
LOOK = Look(checks=CHECKS, saved=("a.py", "b.py", "c.py", "d.py", "e.py"), at="12:00:00")
FACE = Face("Mailer", "2 of 4, Resending", 300, 1200, False, LOOK)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal_nor_are_there_too_many(name: str, width: int) -> None:
    terminal, _ = console(width)
    lines = lines_of(replace(FACE, look=replace(LOOK, checks=REPORTS[name].checks)), terminal)
    assert max(len(line) for line in lines) <= width
    assert len(lines) <= terminal.height
    assert lines[-1] == KEYS


def test_what_must_be_mended_stands_above_what_holds() -> None:
    terminal, _ = console()
    lines = lines_of(FACE, terminal)
    signs = [line[0] for line in lines if line[:1] in "✓✗" and line]
    assert signs == sorted(signs, key="✗✓".index)


def test_the_face_tells_the_stage_the_time_and_what_was_saved() -> None:
    terminal, _ = console()
    text = "\n".join(
        lines_of(replace(FACE, paused=True, said="5 minutes left.", look=Look(at="12:00:00")), terminal)
    )
    assert "Mailer: stage 2 of 4, Resending" in text
    assert "15:00 left of 20:00" in text
    assert "the clock is stopped; `kata resume` starts it again" in text
    assert "5 minutes left." in text
    assert "Checked at 12:00:00, when the watch began." in text


def test_a_look_in_one_sentence() -> None:
    assert sentence(replace(LOOK, checks=(), passed=True)) == (
        "a.py, b.py, c.py and 2 more saved: ✓ no rule is broken."
    )
    assert sentence(Look(trouble="It is\x1b[2J gone.")) == "It is\\x1b[2J gone."
    assert sentence(Look(own_tests="Your own tests fail.")) == "✗ Your own tests fail."


def test_a_sentence_names_the_first_of_what_is_against_and_how_many_more() -> None:
    failed = [check for check in CHECKS if check.outcome == "failed" and not check.advice]
    told = sentence(replace(LOOK, saved=()))
    assert told.startswith("✗ ")
    assert told.endswith(f"(and {len(failed) - 1} more)")
