from pathlib import Path

import pytest
from kata.session.clock import Instant
from kata.session.events import Paused, Resumed, Revealed
from kata.session.record import Record


def at(seconds: float) -> Instant:
    return Instant(wall=float(seconds), awake=float(seconds), running=float(seconds), boot="a")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    record = Record(tmp_path / "record.jsonl")
    record.append(Revealed(stage=1), at(1))
    record.append(Paused(reason="lunch", tree="t"), at(2))
    record.append(Resumed(tree="t"), at(3))
    return tmp_path / "record.jsonl"


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_entries_come_back_in_order(path: Path) -> None:
    record = Record(path)
    assert [entry.at.wall for entry in record.entries()] == [1, 2, 3]
    assert record.entries()[1].event == Paused(reason="lunch", tree="t")
    assert record.problems() == ()


def test_a_changed_line_is_told(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"lunch", b"brunch"))
    assert Record(path).problems() == ("The sitting's record was changed by hand before line 3.",)


def test_a_changed_last_line_is_told(path: Path) -> None:
    first, second, third = lines(path)
    path.write_bytes(first + second + third.replace(b"3.0", b"9.0"))
    assert Record(path).problems() == ("Line 3 of the sitting's record was changed by hand.",)


def test_a_line_taken_out_is_told(path: Path) -> None:
    first, _, third = lines(path)
    path.write_bytes(first + third)
    assert "before line 2" in Record(path).problems()[0]


def test_lines_cut_off_the_end_are_told(path: Path) -> None:
    path.write_bytes(lines(path)[0])
    assert Record(path).problems() == ("2 lines are missing at the end of the sitting's record.",)


def test_a_line_that_is_no_entry_is_told_and_left_out(path: Path) -> None:
    first, _, third = lines(path)
    path.write_bytes(first + b"\xff{\n" + third)
    record = Record(path)
    assert len(record.entries()) == 2
    assert record.problems()[0] == "Line 2 of the sitting's record cannot be read."


def test_a_last_line_without_its_end_is_written_over(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b'{"previous": "ab')
    record = Record(path)
    assert record.problems() == ()
    record.append(Paused(reason="again", tree="t"), at(4))
    assert [entry.at.wall for entry in record.entries()] == [1, 2, 3, 4]
    assert record.problems() == ()


def test_killed_between_the_line_and_its_count_is_no_problem(path: Path) -> None:
    head = path.with_suffix(".head")
    before = head.read_bytes()
    record = Record(path)
    record.append(Paused(reason="again", tree="t"), at(4))
    head.write_bytes(before)
    assert record.problems() == ()


def test_a_missing_count_is_told(path: Path) -> None:
    path.with_suffix(".head").unlink()
    assert Record(path).problems() == ("The count of the sitting's record is missing.",)


def test_a_record_that_was_emptied_is_told(path: Path) -> None:
    path.unlink()
    record = Record(path)
    assert record.entries() == ()
    assert record.problems() == ("3 lines are missing at the end of the sitting's record.",)


def test_a_count_that_is_no_text_or_counts_nothing_is_told(path: Path) -> None:
    for said in (b'{"lines":3,"digest":"\xff"}', b'{"lines":0,"digest":""}', b'{"lines":-3,"digest":""}'):
        path.with_suffix(".head").write_bytes(said)
        assert len(Record(path).problems()) == 1
