"""The kata's own files are as given."""

from __future__ import annotations

from ...analysis.finding import finding
from ...analysis.source_files import replacement
from ...analysis.text_changes import differing, not_taken_in
from ...report.report import Evidence
from ..findings import advice, broken
from ..rule import Case, Judgement, Rule, passed


def judge(case: Case) -> Judgement:
    """Whether the kata's own files are those of this stage; another stage's version is told, not failed."""
    wrong: list[Evidence] = []
    told: list[Evidence] = []
    for path, data in case.given.items():
        now = case.after.files.get(path)
        other = replacement(path, case.given, case.after.files)
        if now is None:
            message = (
                not_taken_in(path, case.after)
                or f"`{path}` is missing. It is the kata's own file: put it back (`kata restore {path}`)."
            )
            wrong.append(finding(path, message))
        elif _same_text(now, data):
            if other:
                message = f"`{other}` takes the place of the kata's own `{path}`. Remove or rename it."
                wrong.append(finding(other, message))
        elif any(_same_text(now, version) for version in _versions(case, path)):
            told.append(
                finding(path, message=f"`{path}` is the kata's own file in the version of another stage.")
            )
        else:
            found = differing(path, data, now)
            message = f"{found.message} It is the kata's own file: `kata restore {path}` puts it back."
            wrong.append(
                finding(
                    path,
                    line=found.line,
                    end_line=found.end_line,
                    excerpt=found.excerpt,
                    message=message,
                )
            )
    if wrong:
        count = len(wrong)
        return broken(
            f"{count} of the kata's own files {'is' if count == 1 else 'are'} not as given.",
            expected="The files that come with the kata stay as they are.",
            evidence=tuple(wrong + told),
        )
    if told:
        return advice("Some of the kata's own files are in the version of another stage.", told)
    return passed("The kata's own files are as given.")


def _same_text(one: bytes, other: bytes) -> bool:
    """Equal but for line ends, which git may translate on the way."""
    return one == other or one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def _versions(case: Case, path: str) -> list[bytes]:
    stages = [stage.given[path] for stage in case.kata.stages if path in stage.given]
    return stages + ([case.kata.starter[path]] if path in case.kata.starter else [])


RULE = Rule("given_files", judge, hard=True)
