"""What `kata new` makes: a kata that is sound at once, and parts that say what is still to be written."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from kata.authoring import new
from kata.authoring.layer import Found, Layer
from kata.authoring.layers import shape
from kata.authoring.layers.matrix import LAYER as MATRIX
from kata.base.errors import UsageError
from kata.content.pack import Pack

Look = Callable[[Layer], Found]
NOTES = ("#", '"""', "<!--", "*", "import")


@pytest.mark.parametrize("kind", new.KINDS)
def test_every_kind_passes_the_matrix_at_once(tmp_path: Path, look: Look, made: Path, kind: str) -> None:
    import shutil

    shutil.rmtree(made)
    new.kata(made, "welcoming", kind).write(made)
    assert look(shape.LAYER).mistakes == ()
    found = look(MATRIX)
    assert found.mistakes == ()
    assert len(found.detail.rows) >= 1 + 4 + 3  # type: ignore[attr-defined]  # starter, right designs, pitfalls
    assert min(found.detail.coverage.values()) >= 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", new.KINDS)
def test_each_file_says_in_its_first_line_what_to_put_there(kind: str) -> None:
    for path, text in new.kata(Path("nowhere"), "welcoming", kind).new.items():
        first = text.partition("\n")[0]
        assert first.startswith(NOTES), path
        assert len(first) > 20 or path == "README.md", path


def test_nothing_of_the_template_is_left_in_a_new_kata(made: Path) -> None:
    files = [path for path in made.rglob("*") if path.is_file()]
    assert len(files) > 30
    assert not [
        path for path in files if new.WORD in str(path.relative_to(made)) or new.WORD in path.read_text()
    ]


@pytest.mark.parametrize(
    "name", ["", "Tea", "9lives", "a-b", "class", "json", "kata", "pytest", "clients", new.WORD]
)
def test_a_name_that_means_something_else_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"no name of a kata|the name of something else"):
        new.kata(tmp_path, name, "none")


@pytest.mark.parametrize(
    ("kind", "told"), [("inbound", "no template for .* yet"), ("pigeons", "is not known")]
)
def test_a_kind_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path, kind: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        new.kata(tmp_path, "welcoming", kind)


def test_nothing_is_written_over(made: Path) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="already"):
        new.kata(made, "welcoming", "none")
    with pytest.raises(UsageError, match="already"):
        new.check(made, "welcoming", "behaviour.welcomes", 1)
    with pytest.raises(UsageError, match="already"):
        new.design(made, "welcoming", "objects")
    with pytest.raises(UsageError, match="already"):
        new.pitfall(made, "welcoming", "small-letters", "objects", 1, []).write(made)
    stray = made / "katas" / "second" / "kata.toml"
    plan = new.kata(made, "second", "none")
    stray.parent.mkdir()
    stray.write_text("mine")
    with pytest.raises(UsageError, match="already"):
        plan.write(made)
    after = {path: path.read_bytes() for path in made.rglob("*") if path.is_file() and path != stray}
    assert after == before
    assert stray.read_text() == "mine"


def test_a_second_kata_joins_the_pack_and_its_book(made: Path) -> None:
    new.kata(made, "second", "none").write(made)
    pack = Pack(made)
    assert pack.names() == ("second", "welcoming")
    assert [chapter.id for chapter in pack.book().chapters] == ["welcoming", "second"]


def test_a_stage_brings_its_brief_and_the_two_hard_rules_once(made: Path, look: Look) -> None:
    new.stage(made, "welcoming", "Flags and visitors").write(made)
    new.check(made, "welcoming", "behaviour.flag-hides", 3).write(made)
    kata = Pack(made).kata("welcoming")
    assert [stage.name for stage in kata.stages] == ["1_welcome", "2_again", "3_flags_and_visitors"]
    assert [check.id for check in kata.stage(3).checks] == ["behaviour.flag-hides"]
    assert "two hard rules" in " ".join(kata.stage(3).brief.split())
    told = [str(each) for each in look(shape.LAYER).mistakes]
    for place in ("3_flags_and_visitors/BRIEF.md", "3_flags_and_visitors/stage.toml", "test_flag_hides.py"):
        assert any(place in each and "is still to be written" in each for each in told), place
    assert any("not-flag-hides" in each and "holds no overlay" in each for each in told)


def test_a_second_stage_gets_the_generic_checks(made: Path) -> None:
    import shutil

    shutil.rmtree(made / "stages" / "welcoming" / "2_again")
    table = made / "katas" / "welcoming" / "kata.toml"
    table.write_text(table.read_text().replace(', "2_again"', ""))
    new.stage(made, "welcoming", "More").write(made)
    path = made / "stages" / "welcoming" / "2_more" / "stage.toml"
    checks = tomllib.loads(path.read_text())["checks"]
    assert [check["id"] for check in checks] == ["clients.unchanged", "open-closed.unmodified"]


def test_a_pitfall_begins_with_copies_of_the_files_to_spoil(made: Path) -> None:
    files = ["welcoming/greeter.py", "clients/desk.py", "docs/screen.md"]
    new.pitfall(made, "welcoming", "shouts", "objects", 2, files).write(made)
    place = made / "reference" / "welcoming" / "pitfalls" / "shouts"
    right = made / "reference" / "welcoming" / "objects" / "1_welcome"
    assert (place / "2_again" / "welcoming" / "greeter.py").read_text() == (
        right / "welcoming/greeter.py"
    ).read_text()
    assert (place / "2_again" / "clients" / "desk.py").read_text() == (right / "clients/desk.py").read_text()
    assert (place / "2_again" / "docs" / "screen.md").is_file()
    with pytest.raises(UsageError, match="has no gone"):
        new.pitfall(made, "welcoming", "other", "objects", 2, ["gone.py"])
    with pytest.raises(UsageError, match="no right design"):
        new.pitfall(made, "welcoming", "other", "gone", 2, [])
    with pytest.raises(UsageError, match="There is no stage 3"):
        new.pitfall(made, "welcoming", "other", "objects", 3, [])


def test_a_design_begins_with_what_a_trainee_fills_in(made: Path) -> None:
    new.design(made, "welcoming", "tables").write(made)
    designs = Pack(made).designs("welcoming")
    assert [design.name for design in designs] == ["objects", "functions", "tables"]
    assert set(designs[2].overlay(1)) == {"clients/desk.py", "welcoming/__init__.py"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('stages = ["1_a"]', 'stages = ["1_a", "2_b"]'),
        ("stages = []", 'stages = ["2_b"]'),
        ('stages = [\n  "1_a",\n]', 'stages = [\n  "1_a", "2_b"]'),
    ],
)
def test_the_list_of_stages_grows_however_it_is_written(before: str, after: str) -> None:
    grown = new._with_stage(f'name = "x"\n{before}\npackages = []\n', "2_b")
    assert grown == f'name = "x"\n{after}\npackages = []\n'
    assert tomllib.loads(grown)["stages"][-1] == "2_b"
