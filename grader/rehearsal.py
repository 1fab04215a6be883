"""A small exam that goes the way of every grading: what `kata doctor` says of it is then known, not hoped."""

from __future__ import annotations

from ..base.errors import MachineError
from ..content.kata import Kata
from ..report.causes import in_words
from ..sandbox.ladder import ProvedRung
from ..sandbox.packages import assemble, import_names
from .exam.process import Job
from .exam.told import Trouble, Unloadable
from .grade import examined

MODULE = "rehearsal"


def rehearse(kata: Kata, proved: ProvedRung) -> None:
    """Imports the kata's packages in a child, with its outside parties up; raises MachineError when that fails.

    About 2 s: the folders, the walls, the exam process and the network are those of a grading.
    """
    source = "".join(f"import {name}\n" for name in import_names(kata.packages))
    job = Job(
        stage=1,
        tests=(),
        tree="",
        packages=str(assemble(kata.packages)),
        support=str(kata.support or ""),
        rung=proved.rung.name,
        seed="",
        seams=(f"{MODULE}:none",),
    )
    for told in examined(job, {f"{MODULE}.py": source.encode()}):
        if isinstance(told, Trouble):
            raise MachineError(told.trouble)
        if isinstance(told, Unloadable):
            raise MachineError(
                f"The packages of {kata.name} cannot be imported in a child: {in_words(told.cause)}"
            )
