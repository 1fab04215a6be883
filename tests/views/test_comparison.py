import pytest
from consoles import console
from kata.report.report import ObjectNode, ObjectPicture
from kata.views.comparison import bar, print_comparison
from kata.views.cost import Cost, costs
from kata.views.objects import branches, sentence
from kata.views.run import Exhibit
from rich.cells import cell_len
from samples import AWKWARD_RUN, REFERENCE, RUN, YOURS


def printed(exhibit: Exhibit, width: int = 80, *, plain: bool = False) -> str:
    terminal, stream = console(width, plain=plain)
    print_comparison(exhibit, terminal)
    return stream.getvalue()


@pytest.mark.parametrize("exhibit", [*RUN.exhibits, *AWKWARD_RUN.exhibits])
@pytest.mark.parametrize("width", [80, 150])
def test_a_comparison_fits_the_terminal(exhibit: Exhibit, width: int) -> None:
    assert max(cell_len(line) for line in printed(exhibit, width).splitlines()) <= width


@pytest.mark.parametrize("exhibit", [*RUN.exhibits, *AWKWARD_RUN.exhibits])
def test_a_comparison_can_be_plain_ascii(exhibit: Exhibit) -> None:
    text = printed(exhibit, plain=True)
    assert [line for line in text.splitlines() if not line.isascii() and not set("├└│─ ") & set(line)] == []


def test_figures_stand_beside_the_band() -> None:
    lines = printed(RUN.exhibits[1]).splitlines()
    (changed,) = [line for line in lines if line.startswith("lines changed in closed code")]
    assert changed.split()[-1] == "above"
    (new,) = [line for line in lines if line.startswith("new lines")]
    assert "34  22 to 41" in new
    assert new.split()[-1] == "within"


def test_new_files_stand_side_by_side_on_a_wide_terminal() -> None:
    assert any(
        "mailer/resend.py" in line and "mailer/retry.py" in line
        for line in printed(RUN.exhibits[1], 150).splitlines()
    )


def test_a_chain_of_objects_is_one_sentence() -> None:
    assert sentence(YOURS) == "Resending → Router → FirstCarrier 80 %, SecondCarrier 20 %"


def test_numbers_that_add_up_to_a_hundred_are_shares_of_what_stands_beside_them() -> None:
    assert sentence(REFERENCE) == "RetryingSender → Router → FirstCarrier 80 %, SecondCarrier 20 %"


def test_numbers_that_do_not_add_up_are_no_shares() -> None:
    nodes = (
        ObjectNode(label="A", detail="_waits[0]=2, _waits[1]=4", edges=(("_x[0]", 1), ("_x[1]", 2))),
        ObjectNode(label="B"),
        ObjectNode(label="C"),
    )
    assert sentence(ObjectPicture(roots=(("x", 0),), nodes=nodes)) == "A → B, C"


def test_names_of_the_same_object_lead_to_one_tree() -> None:
    (root,) = branches(YOURS)
    assert root.via == "clients.shop.send and 1 more"


def test_a_shared_tool_is_drawn_as_the_same_and_left_out_of_the_sentence() -> None:
    (root,) = branches(YOURS)
    first, second = root.children[0].children
    assert (first.children[0].again, second.children[0].again) == (False, True)
    assert "Line" not in sentence(YOURS)


def test_a_circle_of_objects_ends() -> None:
    nodes = (ObjectNode(label="A", edges=(("b", 1),)), ObjectNode(label="B", edges=(("a", 0),)))
    assert sentence(ObjectPicture(roots=(("x", 0),), nodes=nodes)) == "A → B → A (the same again)"


def test_a_picture_with_edges_to_nowhere_is_drawn_without_them() -> None:
    nodes = (ObjectNode(label="A", edges=(("b", 7), ("c", -1))),)
    assert sentence(ObjectPicture(roots=(("x", 0), ("y", 9)), nodes=nodes)) == "A"


def test_a_bar_shows_the_band_and_the_figure() -> None:
    assert bar(Cost("f", "n", 10, 4, 8), 11) == "····━━━━━·●"
    assert bar(Cost("f", "n", 0, 0, 2), 3, plain=True) == "o=="
    assert bar(Cost("f", "n", 3, None, None), 3) == ""


def test_no_references_make_no_band() -> None:
    exhibit = RUN.exhibits[2]
    assert exhibit.report.figures is not None
    assert {cost.band for cost in costs(exhibit.report.figures, {})} == {""}
