"""Bad input and not found; what a refused call and a greedy caller must not change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from forum_support.house import CALLS, House, said, shown
from forum_support.kinds import Kinds
from forum_support.refusals import bad_calls, missing_calls
from kata.grader.toolkit import Outcome, Raised, expect
from kata.grader.toolkit.kinds import is_accident, own_types, telling


@pytest.mark.check("behaviour.rejects-bad-input")
@pytest.mark.brief(
    "A person is a name of 1 to 20 characters, each of them `a` to `z` or `0` to `9`.",
    "A title has 1 to 80 characters, a text 1 to 2000",
    "*bad input*: a name, title, text",
    "`None` is bad input too, save as `reader`;",
    inputs="names that are empty, too long, with capitals, blanks, signs, line ends or digits of other scripts; "
    "titles, texts, reactions and counts that are empty, too long, unknown or negative; None; by each client function",
)
def test_each_bad_argument_is_refused(house: House, kinds: Kinds) -> None:
    item = house.post("learner")
    for call, *arguments in bad_calls(item):
        outcome = house.ask(call, *arguments)
        _expect_raised(
            outcome, kinds.is_bad_input, call, arguments, "the same kind of error as other bad input"
        )


@pytest.mark.check("behaviour.rejects-bad-input")
@pytest.mark.brief(
    "A person is a name of 1 to 20 characters, each of them `a` to `z` or `0` to `9`.",
    "Nobody has to register.",
    inputs="names of 1 and 20 characters, of letters alone and of digits alone",
)
def test_good_names_are_taken(house: House) -> None:
    for name in ("a", "z9" * 10, "0", "1234567890"):
        house.comment(name, house.post(name))


@pytest.mark.check("behaviour.not-found")
@pytest.mark.brief(
    "*not found*: an id that there is not, and a comment's id given to `page`.",
    inputs="unknown ids for comment, react and page; the id of a comment for page",
)
def test_what_is_not_there_is_not_found(house: House, kinds: Kinds) -> None:
    comment = house.comment("ben", house.post("ann"))
    for call, *arguments in missing_calls(comment):
        outcome = house.ask(call, *arguments)
        _expect_raised(outcome, kinds.is_not_found, call, arguments, "the kind that an unknown id raises")


@pytest.mark.check("behaviour.told-apart")
@pytest.mark.brief(
    "A caller can tell them apart by the type of the error alone:",
    "One type covers all bad input and nothing else.",
    "One type covers all that is not found and nothing else.",
    inputs="every bad argument and every missing item; from stage 2 on what a rule refuses, too",
)
def test_one_type_covers_each_kind(house: House, stage: int) -> None:
    own = house.post("ann")
    comment = house.comment("ben", own)
    raised = {
        "bad input": [house.ask(*call) for call in bad_calls(own)],
        "not found": [house.ask(*call) for call in missing_calls(comment)],
    }
    if stage >= 2:
        raised["not allowed"] = [
            house.ask("react", "ann", own, "up"),
            house.ask("react", "cleo", own, "down"),
        ]
    types = {
        kind: [own_types(each) for each in errors if _on_purpose(each)] for kind, errors in raised.items()
    }
    for kind, examples in types.items():
        others = [each for other, found in types.items() if other != kind for each in found]
        expect(
            bool(examples) and bool(telling(examples, others)),
            expected=f"one type covers all that is {kind} and nothing else",
            seen=f"no type that all of it has and nothing else has: {_names(raised)}",
        )


@pytest.mark.check("behaviour.refusal-changes-nothing")
@pytest.mark.brief(
    "Pages, digests and standings are the same before and after it.",
    inputs="every bad argument and every missing item, with pages, digest and standings before and after",
)
def test_a_refused_call_changes_nothing(house: House) -> None:
    discussion = house.post("ann")
    comment = house.comment("ben", discussion)
    house.react("cleo", comment)
    people = ("ann", "ben", "cleo")
    before = house.readings([discussion], people)
    for call, *arguments in [*bad_calls(discussion), *bad_calls(comment), *missing_calls(comment)]:
        if isinstance(house.ask(call, *arguments), Raised):
            house.expect_same(
                before,
                "after a refused call pages, digest and standings are as before",
                f"{shown(call, arguments)} was refused, and after it",
            )


@pytest.mark.check("behaviour.answers-are-copies")
@pytest.mark.brief(
    "The caller may change it, and nothing in the forum changes.",
    inputs="a page and a digest, whose lists and dictionaries are changed by the caller, and read again",
)
@pytest.mark.parametrize("call", ["page", "digest"])
def test_what_came_back_is_the_callers(house: House, call: str) -> None:
    discussion = house.post("ann")
    house.react("cleo", house.comment("ben", discussion))
    house.post("dan")
    arguments = (discussion, None) if call == "page" else (None, 5)
    before = house.give(call, *arguments)
    house.subject.call_and_spoil(CALLS[call], *arguments)
    outcome = house.ask(call, *arguments)
    expect(
        not isinstance(outcome, Raised) and outcome.value == before,
        expected=f"a second {call} is as the first, whatever the caller did to what the first gave",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )
    house.comment("eve", discussion)
    expect(
        len(house.page(discussion)) == 3,
        expected="the thread goes on as if nobody had touched it",
        seen=f"its page has {len(house.page(discussion))} rows instead of 3",
    )


def _expect_raised(
    outcome: Outcome, is_kind: Callable[[Outcome], bool], call: str, arguments: list[Any], kind: str
) -> None:
    what = shown(call, arguments)
    expect(
        isinstance(outcome, Raised),
        expected=f"{what} is refused",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )
    expect(
        not is_accident(outcome),
        expected=f"{what} raises an error of the module's own",
        seen=f"it {said(outcome)}, as Python does by accident",
        outcome=outcome,
    )
    expect(is_kind(outcome), expected=f"{what} raises {kind}", seen=f"it {said(outcome)}", outcome=outcome)


def _on_purpose(outcome: Outcome) -> bool:
    return isinstance(outcome, Raised) and not is_accident(outcome)


def _names(raised: dict[str, list[Outcome]]) -> str:
    def of(outcomes: list[Outcome]) -> str:
        return ", ".join(sorted({said(each) for each in outcomes}))

    return "; ".join(f"{kind}: it {of(outcomes)}" for kind, outcomes in raised.items())
