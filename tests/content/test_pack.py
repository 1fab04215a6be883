from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kata.base.errors import UsageError
from kata.content.pack import Pack, built_in, state

Build = Callable[..., Pack]


def test_a_kata_is_read_whole(pack_of: Build) -> None:
    kata = pack_of().kata("count")
    assert (kata.title, kata.packages, kata.chapters) == ("Counting", ("requests",), ("numbers",))
    assert [(stage.number, stage.name, stage.minutes) for stage in kata.stages] == [
        (1, "1_up", 5),
        (2, "2_down", 5),
    ]
    assert kata.layout.root == "counter/__init__.py"
    assert kata.seams[0].parameters == ("what", "count")
    assert sorted(kata.starter) == ["clients/shop.py", "counter/__init__.py"]
    assert kata.support is not None and kata.support.is_dir()


def test_a_check_carries_its_rule_and_options(pack_of: Build) -> None:
    behaviour, design = pack_of().kata("count").stage(1).checks
    assert (behaviour.rule, behaviour.options, behaviour.hints) == ("", {}, ("Count.",))
    assert (design.rule, design.options, design.advice) == ("no_loops", {"limit": 3}, False)


def test_the_brief_is_a_given_file_and_the_next_replaces_it(pack_of: Build) -> None:
    kata = pack_of().kata("count")
    assert kata.stage(1).given == {"BRIEF.md": b"Count up.\n", "settings.py": b"START = 0\n"}
    assert kata.given_at(2) == {"BRIEF.md": b"Count down.\n", "settings.py": b"START = 0\n"}


def test_compiled_files_are_no_content(pack_of: Build) -> None:
    built = pack_of(
        {"katas/count/starter/clients/__pycache__/shop.pyc": "", "stages/count/1_up/__pycache__/x": ""}
    )
    assert not [path for path in built.kata("count").starter if "__pycache__" in path]


def test_a_state_is_starter_then_given_then_overlays(pack_of: Build) -> None:
    built = pack_of()
    (design,) = built.designs("count")
    files = state(built.kata("count"), design, 1)
    assert list(files) == [
        "BRIEF.md",
        "clients/shop.py",
        "counter/__init__.py",
        "counter/up.py",
        "settings.py",
    ]
    assert files["counter/__init__.py"] == b"from counter.up import up\n"
    assert "counter/down.py" in state(built.kata("count"), design, 2)


def test_a_later_file_of_the_base_wins_over_an_earlier_one_of_the_pitfall(pack_of: Build) -> None:
    built = pack_of()
    (pitfall,) = built.pitfalls("count")
    assert state(built.kata("count"), pitfall, 1)["counter/down.py"] == b"down = 0\n"
    assert state(built.kata("count"), pitfall, 2)["counter/down.py"] == b"down = 1\n"


def test_a_pitfall_takes_files_away_at_its_stage(pack_of: Build) -> None:
    built = pack_of()
    (pitfall,) = built.pitfalls("count")
    assert "counter/up.py" in state(built.kata("count"), pitfall, 1)
    assert "counter/up.py" not in state(built.kata("count"), pitfall, 2)


def test_a_pitfall_that_stands_alone_has_nothing_of_its_base(pack_of: Build) -> None:
    path = "reference/count/pitfalls/gone/pitfall.toml"
    alone = 'format_version = 1\ntitle = "A"\nflaw = "B"\nbase = "plain"\nstage = 1\nfails = ["behaviour.counts1"]\nstand_alone = true\n'
    built = pack_of({path: alone})
    (pitfall,) = built.pitfalls("count")
    files = state(built.kata("count"), pitfall, 1)
    assert "counter/up.py" not in files
    assert files["counter/down.py"] == b"down = 0\n"


def test_an_unknown_kata_is_told_with_those_that_there_are(pack_of: Build) -> None:
    with pytest.raises(UsageError, match="Choose one of: count"):
        pack_of().kata("sing")


def test_an_empty_folder_is_a_pack_without_katas(tmp_path: Path) -> None:
    assert Pack(tmp_path).names() == ()


def test_the_built_in_pack_has_no_mistakes() -> None:
    pack = built_in()
    assert pack.names()
    for name in pack.names():
        assert pack.designs(name)
        pack.pitfalls(name)
