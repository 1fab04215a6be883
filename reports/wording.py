"""The words that every renderer uses for outcomes, groups, verdicts, times and the headline."""

from __future__ import annotations

from collections.abc import Sequence

from kata.grader.report import CheckResult, HardRules, Outcome, Report, SandboxNote
from kata.reports.escape import one_line

OUTCOME_WORDS: dict[Outcome, str] = {
    "passed": "passed",
    "failed": "failed",
    "told": "advice",
    "skipped": "skipped",
    "could-not-run": "could not run",
}

OUTCOME_SIGNS: dict[Outcome, str] = {
    "passed": "✓",
    "failed": "✗",
    "told": "✎",
    "skipped": "-",
    "could-not-run": "!",
}

VERDICT_WORDS: dict[HardRules, str] = {
    "kept": "kept",
    "refactored-first": "kept, after a declared refactoring",
    "violated": "broken",
}

NOT_SO = "Does not hold: "  # begins the summary of a failed check; after it stands what should hold

FILES_TOLD = 5  # paths in one sentence; the report has the diff

GROUP_TITLES = {
    "regression": "Regression: what earlier stages asked for",
    "behaviour": "Behaviour",
    "clients": "Clients",
    "open-closed": "Open for extension, closed for change",
    "duplication": "Duplication",
    "design": "Design",
}


def kind(check: CheckResult) -> str:
    """The first word of the check's id, without the stage in front: `behaviour`, `open-closed`."""
    return _bare(check.id).partition(".")[0]


def group(check: CheckResult) -> str:
    """The group that a page lists the check under."""
    return "regression" if check.group == "regression" else kind(check)


def group_title(name: str) -> str:
    """A group's heading; a group this page does not know is called by its own name."""
    return GROUP_TITLES.get(name, one_line(name, 60).capitalize())


def stage_name(report: Report) -> str:
    """`generalized router` from the folder's name."""
    return (
        one_line(report.stage_name, 60).removeprefix(f"{report.stage}_").replace("_", " ") or "without a name"
    )


def stage_title(report: Report) -> str:
    """`3, generalized router`."""
    return f"{report.stage}, {stage_name(report)}"


def place(check: CheckResult) -> str:
    """Where the check comes from, when that is an earlier stage."""
    return f"regression: stage {check.stage} asked for it" if check.group == "regression" else ""


def clock(seconds: float) -> str:
    """Seconds as `18:20`, or `1:02:03` from an hour on."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def seen_in_places(check: CheckResult) -> bool:
    """Whether what was seen says no more than the places do, so that it need not be said twice."""
    rest = check.seen
    for evidence in check.evidence:
        rest = rest.replace(evidence.message.rstrip("."), "")
    return bool(check.evidence) and not rest.strip(" .;,\n")


def time_used(report: Report) -> str:
    """`18:20 of 20:00`, with what is over; empty when no clock ran."""
    if report.seconds_used is None:
        return ""
    text = clock(report.seconds_used)
    if report.seconds_allowed:
        text += f" of {clock(report.seconds_allowed)}"
        over = report.seconds_used - report.seconds_allowed
        if over >= 1:
            text += f", {clock(over)} over"
    if report.seconds_paused >= 1:
        text += f" (paused for {clock(report.seconds_paused)})"
    return text


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 check`, `2 checks`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def tally(report: Report) -> str:
    """`21 passed, 2 failed, 1 advice`."""
    parts = []
    for outcome, word in OUTCOME_WORDS.items():
        number = sum(check.outcome == outcome for check in report.checks)
        if number:
            parts.append(f"{number} {word}")
    return ", ".join(parts) or "no checks"


def number(value: float) -> str:
    """A figure without a needless `.0`."""
    return f"{value:.1f}".removesuffix(".0")


def sandbox(walls: SandboxNote) -> str:
    """What is said of the sandbox at every stage."""
    grade = "" if walls.counts_as_grade else ", for practice: no grade rests on it"
    return one_line(walls.rung, 80) + grade


def unguarded(walls: SandboxNote) -> str:
    """What is said of it once, at the end."""
    return f"{sandbox(walls)}; not guarded: {one_line('; '.join(walls.unguarded) or 'nothing known', 1_000)}"


def walls(reports: Sequence[Report]) -> tuple[tuple[str, Report], ...]:
    """Each sandbox that stages were graded in: which stages in words, and the report of the first."""
    alike: list[list[Report]] = []
    for report in reports:
        if report.sandbox is None:
            continue
        for others in alike:
            if (others[0].sandbox, others[0].counted) == (report.sandbox, report.counted):
                others.append(report)
                break
        else:
            alike.append([report])
    return tuple((_stages(same), same[0]) for same in alike)


def _stages(reports: Sequence[Report]) -> str:
    numbers = ", ".join(str(report.stage) for report in reports)
    return f"stage {numbers}" if len(reports) == 1 else f"stages {numbers}"


def headline(report: Report) -> str:
    """The one most useful sentence: what to look at first, else the grader's own."""
    from kata.reports.findings import findings

    found = findings(report)
    failed = [check for check in found if check.outcome == "failed"]
    if failed:
        return _failing(report, failed)
    if report.headline:
        return one_line(report.headline, 300)
    if found:
        many = count(len(found), "check")
        trouble = "That is the machine's trouble, not yours."
        return f"The grader could not run {many} of stage {report.stage}. {trouble}"
    if not report.passed:
        return f"Stage {report.stage} is not passed."
    rules = {
        "kept": ", and the hard rules are kept",
        "refactored-first": ", after a refactoring declared first",
    }
    return f"Stage {report.stage} is passed{rules.get(report.verdict or '', '')}."


def run_headline(reports: tuple[Report, ...]) -> str:
    """A whole run in one sentence: how far it went, and what to look at first."""
    if not reports:
        return "No stage has been graded yet."
    if len(reports) == 1:
        return headline(reports[0])
    open_stages = [report for report in reports if not report.passed]
    if open_stages:
        done = len(reports) - len(open_stages)
        return f"{done} of {count(len(reports), 'stage')} passed. {headline(open_stages[0])}"
    if any(report.verdict == "refactored-first" for report in reports):
        return f"All {len(reports)} stages passed, with a refactoring declared first."
    return f"All {len(reports)} stages passed, and the hard rules were kept throughout."


def what_failed(check: CheckResult) -> str:
    """What should hold, or what is wrong, as the end of another sentence."""
    first = sentence_part(check.summary)
    return first[:1].lower() + first[1:] if first[1:2].islower() and " " in first else first


def _failing(report: Report, failed: list[CheckResult]) -> str:
    first = what_failed(failed[0])
    broken = failed[0].group == "regression"
    if broken:
        alone = len({check.group for check in failed}) == 1
        so_far = "works, but" if alone else "is not done yet, and"
        ended = "no longer holds" if failed[0].summary.startswith(NOT_SO) else "broke"
        return f"Stage {report.stage} {so_far} something of stage {failed[0].stage} {ended}: {first}."
    if not any(kind(check) == "behaviour" for check in failed) and report.verdict == "violated":
        return f"Stage {report.stage} works, but a hard rule is broken: {first}."
    what = "; this does not hold" if failed[0].summary.startswith(NOT_SO) else ""
    return f"Stage {report.stage} is not done yet{what}: {first}."


def said_and_done(report: Report) -> tuple[tuple[str, str], ...]:
    """What the trainee expected of the stage beside what did change, each under its label; often nothing."""
    told = report.expectation
    if told is None:
        return ()
    parts = [f"{_files(told.changed, 'no file')} changed", f"{_files(told.added, 'no file')} added"]
    if report.figures is not None:
        lines = count(report.figures.closed_lines_changed, "line")
        parts += [f"{lines} of closed code changed", count(report.figures.lines_added, "new line")]
    return (("You said", one_line(told.said, 300)), ("It took", "; ".join(parts)))


def _files(paths: tuple[str, ...], none: str) -> str:
    """The first few of the paths, and how many more there are."""
    shown = ", ".join(one_line(path, 80) for path in paths[:FILES_TOLD])
    more = len(paths) - FILES_TOLD
    return f"{shown} and {more} more" if more > 0 else shown or none


def sentence_part(text: str) -> str:
    """A summary as the end of another sentence: one line, no full stop."""
    return one_line(text, 200).strip().removeprefix(NOT_SO).rstrip(".")


def _bare(check_id: str) -> str:
    stage, dot, rest = check_id.partition(".")
    return rest if dot and stage.isdecimal() else check_id
