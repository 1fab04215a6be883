"""Client code does not change, not by one character."""

from __future__ import annotations

from ...analysis.finding import finding
from ...analysis.source_files import code_files, replacement
from ...analysis.text_changes import differing, not_taken_in
from ...report.report import Evidence
from ..findings import advice, broken
from ..rule import Case, Judgement, Rule, passed


def judge(case: Case) -> Judgement:
    """Whether every client file is byte for byte what it was, notes aside; new ones are told."""
    layout = case.kata.layout
    folder = layout.clients
    evidence: list[Evidence] = []
    closed = code_files(layout, case.before.files)
    for path, data in case.before.under(folder).items():
        if path in case.given or path not in closed:
            continue
        now = case.after.files.get(path)
        other = replacement(path, case.before.files, case.after.files)
        if now is None:
            message = not_taken_in(path, case.after) or f"`{path}` is gone. Put it back as it was."
            evidence.append(finding(path, message=message))
        elif now != data:
            evidence.append(differing(path, data, now))
        elif other:
            message = f"`{other}` takes the place of `{path}`: Python no longer imports the existing client."
            evidence.append(finding(other, message))
    if evidence:
        count = len({item.path for item in evidence})
        return broken(
            f"{count} client file{'s' if count > 1 else ''} changed.",
            expected="Every client file is byte for byte what it was when the last stage was closed.",
            evidence=tuple(evidence),
        )
    code = code_files(layout, case.after.files)
    brought = case.stage.starter  # files that come with the stage itself
    known = closed | brought.keys()
    new = [path for path in case.after.under(folder) if path in code and path not in known]
    told = tuple(finding(path, message=f"`{path}` is new among the clients.") for path in new)
    if told:
        return advice("No client changed; there are new files among the clients.", told)
    return passed("No client changed by a single character.")


RULE = Rule("clients_unchanged", judge, compares=True, hard=True)
