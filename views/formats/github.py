"""Annotations of a GitHub workflow: errors, and notices for advice, at their lines."""

from __future__ import annotations

from ...report.report import CheckResult, Comment, Evidence, Report
from .. import mentor_words, wording
from ..escape import github_message, github_property
from ..run import Run
from ..text import details

COMMANDS = {"failed": "error", "could-not-run": "warning", "told": "notice"}
MAX_MESSAGE = 1_500  # characters; GitHub cuts long annotations


def render(run: Run) -> str:
    """`::error file=,line=,endLine=,title=::message`, one line for each place or cause, then a line per stage."""
    lines = []
    for exhibit in run.exhibits:
        for check in exhibit.report.checks:
            if check.outcome in COMMANDS and not check.because_of:
                places = check.evidence if check.cause is None else check.evidence[:1]
                lines += [_command(check, evidence) for evidence in places or (None,)]
        lines += _said(exhibit.report)
        command = "notice" if exhibit.report.passed else "error"
        title = github_property(f"Stage {wording.stage_title(exhibit.report)}")
        lines.append(f"::{command} title={title}::{github_message(wording.headline(exhibit.report))}")
    return "\n".join(lines) + "\n"


def _said(report: Report) -> list[str]:
    """The mentor's comments and overrides, at their lines."""
    lines = []
    for check in report.checks:
        if check.override is not None:
            lines.append(_notice(f"{check.id}, the mentor", mentor_words.about_check(check)[0], None))
        lines += [_notice(f"{check.id}, the mentor", each.text, each) for each in check.comments]
    if report.review is not None:
        lines += [_notice("The mentor", each.text, each) for each in report.review.comments]
        lines += [_notice("The mentor", remark, None) for remark in report.review.remarks]
    if mentors := mentor_words.result(report):
        lines.append(_notice(f"Stage {report.stage}, the mentor", mentors, None))
    return lines


def _notice(title: str, text: str, place: Comment | None) -> str:
    properties = []
    if place is not None and place.path:
        properties.append(f"file={github_property(place.path)}")
        if place.line:
            properties.append(f"line={place.line}")
    properties.append(f"title={github_property(title)}")
    return f"::notice {','.join(properties)}::{github_message(text, MAX_MESSAGE)}"


def _command(check: CheckResult, evidence: Evidence | None) -> str:
    properties = []
    if evidence is not None and evidence.path:
        properties.append(f"file={github_property(evidence.path)}")
        if evidence.line:
            properties.append(f"line={evidence.line}")
            properties.append(f"endLine={max(evidence.line, evidence.end_line)}")
    properties.append(f"title={github_property(f'{check.id} {wording.OUTCOME_WORDS[check.outcome]}')}")
    return (
        f"::{COMMANDS[check.outcome]} {','.join(properties)}::{github_message(details(check, MAX_MESSAGE))}"
    )
