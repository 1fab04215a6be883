"""The words that every renderer uses for outcomes, groups, verdicts, times and the headline."""

from __future__ import annotations

from collections.abc import Sequence

from ..report import groups, scoring
from ..report.causes import Finding, in_words, regressed, slipped, still_open
from ..report.report import CheckResult, HardRules, Outcome, Report, SandboxNote
from .escape import one_line

OUTCOME_WORDS: dict[Outcome, str] = {
    "passed": "passed",
    "failed": "failed",
    "told": "advice",
    "skipped": "not looked at",
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

FILES_TOLD = 5  # paths in one sentence; the report has the diff


def kind(check: CheckResult) -> str:
    """The first word of the check's id, without the stage in front: `behaviour`, `open-closed`."""
    return _bare(check.id).partition(".")[0]


def group(check: CheckResult) -> str:
    """The group that a page lists the check under."""
    return "regression" if check.group == "regression" else kind(check)


def group_title(name: str) -> str:
    """A group's heading; a group this page does not know is called by its own name."""
    return groups.TITLES.get(name, one_line(name, 60).capitalize())


def stage_name(report: Report) -> str:
    """`more than one` from the folder's name."""
    return (
        one_line(report.stage_name, 60).removeprefix(f"{report.stage}_").replace("_", " ") or "without a name"
    )


def stage_title(report: Report) -> str:
    """`3, more than one`."""
    return f"{report.stage}, {stage_name(report)}"


def place(check: CheckResult) -> str:
    """Where the check comes from, when that is an earlier stage, and whether it held when that was closed."""
    if check.group != "regression":
        return ""
    asked = f"stage {check.stage} asked for it"
    if regressed(check):
        return f"regression: {asked}, and it passed when that stage was closed"
    return f"still open: {asked}, and was closed without it" if still_open(check) else asked


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
    """`21 of 23 passed, 2 failed; 1 advice`."""
    return tally_of(report.checks) or "no checks"


def tally_of(checks: Sequence[CheckResult]) -> str:
    """The same of some checks: those that decide are counted, and advice is counted apart where it is given."""
    parts = []
    required = scoring.counted(checks)
    for outcome, name in OUTCOME_WORDS.items():
        found = sum(check.outcome == outcome for check in required)
        if found:
            parts.append(f"{found} {name}")
    advice = sum(check.outcome == "told" for check in checks if check.advice)
    return "; ".join(part for part in (", ".join(parts), f"{advice} advice" if advice else "") if part)


def points(report: Report) -> str:
    """`47 of 100 points`, the same number everywhere."""
    return f"{number(report.score)} of 100 points"


def why_points(report: Report) -> str:
    """How the points come about, in one sentence."""
    required = scoring.counted(report.checks)
    held = sum(check.outcome in scoring.HELD for check in required)
    share = f"{held} of {count(len(required), 'check')} passed"
    if not report.score and held:
        return f"nothing that this stage asks for works yet ({share})"
    if report.verdict == "refactored-first" or any(note.kind == "refactoring" for note in report.amendments):
        return f"{share}; a refactoring costs half the points of one"
    return share


def number(value: float) -> str:
    """A figure without a needless `.0`."""
    return f"{value:.1f}".removesuffix(".0")


def sandbox(walls: SandboxNote) -> str:
    """What is said of the sandbox at every stage."""
    grade = "" if walls.counts_as_grade else ", for practice only, not for a grade"
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
    """The one most useful sentence, the same for every reader: what to look at first, if there is anything."""
    return one_line(report.headline, 300)


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


def cause_title(finding: Finding) -> str:
    """What the finding is about, without a full stop: the error, what is not written, or what does not hold."""
    cause = finding.check.cause
    if cause is not None and cause.unwritten:
        return cause.frames[0].message.removeprefix("in ") if cause.frames else cause.message
    if cause is not None and slipped(cause):
        return in_words(cause)
    return finding.check.summary.removeprefix(scoring.NOT_SO)


def is_told_by_cause(check: CheckResult) -> bool:
    """Whether the cause says all: code that went wrong by itself, or that is not written. Else the check's words do."""
    return check.cause is not None and (check.cause.unwritten or slipped(check.cause))


def word(check: CheckResult) -> str:
    """What became of the check, in a word; what nobody has written yet is told apart from what broke."""
    unwritten = check.outcome == "failed" and check.cause is not None and check.cause.unwritten
    return "not written yet" if unwritten else OUTCOME_WORDS[check.outcome]


def also_unwritten(finding: Finding) -> str:
    """The other places where something is not written yet, as far as checks met them; often nothing."""
    if finding.check.cause is None or not finding.check.cause.unwritten:
        return ""
    met = [check.cause for check in (finding.check, *finding.followers) if check.cause and check.cause.frames]
    shown = dict.fromkeys(
        f"{cause.frames[0].message.removeprefix('in ')} ({cause.frames[0].path}:{cause.frames[0].line})"
        for cause in met
        if cause.unwritten
    )
    return ", ".join(one_line(each, 200) for each in list(shown)[1:])


def in_brief(finding: Finding) -> str:
    """A finding in one line: what it is about, where, and how many checks fail for it."""
    check = finding.check
    what = (
        scoring.why(check.cause)
        if check.cause is not None and is_told_by_cause(check)
        else sentence_part(check.summary)
    )
    more = f" and {followers(finding)}" if finding.followers else ""
    return f"{one_line(what, 200)} ({one_line(check.id, 80)}{more})"


def followers(finding: Finding) -> str:
    """`12 more checks`; nothing when it is one check's alone."""
    many = len(finding.followers)
    return count(many, "more check") if many else ""


def for_this_reason(finding: Finding) -> str:
    """`… and 12 more checks fail for this reason`; nothing when it is one check's alone."""
    many = len(finding.followers)
    if not many:
        return ""
    waits = all(check.outcome == "skipped" for check in finding.followers)
    verb = ("was" if many == 1 else "were") if waits else "fails" if many == 1 else "fail"
    return f"… and {followers(finding)} {verb}{' not looked at' if waits else ''} for this reason"


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
    return one_line(text, 200).strip().removeprefix(scoring.NOT_SO).rstrip(".")


def _bare(check_id: str) -> str:
    stage, dot, rest = check_id.partition(".")
    return rest if dot and stage.isdecimal() else check_id
