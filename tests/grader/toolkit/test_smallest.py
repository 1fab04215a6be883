"""The smallest input for which a property-based test fails."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kata.grader.toolkit import examples, expect
from kata.grader.toolkit.finding import Unmet
from kata.grader.toolkit.smallest import smallest


def told(test: object) -> Unmet:
    with pytest.raises(Unmet) as caught:
        test()  # type: ignore[operator]
    return smallest(test, caught.value)


def test_a_named_example_is_made_plain_but_for_the_part_that_matters():
    @given(before=st.text(" \t", max_size=2), text=st.text("xy", min_size=1))
    @example(before="\t", text="y" * 140)
    @examples(5)
    def stripped(before: str, text: str) -> None:
        expect(not before, expected="it arrives", seen=f"a text of {len(text)} did not arrive")

    finding = told(stripped)
    assert finding.seen == "a text of 1 did not arrive. It takes before = '\\t'"


def test_of_a_tuple_only_the_items_that_matter_stay():
    @given(phone=st.tuples(st.text(" \n"), st.text("0123456789", min_size=2), st.text(" \n")))
    @example(phone=("\n", "77", " "))
    @examples(5)
    def stripped(phone: tuple[str, str, str]) -> None:
        expect(not phone[2], expected="it arrives", seen="it did not")

    assert told(stripped).seen == "it did not. It takes phone = ('', '00', ' ')"


def test_what_hypothesis_found_is_the_shrunk_example():
    @given(text=st.text("xy"), number=st.integers(0, 1000))
    @examples(200)
    def short(text: str, number: int) -> None:
        expect(number < 100, expected="few", seen=f"{number} after {text!r}")

    assert told(short).seen == "100 after ''. It takes number = 100"


def test_where_every_input_fails_no_part_is_to_blame():
    @given(text=st.text())
    @example(text="long" * 20)
    @examples(5)
    def never(text: str) -> None:
        expect(False, expected="it arrives", seen=f"{len(text)} characters did not")

    assert told(never).seen == "0 characters did not"


def test_a_test_that_keeps_its_first_finding_is_told_as_it_is():
    kept: list[Unmet] = []

    @given(number=st.integers(0, 9))
    @example(number=7)
    @examples(5)
    def once(number: int) -> None:
        if not kept:
            kept.append(Unmet("all", f"not {number}"))
        raise kept[0]

    assert told(once) is kept[0]
    assert "not 7" in kept[0].seen


def test_a_test_without_inputs_is_told_as_it_is():
    finding = Unmet("all", "none")
    assert smallest(lambda: None, finding) is finding
    assert finding.seen == "none"
