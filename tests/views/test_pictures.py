from xml.etree import ElementTree

import pytest
from kata.report.report import Figures, Moment, ObjectNode, ObjectPicture
from kata.views.cost import costs
from kata.views.highlight import highlighted
from kata.views.pictures.cost import draw_costs
from kata.views.pictures.objects import draw_objects
from kata.views.pictures.wire import draw_wire, steps
from kata.views.wire import parting
from msgspec import structs
from samples import AWKWARD, AWKWARD_REPORT, BAND, RESENDS, YOURS, report

SPACE = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SPACE}text")]


def test_every_object_has_a_box_and_every_holding_a_line() -> None:
    svg = ElementTree.fromstring(draw_objects(YOURS, "Yours"))
    assert len(list(svg.iter(f"{SPACE}rect"))) == 7
    assert len(list(svg.iter(f"{SPACE}path"))) == 6
    assert svg.get("aria-label") == "Yours: Resending → Router → FirstCarrier 80 %, SecondCarrier 20 %"


def test_an_object_held_twice_is_drawn_once_and_named_again() -> None:
    nodes = (
        ObjectNode(label="A", edges=(("x", 1), ("y", 1))),
        ObjectNode(label="B", edges=(("z", 2),)),
        ObjectNode(label="C"),
    )
    drawn = texts(draw_objects(ObjectPicture(roots=(("r", 0),), nodes=nodes), "Yours"))
    assert "y: drawn above already" in drawn
    assert drawn.count("C") == 1


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_names_give_a_drawing_that_is_well_formed(text: str) -> None:
    picture = ObjectPicture(roots=((text, 0),), nodes=(ObjectNode(label=text, module=text, detail=text),))
    moments = (Moment(at=0, source=text, target="b", text=text, kind="request"),)
    for svg in (draw_objects(picture, "Yours"), draw_wire(moments, text)):
        assert float(ElementTree.fromstring(svg).get("width", "inf")) < 2_000


def test_a_picture_of_hundreds_of_objects_stays_small() -> None:
    nodes = tuple(ObjectNode(label=f"N{n}", edges=(("next", n + 1), ("over", n + 2))) for n in range(500))
    assert len(draw_objects(ObjectPicture(roots=(("r", 0),), nodes=nodes, truncated=True), "Yours")) < 50_000


def test_each_measure_with_a_value_has_a_chart() -> None:
    figures = report().figures
    assert figures is not None
    charts = draw_costs(((2, costs(figures, BAND)), (3, costs(Figures(), {}))))
    assert [name for name, _ in charts] == [
        "lines changed in closed code",
        "new lines",
        "duplicated lines",
        "minutes",
    ]
    svg = ElementTree.fromstring(charts[1][1])
    assert svg.get("aria-label") == "new lines: stage 2 34 (references 22 to 41), stage 3 0"
    assert len(list(svg.iter(f"{SPACE}circle"))) == 2
    assert len(list(svg.iter(f"{SPACE}rect"))) == 1


def test_a_dot_above_its_band_is_marked() -> None:
    figures = Figures(lines_added=99)
    (_, chart) = draw_costs(((2, costs(figures, BAND)),))[1]
    (dot,) = ElementTree.fromstring(chart).iter(f"{SPACE}circle")
    assert dot.get("class") == "dot above"


def test_the_wire_shows_who_what_and_when() -> None:
    drawn = texts(draw_wire(RESENDS.moments, "Seen"))
    assert drawn[:3] == ["client", "module", "first carrier"]
    assert drawn.count("POST /messages") == 2
    assert "waits 2 s" in drawn
    assert drawn.count("0 s") == 1
    assert drawn.count("2 s") == 1


def test_the_wire_in_words_is_a_step_a_moment() -> None:
    told = steps(RESENDS.moments)
    assert told[1] == "at 0 s module sends to first carrier: POST /messages"
    assert told[3] == "at 0 s module: waits 2 s"
    assert told[6] == "at 2 s module raises to client: ProviderFailure"


def test_the_moment_where_the_wire_parts_from_what_was_expected_is_marked() -> None:
    marked = parting(RESENDS.expected_moments, RESENDS.moments)
    assert marked == 3
    svg = ElementTree.fromstring(draw_wire(RESENDS.moments, "Seen", marked))
    assert [shape.get("class") for shape in svg.iter(f"{SPACE}rect")] == ["marked", "wait"]
    told = steps(RESENDS.moments, marked)
    assert [step.startswith("otherwise than expected, ") for step in told].index(True) == 3


def test_where_only_the_error_is_another_the_end_is_marked() -> None:
    raised = RESENDS.moments
    of_another_kind = (*raised[:-1], structs.replace(raised[-1], text="provider failure"))
    assert parting(of_another_kind, raised) == len(raised) - 1
    assert parting((*raised, raised[-1]), raised) == len(raised) - 1
    assert parting(raised[:2], raised) == 2


def test_where_all_went_as_expected_nothing_is_marked() -> None:
    returned = RESENDS.expected_moments
    assert parting(returned, returned) is None


def test_without_an_expectation_nothing_is_marked() -> None:
    assert parting((), RESENDS.moments) is None
    assert parting(RESENDS.moments, ()) is None
    assert "marked" not in draw_wire(RESENDS.moments, "Seen")


def test_a_long_log_is_cut_and_says_so() -> None:
    moments = tuple(Moment(at=n, source="a", target="b", text="x", kind="request") for n in range(100))
    assert "… and 60 more moments" in texts(draw_wire(moments, "Seen"))


def test_highlighting_keeps_a_line_a_line() -> None:
    source = ['text = """', "<b>", '"""', "", "if x:"]
    lines = highlighted(source, "a.py")
    assert len(lines) == 5
    assert "&lt;b&gt;" in lines[1]
    assert '<span class="k">if</span>' in lines[4]


def test_what_is_no_python_is_shown_plain() -> None:
    assert highlighted(["if <b>"], "a.txt") == ["if &lt;b&gt;"]


def test_awkward_reports_have_pictures_that_are_well_formed() -> None:
    assert AWKWARD_REPORT.objects is not None
    ElementTree.fromstring(draw_objects(AWKWARD_REPORT.objects, "Yours"))
