"""Markdown: for a pull request, a chat or a step summary."""

from __future__ import annotations

from ...report.causes import Finding, in_words
from ...report.report import Evidence, Report
from .. import mentor_words, wording
from ..escape import fenced, markdown
from ..findings import advice, findings
from ..run import Run
from ..text import place, reading

PLACES = 5  # evidence of one finding
EXCERPT = 1_500  # characters of one excerpt


def render(run: Run) -> str:
    """A table of the stages, then each stage's findings and advice."""
    parts = [f"# {markdown(run.kata, 200)}", _table(run)]
    if run.trainee:
        parts.insert(1, f"Trainee: {markdown(run.trainee, 200)}")
    parts += [_stage(exhibit.report) for exhibit in run.exhibits]
    parts += [
        f"Sandbox of {stages}: {markdown(wording.unguarded(report.sandbox))}"
        for stages, report in wording.walls([exhibit.report for exhibit in run.exhibits])
        if report.sandbox is not None
    ]
    return "\n\n".join(parts) + "\n"


def _table(run: Run) -> str:
    lines = [
        "| Stage | Outcome | Points | Hard rules | Time | Checks |",
        "| --- | --- | ---: | --- | --- | --- |",
    ]
    for report in (exhibit.report for exhibit in run.exhibits):
        outcome = "✓ passed" if report.passed else "✗ not passed"
        rules = wording.VERDICT_WORDS[report.verdict] if report.verdict else "not yet in force"
        cells = (
            markdown(wording.stage_title(report)),
            outcome,
            wording.number(report.score),
            rules,
            wording.time_used(report) or "not known",
            wording.tally(report),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _stage(report: Report) -> str:
    parts = [f"## Stage {markdown(wording.stage_title(report))}", markdown(wording.headline(report))]
    if mentors := mentor_words.result(report):
        parts.append(f"**The mentor: {markdown(mentors)}**")
    if everything := mentor_words.everything(report):
        lines = [f"{check}: {words}" if check else words for check, words in everything]
        parts.append("\n".join(f"- {markdown(line)}" for line in lines))
    parts.append(f"{markdown(wording.points(report))}: {markdown(wording.why_points(report))}.")
    parts += [_finding(each) for each in findings(report)]
    told = advice(report)
    if told:
        parts.append(
            "\n".join(f"- Advice, {markdown(check.id)}: {markdown(check.summary)}" for check in told)
        )
    said = wording.said_and_done(report)
    if said:
        parts.append("\n".join(f"- {label}: {markdown(words)}" for label, words in said))
    parts += [f"Amendment ({note.kind}): {markdown(note.reason)}" for note in report.amendments]
    parts += [f"Note: {markdown(note)}" for note in report.notes]
    return "\n\n".join(parts)


def _finding(finding: Finding) -> str:
    check = finding.check
    word = wording.word(check)
    sign = wording.OUTCOME_SIGNS[check.outcome]
    origin = wording.place(check)
    title = markdown(wording.cause_title(finding)).strip() or word
    parts = [f"### {sign} {markdown(check.id)} {word}", f"**{title}**"]
    if origin:
        parts.append(origin[0].upper() + origin[1:] + ".")
    facts = [
        ("Expected", check.expected),
        ("Seen", check.seen),
        ("Why", check.principle),
        ("Read", reading(check)),
    ]
    told = "\n".join(f"- {label}: {markdown(text)}" for label, text in facts if text)
    if told:
        parts.append(told)
    parts += [_place(evidence) for evidence in check.evidence[:PLACES]]
    if check.cause is not None and check.cause.origin is not None:
        parts.append(f"Raised from {markdown(in_words(check.cause.origin))}")
        parts += [_place(frame) for frame in check.cause.origin.frames[:1]]
    if finding.followers:
        ids = ", ".join(each.id for each in finding.followers)
        parts.append(f"{markdown(wording.for_this_reason(finding))}: {markdown(ids)}")
    return "\n\n".join(parts)


def _place(evidence: Evidence) -> str:
    message = f": {markdown(evidence.message)}" if evidence.message else ""
    line = f"{markdown(place(evidence))}{message}"
    return f"{line}\n\n{fenced(evidence.excerpt, 'python', EXCERPT)}" if evidence.excerpt else line
