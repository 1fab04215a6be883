"""JUnit XML: a suite per stage and group; told is passed with a note, could-not-run is an error."""

from __future__ import annotations

from xml.etree import ElementTree

from ...report.report import CheckResult, Report
from .. import mentor_words
from ..escape import one_line, visible
from ..run import Run
from ..text import details

MAX_OUTPUT = 8_000  # characters of one case; servers show no more


def render(run: Run) -> str:
    """`testsuites > testsuite > testcase > failure | error | skipped | system-out`."""
    root = ElementTree.Element("testsuites", name=one_line(run.kata, 200))
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for exhibit in run.exhibits:
        for group in ("current", "regression"):
            checks = tuple(check for check in exhibit.report.checks if check.group == group)
            if checks or group == "current":
                suite = _suite(exhibit.report, group, checks)
                root.append(suite)
                for key in totals:
                    totals[key] += int(suite.get(key, "0"))
    for key, value in totals.items():
        root.set(key, str(value))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(report: Report, group: str, checks: tuple[CheckResult, ...]) -> ElementTree.Element:
    name = f"{one_line(report.kata, 80)}.{one_line(report.stage_name, 80)}.{group}"

    def count(outcome: str) -> str:
        return str(sum(check.outcome == outcome for check in checks))

    suite = ElementTree.Element(
        "testsuite",
        name=name,
        tests=str(len(checks)),
        failures=count("failed"),
        errors=count("could-not-run"),
        skipped=count("skipped"),
        time="0",
    )
    if report.closed_at:
        suite.set("timestamp", one_line(report.closed_at, 40).removesuffix("Z"))
    suite.extend(_case(name, check) for check in checks)
    return suite


def _case(classname: str, check: CheckResult) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=classname, name=one_line(check.id, 200), time="0")
    if check.evidence:
        case.set("file", one_line(check.evidence[0].path, 300))
        if check.evidence[0].line:
            case.set("line", str(check.evidence[0].line))
    message = one_line(check.summary, 500)
    if check.outcome in ("failed", "could-not-run"):
        tag = "failure" if check.outcome == "failed" else "error"
        found = ElementTree.SubElement(case, tag, message=message, type=check.outcome)
        found.text = details(check, MAX_OUTPUT)
    elif check.outcome == "skipped":
        ElementTree.SubElement(case, "skipped", message=message)
    elif check.outcome == "told":
        ElementTree.SubElement(case, "system-out").text = visible(
            f"Advice: {details(check, MAX_OUTPUT)}", MAX_OUTPUT
        )
    elif mentor_words.about_check(check):
        ElementTree.SubElement(case, "system-out").text = details(check, MAX_OUTPUT)
    return case
