"""Client code does not change, not by one character."""

from __future__ import annotations

from kata.grader.case import Case, Judgement, passed
from kata.grader.codebase import replacement
from kata.grader.differences import differing
from kata.grader.findings import broken, finding
from kata.grader.findings import told as told_to_reader
from kata.grader.report import Evidence


def judge(case: Case) -> Judgement:
    """Whether every file of the clients is byte for byte what it was; new ones are told."""
    folder = case.kata.layout.clients
    evidence: list[Evidence] = []
    for path, data in case.before.under(folder).items():
        if path in case.given:
            continue
        now = case.after.files.get(path)
        other = replacement(path, case.before.files, case.after.files)
        if now is None:
            evidence.append(finding(path, message=f"`{path}` is gone. Put it back as it was."))
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
    new = [path for path in case.after.under(folder) if path not in case.before.files]
    told = tuple(finding(path, message=f"`{path}` is new among the clients.") for path in new)
    if told:
        return told_to_reader("No client changed; there are new files among the clients.", told)
    return passed("No client changed by a single character.")
