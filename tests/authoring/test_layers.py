"""Each layer of `kata verify`: a pack that it passes, and packs that it tells what is wrong with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from kata.authoring.layer import Case, Found, Layer
from kata.authoring.layers import LAYERS, dead_ends, edges, fairness, leaks, mutants, order, times
from kata.authoring.proof import page, prove
from kata.authoring.results import Results
from kata.base.errors import Mistake
from kata.content.pack import Pack, built_in
from kata.sandbox.ladder import ProvedRung

Look = Callable[..., Found]
Change = Callable[[str, str, str], None]
FIRST, SECOND = "stages/welcoming/1_welcome", "stages/welcoming/2_again"
FIXTURES = "katas/welcoming/welcoming_support/fixtures.py"


def told(found: Found) -> list[str]:
    return [str(each) for each in found.mistakes]


def case(pack: Pack, name: str) -> Case:
    def nothing_is_graded() -> ProvedRung:
        raise AssertionError

    return Case(pack, name, nothing_is_graded, Results(None))


@pytest.mark.parametrize("layer", [leaks.LAYER, edges.LAYER], ids=lambda layer: layer.name)
@pytest.mark.parametrize("name", built_in().names())
def test_nothing_of_a_built_in_kata_leaks_and_its_edges_are_whole(layer: Layer, name: str) -> None:
    assert layer.look(case(built_in(), name)).mistakes == ()


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_what_is_made_passes_every_layer(look: Look, layer: Layer) -> None:
    found = look(layer, sample=2)
    assert found.mistakes == ()
    assert found.proved


# ---- leaks

SECRET = "a bell-ringer called `ring_twice`, and a Carillon. Bellows, bellows, bellows"


@pytest.mark.parametrize(
    ("path", "old", "word"),
    [
        (f"{FIRST}/stage.toml", "What arrives?", "ring_twice"),
        (f"{FIRST}/stage.toml", "An interface is judged", "Carillon"),
        (f"{FIRST}/stage.toml", "each guest is shown", "bellow"),
        ("katas/welcoming/kata.toml", "A guest house shows", "carillon"),
        ("katas/welcoming/starter/clients/desk.py", "Shows a guest", "ring_twice"),
        (f"{FIRST}/given/settings.py", "Where things are", "Carillons"),
    ],
)
def test_a_word_of_a_later_stage_is_found_wherever_it_is_shown_before(
    look: Look, change: Change, made: Path, path: str, old: str, word: str
) -> None:
    change(
        f"{SECOND}/BRIEF.md", "The house has regulars now", f"There is {SECRET}. The house has regulars now"
    )
    assert look(leaks.LAYER).mistakes == ()
    change(path, old, f"{word} {old}")
    (mistake,) = look(leaks.LAYER).mistakes
    assert path in mistake.file
    assert word.lower() in mistake.problem.lower()
    assert "stage 2 brings" in mistake.problem


def test_a_setting_that_comes_later_may_not_even_stand_in_an_earlier_brief(
    look: Look, change: Change
) -> None:
    change(f"{SECOND}/given/settings.py", "", "BELL_URL = 'x'\n")
    change(f"{FIRST}/BRIEF.md", "A guest house", "BELL_URL comes later. A guest house")
    assert any("BRIEF.md" in each and "BELL_URL" in each for each in told(look(leaks.LAYER)))


def test_a_chapter_that_opens_with_the_stage_may_speak_of_it(look: Look, change: Change) -> None:
    change(
        f"{SECOND}/BRIEF.md", "The house has regulars now", f"There is {SECRET}. The house has regulars now"
    )
    change("ebook/welcoming.md", "Tell here, in a story", "A Carillon. Tell here, in a story")
    assert look(leaks.LAYER).mistakes == ()


def test_an_allowed_word_is_no_leak_and_one_that_nobody_says_is_told(
    look: Look, change: Change, made: Path
) -> None:
    change(
        f"{SECOND}/BRIEF.md", "The house has regulars now", f"There is {SECRET}. The house has regulars now"
    )
    change(f"{FIRST}/stage.toml", "What arrives?", "What arrives, a Carillon?")
    listed = made / "reference" / "welcoming" / leaks.FILE
    listed.write_text('format_version = 1\n[[allowed]]\nwords = ["carillon"]\nreason = "an instrument"\n')
    assert look(leaks.LAYER).mistakes == ()
    listed.write_text(
        'format_version = 1\n[[allowed]]\nwords = ["carillon", "organ"]\nreason = "instruments"\n'
    )
    assert told(look(leaks.LAYER)) == [
        f"reference/welcoming/{leaks.FILE}: organ: is said nowhere before its stage; take it off the list"
    ]


# ---- edges


@pytest.mark.parametrize(
    ("path", "old", "put", "place", "problem"),
    [
        (FIXTURES, "import pytest", "import clients.desk\nimport pytest", FIXTURES, "imports clients.desk"),
        (
            FIXTURES,
            "import pytest",
            "import pytest\nfrom welcoming import desk as d",
            FIXTURES,
            "imports welcoming",
        ),
        (
            FIXTURES,
            "import pytest",
            "import pytest\nfrom settings import SCREEN_URL",
            FIXTURES,
            "imports settings",
        ),
        (
            f"{FIRST}/given/docs/screen.md",
            "| 503 |",
            "| 418, 503 |",
            "docs/screen.md",
            "418: is answered by no test",
        ),
        (
            "katas/welcoming/welcoming_support/__init__.py",
            "SIMULATORS = (Screen,)",
            "class Bell(Screen):\n    name = 'bell'\n\n\nSIMULATORS = (Screen, Bell)",
            "welcoming_support/__init__.py",
            "Bell: is used by no test",
        ),
    ],
)
def test_a_broken_edge_is_told(
    look: Look, change: Change, path: str, old: str, put: str, place: str, problem: str
) -> None:
    change(path, old, put)
    (mistake,) = told(look(edges.LAYER))
    assert place in mistake
    assert problem in mistake


def test_a_status_outside_of_a_tables_first_column_is_no_row() -> None:
    import dataclasses

    stage = built_in().kata("sms").stage(1)
    page_ = b"| status | meaning |\n| --- | --- |\n| 200 | up to 400 letters |\n\nElse 999 or 418.\n"
    given = {"docs/x.md": page_, "README.md": page_}
    assert list(edges._rows(dataclasses.replace(stage, given=given))) == [("docs/x.md", "200")]


# ---- order


def test_a_test_that_lives_on_what_another_left_behind_is_told(look: Look, made: Path) -> None:
    test = made / FIRST / "tests" / "test_order.py"
    test.write_text(
        "import pytest\nfrom kata.grader.toolkit import expect\n\nSEEN = []\n\n\n"
        '@pytest.mark.check("behaviour.welcomes")\ndef test_first(launch):\n    SEEN.append(1)\n\n\n'
        '@pytest.mark.check("behaviour.welcomes")\ndef test_second(launch):\n'
        '    expect(bool(SEEN), expected="an order", seen="another")\n'
    )
    (mistake,) = told(look(order.LAYER))
    assert "1.behaviour.welcomes: come out otherwise" in mistake


def test_a_module_is_turned_around_with_its_marks_and_helpers() -> None:
    source = "A = 1\n\n@mark\ndef test_a():\n    pass\n\ndef helper():\n    pass\n\ndef test_b():\n    pass\n"
    turned = order.turned(source)
    assert [turned.index(word) for word in ("A = 1", "helper", "test_b", "@mark\ndef test_a")] == sorted(
        turned.index(word) for word in ("A = 1", "helper", "test_b", "@mark\ndef test_a")
    )


# ---- dead ends


@pytest.mark.parametrize(
    ("old", "put", "problem"),
    [
        ("behaviour.welcomes-back", "clients.unchanged", "does not end at stage 2 by clients.unchanged"),
        ('design = "words-in-the-client"', 'design = "objects"', "by behaviour.welcomes-back: it passes"),
    ],
)
def test_a_claim_that_is_not_so_is_told(look: Look, change: Change, old: str, put: str, problem: str) -> None:
    change("reference/welcoming/dead-ends.toml", old, put)
    (mistake,) = told(look(dead_ends.LAYER))
    assert problem in mistake


def test_a_right_design_on_which_the_references_step_does_not_fit_is_a_dead_end(
    look: Look, change: Change
) -> None:
    change("reference/welcoming/dead-ends.toml", 'design = "words-in-the-client"', 'design = "functions"')
    change("reference/welcoming/dead-ends.toml", "behaviour.welcomes-back", "behaviour.welcomes")
    assert look(dead_ends.LAYER).mistakes == ()


def test_an_early_choice_that_is_wrong_before_is_told(look: Look, change: Change, made: Path) -> None:
    client = "reference/welcoming/pitfalls/words-in-the-client/1_welcome/clients/desk.py"
    change(client, "Welcome, {name}.", "Hello, {name}.")
    assert any("is no right design of stage 1" in each for each in told(look(dead_ends.LAYER)))


def test_a_stage_where_no_choice_ends_is_told_as_missing(look: Look, made: Path) -> None:
    (made / "reference" / "welcoming" / "dead-ends.toml").unlink()
    assert look(dead_ends.LAYER).missing == (
        "No early choice is named that ends at stage 2 (dead-ends.toml).",
    )


# ---- fairness


def test_without_a_design_that_foresees_nothing_something_is_missing(look: Look, change: Change) -> None:
    change("reference/welcoming/reference.toml", "foresees_nothing = true", "")
    assert any("foresees nothing" in each for each in look(fairness.LAYER).missing)


def test_a_step_is_tried_on_another_design_where_it_fits(made: Path) -> None:
    import shutil

    reference = made / "reference" / "welcoming"
    shutil.copytree(reference / "objects", reference / "alike")
    greeter = reference / "alike" / "1_welcome" / "welcoming" / "greeter.py"
    greeter.write_text(greeter.read_text().replace("Welcomes a guest", "Welcomes every guest"))
    table = reference / "reference.toml"
    table.write_text(
        table.read_text() + '\n[[designs]]\nname = "alike"\ntitle = "Alike"\nabout = "The same."\n'
    )
    pack = Pack(made)
    objects, functions, alike = pack.designs("welcoming")
    kata = pack.kata("welcoming")
    assert [each.name for each in fairness.crossed(kata, objects, alike)] == ["alike on objects at stage 2"]
    assert list(fairness.crossed(kata, objects, functions)) == []
    assert list(fairness.crossed(kata, objects, objects)) == []


# ---- times and mutants


def test_a_long_brief_is_told_as_missing_and_fails_nothing(look: Look, change: Change) -> None:
    change(f"{FIRST}/BRIEF.md", "A guest house", "word " * 1000 + "A guest house")
    found = look(times.LAYER)
    assert found.mistakes == ()
    assert any("of stage 1 takes 8 of 10 minutes to read" in each for each in found.missing)


def test_too_many_mutants_that_survive_are_a_mistake(look: Look, change: Change) -> None:
    test = f"{SECOND}/tests/test_again.py"
    change(test, "said == expected", "True")
    change(f"{FIRST}/tests/test_welcome.py", 'said == f"Welcome, {name}."', "True")
    found = look(mutants.LAYER, sample=12)
    assert any("of the mutants were caught; 95% are asked for" in each for each in told(found))


def test_without_a_sample_mutants_are_missing(look: Look) -> None:
    assert look(mutants.LAYER).missing == ("No mutants were tried: kata verify --mutants -1 tries all.",)


# ---- all together


def test_a_layer_is_looked_at_only_when_the_one_before_holds(made: Path) -> None:
    looked: list[str] = []

    def layer(name: str, *mistakes: Mistake) -> Layer:
        def look(_case: Case) -> Found:
            looked.append(name)
            return Found(mistakes, proved=(f"{name} is so.",), missing=(f"{name} lacks.",))

        return Layer(name, f"Is {name} so?", look)

    layers = (layer("one"), layer("two", Mistake("a", "b", "c")), layer("three"))
    proof = prove(case(Pack(made), "welcoming"), layers)
    assert looked == ["one", "two"]
    assert [each.holds for each in proof] == [True, False, False]
    assert page("welcoming", proof, [layer("four")]) == [
        "What is proved of welcoming",
        "  [x] one: one is so.",
        "What is missing",
        "  [ ] two: 1 mistake to fix. Is two so?",
        "  [ ] one: one lacks.",
        "  [ ] two: two lacks.",
        "  [ ] three: not looked at, since an earlier layer has mistakes. Is three so?",
        "  [ ] four: left out this time. Is four so?",
    ]


def test_what_has_not_changed_is_not_graded_again(
    made: Path, change: Change, tmp_path: Path, proved: ProvedRung
) -> None:
    from kata.authoring.layers import matrix

    def known(again: bool) -> tuple[int, int]:
        results = Results(tmp_path / "kept", again=again)
        found = matrix.look(Case(Pack(made), "welcoming", lambda: proved, results, runs=1))
        assert found.mistakes == ()
        return results.known, len(found.detail.rows)  # type: ignore[attr-defined]

    assert known(again=False) == (0, 10)
    assert known(again=False) == (10, 10)
    assert known(again=True) == (0, 10)
    change("ebook/welcoming.md", "Tell here", "Tell here and now")
    change(f"{SECOND}/stage.toml", "Call it twice", "Call it two times")
    assert known(again=False) == (10, 10)  # words change no verdict
    change(f"{SECOND}/tests/test_again.py", "is told", "hears")
    assert known(again=False) == (6, 10)  # the starter, and what is graded at stage 1
    change("reference/welcoming/pitfalls/small-letters/1_welcome/welcoming/greeter.py", "one flaw", "a flaw")
    assert known(again=False) == (9, 10)


def test_an_attempt_that_cannot_be_looked_up_is_told_and_ends_nothing(
    made: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proved: ProvedRung
) -> None:
    from kata.authoring.bench import Bench, attempt

    def broken(*_: object) -> str:
        raise TypeError("no such thing")

    pack = Pack(made)
    kata, (design, _) = pack.kata("welcoming"), pack.designs("welcoming")
    results = Results(tmp_path / "kept")
    monkeypatch.setattr(results, "key", broken)
    (graded,) = Bench(kata, proved, results=results).grade([attempt(kata, design, 1)])
    assert graded.report is None
    assert graded.trouble == "TypeError: no such thing"
