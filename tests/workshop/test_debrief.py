"""What a debrief tells: kinds of design, what they cost, what is alike, and of whom nothing is shown."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable

import jsonschema
import pytest
from a_room import Browser, make_room, report_of
from kata.content.designs import state
from kata.content.pack import built_in
from kata.grader.exam.picture import picture_of
from kata.grader.toolkit import Subject
from kata.grader.toolkit.subject import Returned
from kata.report.report import Figures, ObjectNode, ObjectPicture
from kata.views.shapes import kinds, shape
from kata.workshop import rooms
from kata.workshop.debrief.debrief import debrief, kind_of, longest_way
from kata.workshop.debrief.gather import Closed, Work
from kata.workshop.pages.exports import schema_text
from kata.workspace.tree import snapshot

PACK = built_in()
ENVIRONMENT = {"WATERTEL_URL": "https://watertel.example", "MILIO_URL": "https://milio.example"}


def chain(length: int, wide: int = 0) -> ObjectPicture:
    """So many objects one behind the other, and `wide` functions that the last one holds."""
    nodes = [
        ObjectNode(label=f"C{at}", module="m", edges=(("next", at + 1),) if at + 1 < length else ())
        for at in range(length)
    ]
    nodes[-1] = ObjectNode(
        label="Last", module="m", edges=tuple((f"f{at}", length + at) for at in range(wide))
    )
    nodes += [ObjectNode(label="f", module="m", kind="function") for _ in range(wide)]
    return ObjectPicture(roots=(("client", 0),), nodes=tuple(nodes))


def closed(stage: int, picture: ObjectPicture | None = None, **figures: int) -> Closed:
    found = report_of(stage, figures=Figures(**figures), objects=picture)
    return Closed(stage, found, "passed", 10.0 * stage, "0" * 40)


def work(key: int, *stages: Closed, share: bool = True) -> Work:
    return Work(key, f"animal {key}", share, {each.stage: each for each in stages}, {})


def picture(name: str, start: Callable[..., Subject]) -> ObjectPicture:
    kata = PACK.kata("sms")
    design = next(each for each in PACK.designs("sms") if each.name == name)
    files = {path: data.decode() for path, data in state(kata, design, len(kata.stages)).items()}
    subject = start(files, {}, ENVIRONMENT)
    modules = list(dict.fromkeys(seam.target.partition(":")[0] for seam in kata.seams))
    for module in modules:
        assert isinstance(subject.load(module), Returned)
    told = subject.picture(modules)
    assert isinstance(told, Returned)
    return picture_of(told.value)


SEVEN = (
    "composition", "functions", "decorators", "dataclasses", "early-general", "superseded-router", "tenacity",
)  # fmt: skip


def test_the_seven_references_are_four_kinds_of_design(start):
    found = kinds([shape(picture(name, start)) for name in SEVEN])
    assert len(found) == 4, [[SEVEN[member] for member in kind.members] for kind in found]


# Kinds


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        (closed(2, chain(3)), "composes"),
        (closed(2, chain(2)), "other"),
        (closed(2, chain(3), closed_lines_changed=4), "edited"),
        (closed(2, chain(3), closed_lines_changed=4, inheritance_between_senders=1), "inherits"),
    ],
    ids=["a new object on the way", "nothing new on the way", "closed code changed", "inherits"],
)
def test_the_kind_of_a_design_is_what_its_second_stage_did(second, kind):
    assert kind_of({1: closed(1, chain(2)), 2: second}) == kind


def test_who_closed_no_second_stage_has_no_kind():
    assert kind_of({1: closed(1, chain(2))}) is None


def test_objects_that_hold_each_other_end_the_way():
    nodes = (
        ObjectNode(label="A", module="m", edges=(("b", 1),)),
        ObjectNode(label="B", module="m", edges=(("a", 0),)),
    )
    assert longest_way(ObjectPicture(roots=(("c", 0),), nodes=nodes)) == 2
    assert longest_way(ObjectPicture()) == 0


def test_each_kind_has_what_the_third_stage_cost():
    made = [
        work(1, closed(1, chain(2)), closed(2, chain(3)), closed(3, chain(4), lines_added=30)),
        work(2, closed(1, chain(2)), closed(2, chain(3)), closed(3, chain(4), lines_added=50)),
        work(3, closed(1, chain(2)), closed(2, chain(3), closed_lines_changed=9), closed(3, chain(3), lines_added=90, closed_lines_changed=40)),
    ]  # fmt: skip
    found = debrief(made, 4)
    costs = {kind.kind: {cost.measure: cost.middle for cost in kind.costs} for kind in found.kinds}
    assert costs["composes"]["lines_added"] == 40 and costs["composes"]["closed_lines_changed"] == 0
    assert costs["edited"]["lines_added"] == 90 and costs["edited"]["closed_lines_changed"] == 40
    assert found.closed == {1: 3, 2: 3, 3: 3}


def test_code_is_shown_of_three_at_least_and_of_who_agreed():
    def shown(people: list[Work]) -> list[bool]:
        return [each.shown for each in debrief(people, 4).clusters]

    assert shown([work(key, closed(1, chain(2))) for key in range(3)]) == [True]
    assert shown([work(key, closed(1, chain(2))) for key in range(2)]) == [False]
    assert shown([work(key, closed(1, chain(2)), share=False) for key in range(3)]) == [False]


# A room


@pytest.fixture
def played(desk, hands):
    made = make_room(desk, title="Autumn")
    for number, name in enumerate(("=1+1", "Grace Hopper", "Barbara Liskov", "@SUM(A1)")):
        made.join(name, share=number != 3)
    for stage in (1, 2, 3):
        rooms.open_stage(desk, made.public, seen=stage - 1, by=None)
        hands.go(600)
        for number, name in enumerate(made.people):
            failed = ("design.one-place",) if number == 3 else ()
            figures = Figures(lines_added=10 * stage + number, closed_lines_changed=number)
            found = report_of(
                stage, passed=not failed, failed=failed, figures=figures, objects=chain(stage + 1)
            )
            files = snapshot({f"sms/of_{number}_{at}.py": b"X = 1\n" for at in range(stage)})
            made.hand_in(name, stage, found, files=files, closes="anyway" if failed else "passed")
    yield made
    made.site.live.close()


@pytest.fixture
def no_band(monkeypatch):
    """The references are not measured: that takes seconds."""
    monkeypatch.setattr("kata.workshop.pages.talk.band", lambda katas, name: {"lines_added": (5.0, 25.0)})


def asked(played, role: str, end: str):
    return Browser(played.app(), played.session(role)).get(f"/rooms/{played.public}/{end}")


def names_in(text: str, played) -> list[str]:
    return [name for name in ("Grace Hopper", "Barbara Liskov", "SUM(A1)") if name in text] + [
        joined.animal for joined in played.people.values() if joined.animal in text
    ]


def test_a_debrief_names_nobody_unless_it_is_asked_to(played, no_band):
    text = asked(played, "facilitator", "debrief").text
    assert not names_in(text, played)
    assert "design.one-place" in text and "4 designs" in text and "sms/of_0_2.py" in text
    assert "Grace Hopper" in asked(played, "facilitator", "debrief?names=yes").text


def test_the_wall_shows_the_debrief_when_it_has_begun_and_without_names(played, no_band):
    assert asked(played, "projector", "debrief?wall").status_code == 404
    rooms.begin_debrief(played.desk, played.public, by=None)
    for end in ("debrief?wall", "debrief?wall&names=yes"):
        found = asked(played, "projector", end)
        assert found.status_code == 200
        assert not names_in(found.text, played) and played.public not in found.text


def test_the_table_is_read_by_no_spreadsheet_as_a_formula(played, no_band):
    text = asked(played, "facilitator", "export.csv?names=yes").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 4 * 4
    assert {row["person"] for row in rows} == {"'=1+1", "Grace Hopper", "Barbara Liskov", "'@SUM(A1)"}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t\r" and cell]
    third = next(row for row in rows if row["person"] == "Grace Hopper" and row["stage"] == "3")
    assert (third["outcome"], third["lines_added"], third["attempts"], third["minutes_used"]) == ("passed", "31", "1", "10")  # fmt: skip


def test_without_names_the_exports_have_animals_alone(played, no_band):
    for end in ("csv", "json", "html"):
        text = asked(played, "facilitator", f"export.{end}").text
        assert "Grace Hopper" not in text and "Liskov" not in text
    assert played.people["Grace Hopper"].animal in asked(played, "facilitator", "export.json").text


def test_the_document_is_valid_by_its_schema(played, no_band):
    from importlib.resources import files

    stored = (files("kata.workshop.pages") / "schema" / "room.schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(), "stale: run `python -m kata.workshop.pages.exports`"
    document = json.loads(asked(played, "facilitator", "export.json?names=yes").text)
    jsonschema.validate(document, json.loads(stored))
    assert document["schema"] == "kata/room/v1" and len(document["people"]) == 4
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "people": 3}, json.loads(stored))


def test_the_archive_has_every_report_and_the_files_of_each_hand_in(played, no_band):
    packed = zipfile.ZipFile(io.BytesIO(asked(played, "facilitator", "export.zip").content))
    names = packed.namelist()
    folder = "-".join(played.people["Grace Hopper"].animal.split())
    assert {"debrief.html", "people.csv", "room.json"} <= set(names)
    assert packed.read(f"people/{folder}/stage-3/attempt-1/files/sms/of_1_2.py") == b"X = 1\n"
    assert json.loads(packed.read(f"people/{folder}/stage-3/attempt-1/json.json"))
    assert not [name for name in names if name.startswith("/") or ".." in name]
    assert b"Grace Hopper" not in b"".join(packed.read(name) for name in names)
