"""A command plays a sitting: it gets the brief and its time, and what it leaves is handed in whatever it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from kata.session.player import play


@pytest.fixture
def turns(sitting, grader, tmp_path):
    def played(command, seconds=60.0):
        return list(play(sitting, command, grader, wall=(), logs=tmp_path, limit=lambda stage: seconds))

    return played


def test_it_gets_the_brief_its_stage_and_its_deadline_and_every_stage_is_handed_in(turns, sitting, tmp_path):
    found = turns(
        'cat; echo "[$KATA_STAGE $KATA_SECONDS $KATA_DEADLINE]"; cmp BRIEF.md /dev/null; touch "made-$KATA_STAGE"'
    )
    assert [turn.stage for turn in found] == [stage.number for stage in sitting.kata.stages]
    for turn, stage in zip(found, sitting.kata.stages, strict=True):
        log = (tmp_path / f"stage-{stage.number}.log").read_text()
        assert stage.brief in log and f"[{stage.number} 60 2" in log
        assert turn.report is not None and turn.report.stage == stage.number
        assert (Path(sitting.workspace) / f"made-{stage.number}").exists()
    assert sitting.is_closed(len(sitting.kata.stages))


def test_when_its_time_is_up_it_ends_with_all_that_it_started_and_its_work_counts(turns, sitting):
    found = turns("touch made; (trap '' TERM; sleep 600) & sleep 600", seconds=0.2)
    assert {turn.status for turn in found} == {None}
    assert all(turn.report is not None for turn in found)
    assert (Path(sitting.workspace) / "made").exists()


def test_how_it_ended_is_told_and_decides_nothing(turns):
    found = turns("exit 7")
    assert [turn.status for turn in found] == [7, 7, 7]
    assert all(turn.report is not None for turn in found)


def test_a_brief_that_is_not_read_is_no_trouble(turns):
    assert {turn.status for turn in turns("exec 0<&-; true")} == {0}
