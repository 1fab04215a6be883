"""New code repeats neither existing code nor itself, and leaves no closed code idle whose work it does.

Closed code lies idle when clients reached it before and reach it no more. That is right for a little code, such as
what chose between two when something comes that chooses between many; not for what talks to an outside party, nor for
more than half of all. Where a kata says so, a factory that makes what the clients have must use the closed code, too;
and a text that it prescribes is written by one piece of code.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from ...analysis import rewritten
from ...analysis.clones import clones
from ...analysis.rewritten import Rewritten, Worded, title
from ...analysis.source import excerpt
from ...report.report import Evidence
from ..rule import Case, Judgement, Rule, failed, passed

MAX_SHOWN = 8
"""Copies shown of one submission; whoever copied more will find the rest after fixing these."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What stage.toml may say to the rule."""

    factory: Annotated[
        str,
        Meta(
            description="a factory, as `module:name`, that makes what the clients have: it must use their code"
        ),
    ] = ""
    words: Annotated[
        list[str],
        Meta(description="prescribed texts, each of which one piece of code writes"),
    ] = []


def judge(case: Case) -> Judgement:
    """Failed when `after` holds code that `before` did not and that repeats other code."""
    found = clones.find(case.states, case.kata.layout, case.given)
    if not found:
        return _in_other_words(case)
    first = found[0]
    count = f"{len(found)} places repeat" if len(found) > 1 else "One place repeats"
    return failed(
        f"{count} code that is already there: {_title(first.copy)} repeats {_title(first.original)}.",
        expected="New code calls the code that is there; what two classes need is written once.",
        seen=f"{_title(first.copy)} repeats {_title(first.original)}, with other names or constants at most.",
        evidence=tuple(
            each
            for clone in found[:MAX_SHOWN]
            for each in (
                _evidence(clone.copy, f"{_title(clone.copy)} repeats {_title(clone.original)} …"),
                _evidence(clone.original, f"… which stands in {clone.original.module.path}"),
            )
        ),
    )


def _in_other_words(case: Case) -> Judgement:
    """Failed when new code does the work of closed code that is not used for it."""
    options: Options = case.options
    again = rewritten.find(case.states, case.kata.layout, case.given)
    if again is not None:
        return _written_again(again)
    worded = rewritten.worded_again(case.states, case.kata.layout, case.given, options.words)
    if worded is not None:
        return _worded_again(*worded)
    made = rewritten.made_anew(case.states, case.kata.layout, case.given, options.factory)
    if made is None:
        return passed("The new code repeats nothing.")
    return failed(
        f"`{made.name}` makes what the clients have, and uses hardly any of the code that they use.",
        expected="New code uses the code that is there, and does not do its work a second time in other words.",
        seen=f"what `{made.name}` uses was written a second time",
        evidence=(made.module.evidence(made.node, f"`{made.name}` is made here"),),
    )


def _written_again(found: Rewritten) -> Judgement:
    """Closed code lies idle, and other code does its work: in other words, so no copy is found."""
    first, new = title(found.idle[0]), "".join(map(title, found.instead[:1]))
    more = f" and {len(found.idle) - 1} more" if len(found.idle) > 1 else ""
    return failed(
        f"{new} reaches the network instead of {first}, which nothing uses any more."
        if new
        else f"{found.part:.0%} of the code that was in use is used by nothing now: {first}{more}.",
        expected="New code uses the code that is there, and does not do its work a second time in other words.",
        seen=f"{first}{more} was in use before this stage; now other code does the same work.",
        evidence=(
            *(each.module.evidence(each.node, f"{title(each)} is new …") for each in found.instead[:1]),
            *(
                each.module.evidence(each.node, f"nothing uses {title(each)} any more")
                for each in found.idle[:MAX_SHOWN]
            ),
        ),
    )


def _worded_again(new: Worded, old: Worded) -> Judgement:
    """Two pieces of code that are both in use write the same prescribed text."""
    return failed(
        f"{new.module.path} writes “{new.text}” as {old.module.path} does, and both are in use.",
        expected="One piece of code writes what the brief prescribes, and new code uses it.",
        seen=f"“{new.text}” is written in {old.module.path}, and again in {new.module.path}.",
        evidence=(
            new.module.evidence(new.node, "this is written here …"),
            old.module.evidence(old.node, "… and here, by code that is in use"),
        ),
    )


def _title(place: clones.Place) -> str:
    return f"{place.name or 'code'} in {place.module.path}, lines {place.line} to {place.end_line}"


def _evidence(place: clones.Place, message: str) -> Evidence:
    return Evidence(
        path=place.module.path,
        line=place.line,
        end_line=place.end_line,
        excerpt=excerpt(place.module.source.lines, place.line, place.end_line),
        message=message,
    )


RULE = Rule("duplication", judge, compares=True, hard=True, options=Options)
