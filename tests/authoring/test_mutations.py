"""Each operator makes the change that it says, and no other; names stay the same."""

from __future__ import annotations

import ast

import pytest
from kata.authoring.mutations import Mutation, mutations


def changes(text: str) -> dict[str, str]:
    """What each mutation of a source is called, without the path, and the source that it makes."""
    return {each.name.removeprefix("sms/a.py:"): each.text.strip() for each in mutations("sms/a.py", text)}


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("a + b", "a + b with Sub", "a - b"),
        ("a - b", "a - b with Add", "a + b"),
        ("a * b", "a * b with Div", "a / b"),
        ("a // b", "a // b with Mult", "a * b"),
        ("a < b", "a < b with LtE", "a <= b"),
        ("a >= b", "a >= b with Gt", "a > b"),
        ("a == b", "a == b with NotEq", "a != b"),
        ("a is None", "a is None with IsNot", "a is not None"),
        ("a in b", "a in b with NotIn", "a not in b"),
        ("a and b", "a and b with Or", "a or b"),
        ("1 <= a < n", "1 <= a < n with Lt", "1 < a < n"),
        ("1 <= a < n", "1 <= a < n with LtE", "1 <= a <= n"),
    ],
)
def test_an_operator_becomes_its_neighbour(before: str, name: str, after: str) -> None:
    assert changes(f"x = {before}\n")[f"(module): {name}"] == f"x = {after}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("True", {"False"}),
        ("3", {"4", "2"}),
        ("0", {"1"}),
        ("2.5", {"3.5", "1.5"}),
        ("'POST'", {"'POSTx'", "''"}),
        ("b'x'", {"b''"}),
        ("None", set()),
        ("''", set()),
    ],
)
def test_a_constant_becomes_another_of_its_type(before: str, after: set[str]) -> None:
    found = {text for name, text in changes(f"x = {before}\n").items() if "->" in name}
    assert found == {f"x = {value}" for value in after}


@pytest.mark.parametrize("kind", ["if", "while"])
def test_a_condition_becomes_always_and_never(kind: str) -> None:
    found = changes(f"{kind} ready():\n    go()\n")
    assert found[f"(module): {kind} ready() -> True"].startswith(f"{kind} True:")
    assert found[f"(module): {kind} ready() -> False"].startswith(f"{kind} False:")


def test_the_choice_within_an_expression_is_a_condition_too() -> None:
    found = changes("x = a if ready() else b\n")
    assert found["(module): ifexp ready() -> True"] == "x = a if True else b"


def test_the_first_two_arguments_change_places() -> None:
    found = changes("send(phone, text, 3)\n")
    assert (
        found["(module): send(phone, text, 3) with arguments swapped"].splitlines()[0]
        == "send(text, phone, 3)"
    )


def test_equal_arguments_are_not_swapped() -> None:
    assert not [name for name in changes("send(a, a)\n") if "swapped" in name]


def test_each_named_argument_is_left_out_once() -> None:
    found = changes("post(url, json=body, timeout=limit)\n")
    name = "(module): post(url, json=body, timeout=limit) without"
    assert found[f"{name} json"] == "post(url, timeout=limit)"
    assert found[f"{name} timeout"] == "post(url, json=body)"


def test_stripping_is_dropped() -> None:
    assert changes("x = phone.strip()\n")["(module): phone.strip() dropped"] == "x = phone"


@pytest.mark.parametrize(
    "statement", ["log(a)", "a = 1", "a += 1", "a: int = 1", "return a", "raise a", "if a:\n        b()"]
)
def test_a_statement_is_removed(statement: str) -> None:
    found = changes(f"def f(a):\n    {statement}\n    last()\n")
    first = ast.unparse(ast.parse(f"def f(a):\n    {statement}").body[0].body[0]).splitlines()[0]  # type: ignore[attr-defined]
    assert found[f"f: {first} removed"] == "def f(a):\n    pass\n    last()"


@pytest.mark.parametrize(
    "place",
    [
        "if a:\n        pass\n    else:\n        log(a)",
        "try:\n        pass\n    finally:\n        log(a)",
        "try:\n        pass\n    except OSError:\n        log(a)",
        "for _ in a:\n        pass\n    else:\n        log(a)",
    ],
)
def test_a_statement_of_any_branch_is_removed(place: str) -> None:
    found = changes(f"def f(a):\n    {place}\n")
    assert found["f: log(a) removed"] == f"def f(a):\n    {place}".replace("log(a)", "pass")


def test_docstrings_and_imports_are_left_alone() -> None:
    source = '"""Module."""\nimport os\n\nclass A:\n    """Class."""\n\n    def f(self):\n        """Function."""\n'
    assert changes(source) == {}


def test_what_changes_no_behaviour_is_left_alone() -> None:
    assert changes("__all__ = ['a']\n") == {}
    assert changes("class A(Protocol):\n    def f(self):\n        ...\n") == {}
    assert changes("def f(a):\n    return None\n") == {}
    assert "f: return None removed" in changes("def f(a):\n    if a:\n        return None\n    return a\n")
    assert changes("P = ParamSpec('P')\n").keys() == {"(module): P = ParamSpec('P') removed"}
    assert "(module): while True -> True" not in changes("while True:\n    go()\n")
    assert list(changes("class A:\n    kept: Literal['one', 2]\n")) == [
        "A: kept: Literal['one', 2] removed"  # the field itself, not what its annotation says
    ]
    assert list(changes("def f(a: 'int') -> 'text':\n    go\n")) == ["f: go removed"]


def test_the_words_of_an_error_are_left_alone() -> None:
    found = changes("raise BadInput(f'{a} is not one of {1 + 2}', 'too long')\n")
    assert list(found) == [
        "(module): raise BadInput(f'{a} is not one of {1 + 2}', 'too long') removed",
        "(module): BadInput(f'{a} is not one of {1 + 2}', 'too long') with arguments swapped",
        "(module): 1 + 2 with Sub",
    ]


def test_a_condition_loses_its_not() -> None:
    assert changes("x = not ready\n")["(module): not ready without not"] == "x = ready"


def test_a_comprehension_loses_its_condition() -> None:
    found = changes("x = [a for a in b if a]\n")
    assert found["(module): for a without if a"] == "x = [a for a in b]"


def test_a_name_tells_the_class_and_the_function() -> None:
    found = [each.name for each in mutations("sms/a.py", "class A:\n    def f(self):\n        return 1\n")]
    assert "sms/a.py:A.f: 1 -> 2" in found


def test_the_same_change_in_two_places_has_two_names() -> None:
    names = [each.name for each in mutations("a.py", "x = 1\ny = 1\n")]
    assert len(names) == len(set(names))
    assert "a.py:(module): 1 -> 2 (2)" in names


def test_names_do_not_depend_on_where_the_lines_are() -> None:
    source = "def f(a):\n    return a + 1\n"
    moved = "\n\n# a remark\n" + source
    assert [each.name for each in mutations("a.py", source)] == [
        each.name for each in mutations("a.py", moved)
    ]


def test_every_mutation_can_be_compiled_and_differs() -> None:
    source = (
        "def f(a, b=2):\n    if a < b and a:\n        return {'x': a}\n    raise ValueError(f'{a} is low')\n"
    )
    found: list[Mutation] = list(mutations("a.py", source))
    plain = ast.unparse(ast.parse(source)) + "\n"
    assert found
    for each in found:
        compile(each.text, "a.py", "exec")
        assert each.text != plain, each.name
