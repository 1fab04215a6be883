"""Designs that hold the same things in the same way are of one kind, whatever their names."""

from __future__ import annotations

from kata.report.report import ObjectNode, ObjectPicture
from kata.views.shapes import kinds, shape


def chain(*labels: str, wide: int = 0) -> ObjectPicture:
    """Each object holds the next; the last holds `wide` more."""
    last = len(labels) - 1
    nodes = [
        ObjectNode(label=label, module="m", edges=(("next", at + 1),) if at < last else ())
        for at, label in enumerate(labels)
    ]
    ends = tuple((f"part{number}", len(nodes) + number) for number in range(wide))
    nodes[last] = ObjectNode(label=labels[last], module="m", edges=ends)
    nodes += [ObjectNode(label="Part", module="m", kind="function") for _ in range(wide)]
    return ObjectPicture(roots=(("a.b", 0),), nodes=tuple(nodes))


def test_names_play_no_part():
    assert shape(chain("Router", "Resending", "Sender")) == shape(chain("A", "B", "C"))


def test_like_designs_are_one_kind_and_the_largest_kind_is_first():
    pictures = [chain("X", wide=9), *[chain("A", "B", "C", "D")] * 3, chain("Y", wide=8)]
    found = [sorted(kind.members) for kind in kinds([shape(each) for each in pictures])]
    assert found[0] == [1, 2, 3]
    assert sorted(member for kind in found for member in kind) == [0, 1, 2, 3, 4]
    assert len(found) > 1


def test_a_damaged_picture_has_a_shape_too():
    assert shape(ObjectPicture(nodes=(ObjectNode(label="A", edges=(("gone", 7),)),)))
    assert kinds([]) == ()
