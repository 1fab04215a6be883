"""Sources are read as Python reads them, and nothing a trainee writes breaks the reader."""

from __future__ import annotations

import pytest
from kata.analysis.source import MAX_SOURCE_BYTES, decoded, excerpt, read
from kata.base.strangers_text import visible


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x = 1",
        "größe = 'ж'\n".encode(),
        b"\xef\xbb\xbfx = 1\n",
        b"# coding: latin-1\nx = '\xe4'\n",
        b"#!/usr/bin/python\n# -*- coding: cp1251 -*-\nx = '\xe4'\n",
        b"x = 1\r\ny = 2\rz = 3\r\n",
        b"if x:\n\ty = '\\d'\n\x0cz = 1\n",
    ],
)
def test_honest_sources_are_read(data):
    source = read("a.py", data)
    assert source.tree is not None
    assert source.problem == ""


@pytest.mark.parametrize(
    "data",
    [
        b"x = (",
        b"x\0 = 1",
        b"x = '\xff'",
        b"# coding: nonsense\n",
        b"\xef\xbb\xbf# coding: latin-1\n",
        b"x = 1\n" * (10 * 1024 * 1024 // 6),
        b"(" * 5000 + b")" * 5000,
        b"-" * 50_000 + b"1",
        b"x" + b".a" * 5000,
        b"x = " + b"1+" * 5000 + b"1",
        b"x = " + b"[" * 150 + b"]" * 150 + b"+1" * 400,
        b"a\n" * 60_000,
        b"if 1:\n" + b"".join(b" " * n + b"if 1:\n" for n in range(1, 150)),
        b"x = " + b"1" * 5000,
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_cannot_be_read_is_the_trainees_and_says_why(data):
    source = read("a.py", data)
    assert source.tree is None
    assert source.problem


def test_a_syntax_error_has_its_line():
    assert read("a.py", b"x = 1\ny = = 2\n").line == 2


def test_a_file_at_the_limit_is_read():
    data = b"# " + b"x" * (MAX_SOURCE_BYTES - 3) + b"\n"
    assert read("a.py", data).tree is not None


def test_a_form_feed_does_not_end_a_line():
    assert read("a.py", "x = 1\n\x0c\ny = '\u2028'\n".encode()).lines == ["x = 1", "\x0c", "y = '\u2028'", ""]


def test_the_cookie_decides_how_text_is_decoded():
    assert decoded(b"# coding: cp1251\n# \xe4\n").endswith("# \u0434\n")


def test_control_and_bidirectional_characters_are_shown_escaped():
    assert visible("a\x1b[2J\u202eb\ud800\tc") == "a\\x1b[2J\\u202eb\\ud800    c"


def test_long_lines_and_long_excerpts_are_cut_visibly():
    assert visible("x" * 500).endswith(" …")
    shown = excerpt([str(number) for number in range(100)], 10, 60)
    assert shown.startswith("9\n10\n")
    assert shown.endswith("… 43 more lines")
