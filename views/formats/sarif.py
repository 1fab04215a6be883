"""SARIF 2.1.0: what is wrong or advised in the code, at its line, for code scanning and editors."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from ...report.report import CheckResult, Comment, Evidence, Report
from ..escape import one_line, visible, without_surrogates
from ..run import Run
from ..text import details
from .json import document_text

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"failed": "error", "told": "note"}
MENTORS_COMMENT = "mentor.comment"
MAX_MESSAGE = 1_000  # characters; code hosts cut at about this


def render(run: Run) -> str:
    """One SARIF run per stage. What could not run is an invocation's notification, never a result."""
    return document_text(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(item.report) for item in run.exhibits]}
    )


def _run(report: Report) -> dict[str, Any]:
    checks = [check for check in report.checks if check.outcome in LEVELS or _failed_by_mentor(check)]
    stuck = [check for check in report.checks if check.outcome == "could-not-run"]
    comments = _comments(report)
    ids = list(dict.fromkeys(one_line(check.id, 200) for check in checks))
    rules = [_rule(rule, checks) for rule in ids]
    if comments:
        rules.append({"id": MENTORS_COMMENT, "name": MENTORS_COMMENT})
    return {
        "tool": {"driver": {"name": "kata", "rules": rules}},
        "automationDetails": {"id": f"{one_line(report.kata, 80)}/{one_line(report.stage_name, 80)}/"},
        "invocations": [
            {
                "executionSuccessful": not stuck,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": f"{one_line(check.id)}: {visible(check.summary)}"}}
                    for check in stuck
                ],
            }
        ],
        "results": [
            *(result for check in checks for result in _results(check, ids)),
            *(_comment(words, place, len(ids)) for words, place in comments),
        ],
    }


def _failed_by_mentor(check: CheckResult) -> bool:
    return check.override is not None and check.override.outcome == "failed"


def _comments(report: Report) -> list[tuple[str, Comment]]:
    """What a mentor wrote on checks, lines and the stage; remarks about the review have no place."""
    on_checks = [(f"{check.id}: {each.text}", each) for check in report.checks for each in check.comments]
    review = report.review
    if review is None:
        return on_checks
    remarks = [(remark, Comment(text=remark)) for remark in review.remarks]
    return [*on_checks, *((each.text, each) for each in review.comments), *remarks]


def _comment(words: str, place: Comment, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": MENTORS_COMMENT,
        "ruleIndex": index,
        "level": "note",
        "message": {"text": visible(words, MAX_MESSAGE)},
    }
    if place.path:
        result["locations"] = [{"physicalLocation": _location(Evidence(path=place.path, line=place.line))}]
    return result


def _rule(rule: str, checks: list[CheckResult]) -> dict[str, Any]:
    check = next(check for check in checks if one_line(check.id, 200) == rule)
    words = visible(check.principle or check.summary, MAX_MESSAGE) or rule
    return {"id": rule, "name": rule, "shortDescription": {"text": words}}


def _results(check: CheckResult, ids: list[str]) -> list[dict[str, Any]]:
    """A result for each place; one without a place when there is none, one with its callers for an error."""
    if check.cause is not None and check.evidence:
        result = _result(check, ids, check.evidence[0])
        callers = [{"physicalLocation": _location(each)} for each in check.evidence[1:] if each.path]
        return [result | ({"relatedLocations": callers} if callers else {})]
    return [_result(check, ids, evidence) for evidence in check.evidence or (None,)]


def _result(check: CheckResult, ids: list[str], evidence: Evidence | None) -> dict[str, Any]:
    rule = one_line(check.id, 200)
    where = visible(evidence.message, 300) + ". " if evidence and evidence.message else ""
    result: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": ids.index(rule),
        "level": LEVELS.get(check.outcome, "error"),
        "message": {"text": where + details(check, MAX_MESSAGE)},
        "partialFingerprints": {"kata/v1": _fingerprint(check, evidence)},
    }
    if check.outcome == "failed" and check.override is not None and not _failed_by_mentor(check):
        reason = visible(check.override.reason, MAX_MESSAGE)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    if evidence is not None and evidence.path:
        result["locations"] = [{"physicalLocation": _location(evidence)}]
    return result


def _location(evidence: Evidence) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(evidence.path)}}
    if evidence.line > 0:
        region: dict[str, Any] = {
            "startLine": evidence.line,
            "endLine": max(evidence.line, evidence.end_line),
        }
        if evidence.excerpt:
            region["snippet"] = {"text": visible(evidence.excerpt)}
        location["region"] = region
    return location


def _uri(path: str) -> str:
    """A relative reference; bytes that are not UTF-8 stay what they were on disk."""
    raw = path.encode("utf-8", "surrogateescape") if _escaped(path) else without_surrogates(path).encode()
    return quote(raw[:1000], safe="/")


def _escaped(path: str) -> bool:
    return not any(
        "\ud800" <= character <= "\udfff" and not "\udc80" <= character <= "\udcff" for character in path
    )


def _fingerprint(check: CheckResult, evidence: Evidence | None) -> str:
    """The same finding in the same code keeps its fingerprint when lines above it move."""
    parts = (check.id, evidence.path, evidence.excerpt) if evidence else (check.id,)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
