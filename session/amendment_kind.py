"""What kind of change of closed code an amendment is, found by the checks of the last closed stage.

What closed it and the amended files are graded on the same baselines:

- a fix: a check that failed when the stage was closed, and fails still, now passes; none that passed fails;
- a refactoring: every check comes out as before, and no client changed;
- anything else is refused, and the closed code stays what must not change.

Neither may do the work of the open stage: a refactoring changes no outcome of its hidden tests, and a fix
makes none pass but those that a right design passes too when it closes the stage.

Rules that only compare with the state before are left out: an amendment is a change by its nature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..content.kata import Files, Kata
from ..grader.asked import comparing
from ..report.report import CheckResult, Report
from ..workspace.snapshot import Snapshot
from .events import AmendmentKind
from .handin import Grade

BROKEN = ("failed", "skipped")
"""Outcomes of a check that is there to be fixed; one that is skipped waits for one that failed."""

RightDesign = Callable[[int], Files]
"""The files of a right design when the stage of that number is closed."""


@dataclass(frozen=True)
class Amendment:
    """What the grader found: the kind, and the checks that came out differently.

    Of a refused one, `why` says the cause and `way` what to do next, in sentences.
    """

    kind: AmendmentKind
    changed_checks: tuple[str, ...] = ()
    why: str = ""
    way: str = ""


@dataclass(frozen=True)
class Judge:
    """Judges amendments. Without a `right` design, a fix may make no hidden test of the open stage pass."""

    kata: Kata
    grade: Grade
    right: RightDesign | None = None

    def __call__(
        self, baselines: tuple[Snapshot, ...], after: Snapshot, closing: Report | None = None
    ) -> Amendment:
        """What leads from the last of `baselines` to `after`.

        `closing` is the report that was kept when the stage was closed: what passed then was not broken,
        whatever the code does at another time of day. Without it, the grading of today decides alone.
        """
        closed = len(baselines) - 1
        old, new = (self._graded(closed, state, baselines[:-1]) for state in (baselines[-1], after))
        before, now = self._outcomes(old), self._outcomes(new)
        kept = self._outcomes(closing or old)
        changed = tuple(check for check in before if before[check] != now.get(check))
        if worse := tuple(check for check in changed if now.get(check) != "passed"):
            return Amendment("refused", changed, *_refusal(self.kata, new, worse))
        fixed = tuple(check for check in changed if kept.get(check) in BROKEN)
        clients = self.kata.layout.clients
        if not fixed and after.under(clients) != baselines[-1].under(clients):
            way = f"Put the files in {clients} back, then run `kata amend` again."
            return Amendment("refused", (), "Clients can be fixed, never refactored.", way)
        if slipped := self._slipped_in(baselines, after, is_fix=bool(fixed)):
            kind = (
                "A fix is for what an earlier stage asked for" if fixed else "A refactoring changes no result"
            )
            return Amendment(
                "refused",
                slipped,
                f"{kind}, and this does work of the open stage: {_few(slipped)}.",
                "Take the new code out, run `kata amend`, then put it back.",
            )
        return Amendment("fix", fixed) if fixed else Amendment("refactoring")

    def _graded(self, stage: int, state: Snapshot, baselines: tuple[Snapshot, ...]) -> Report:
        return self.grade(self.kata, stage, state, baselines, refactored=False)

    def _outcomes(self, report: Report) -> Mapping[str, str]:
        """What became of each check that judges the code itself; advice decides nothing."""
        of_changes = comparing(self.kata)
        return {
            check.id: check.outcome
            for check in report.checks
            if not check.advice and check.id not in of_changes
        }

    def _slipped_in(
        self, baselines: tuple[Snapshot, ...], after: Snapshot, *, is_fix: bool
    ) -> tuple[str, ...]:
        """The hidden tests that show work of the open stage, where there is one."""
        stage = len(baselines)
        if stage > len(self.kata.stages):
            return ()
        old, new = (self._tested(stage, state, baselines) for state in (baselines[-1], after))
        different = [check for check in old if check in new and old[check].outcome != new[check].outcome]
        if not is_fix:
            return tuple(different)
        gained = [check for check in different if new[check].outcome == "passed"]
        if not gained or self.right is None:
            return tuple(gained)
        files = self.right(stage - 1)
        free = self._tested(stage, _snapshot(files), baselines)
        return tuple(check for check in gained if check not in free or free[check].outcome != "passed")

    def _tested(
        self, stage: int, state: Snapshot, baselines: tuple[Snapshot, ...]
    ) -> Mapping[str, CheckResult]:
        """What became of the stage's own hidden tests, where that could be found out."""
        rules = {check.id for _, check in self.kata.checks_from(stage) if check.rule}
        return {
            check.id: check
            for check in self._graded(stage, state, baselines).checks
            if check.stage == stage and check.id not in rules and check.outcome in ("passed", "failed")
        }


def _snapshot(files: Files) -> Snapshot:
    from ..workspace.tree import snapshot

    return snapshot(files)


def _refusal(kata: Kata, found: Report, worse: tuple[str, ...]) -> tuple[str, str]:
    """The cause in a sentence, and the way on."""
    first = next((check for check in found.checks if check.id in worse and check.outcome == "failed"), None)
    if first is None:
        return (
            f"The grader could not run {_few(worse)}. That is the machine's trouble, not yours.",
            "Run `kata amend` again. If it comes back, `kata doctor` tells what this machine lacks.",
        )
    path = first.evidence[0].path if first.evidence else ""
    rules = {check.id for _, check in kata.checks_from(found.stage) if check.rule}
    if path and not any(check.outcome == "passed" for check in found.checks if check.id not in rules):
        newer = _given_anew(kata, found.stage, first.seen)
        if not newer:
            return (
                f"{path}, line {first.evidence[0].line}, does not run: {first.seen}.",
                "Fix it, then run `kata amend` again.",
            )
        back = f"Put {path} back" if path == kata.layout.root else f"Take what is new out of {path}"
        return (
            f"{path} does not run with stage {found.stage}'s {newer}: {first.seen.rstrip('.')}.",
            f"{back}, run `kata amend`, then go on.",
        )
    count = "One check" if len(worse) == 1 else f"{len(worse)} checks"
    what = f"expected {first.expected}; seen: {first.seen}" if first.expected else first.summary.rstrip(".")
    return (
        f"{count} came out worse. {first.id}: {what}.",
        "Fix this or put the code back, then run `kata amend` again. "
        f"The code that closed stage {found.stage} is still the baseline.",
    )


def _given_anew(kata: Kata, closed: int, seen: str) -> str:
    """The code of the kata's own that the open stage has brought or replaced, and that this trouble names."""
    before = kata.given_at(closed)
    after = kata.given_at(min(closed + 1, len(kata.stages)))
    names = [
        path.removesuffix(".py")
        for path, data in after.items()
        if path.endswith(".py") and data != before.get(path)
    ]
    return next((name for name in names if name.replace("/", ".") in seen), "")


MOST_NAMED = 3


def _few(checks: tuple[str, ...]) -> str:
    more = f" and {len(checks) - MOST_NAMED} more" if len(checks) > MOST_NAMED else ""
    return ", ".join(checks[:MOST_NAMED]) + more
