"""When a design is graded, beside its module only files that its code names are there: what no rule has judged cannot
be read or run."""

from __future__ import annotations

from pathlib import Path

import pytest
from kata.authoring.bench import Attempt, Bench, attempt
from kata.content.pack import Pack
from kata.report.report import Report
from kata.sandbox.ladder import ProvedRung

MINIATURE = Path(__file__).parents[1] / "commands" / "pack"
POT = """
from pathlib import Path

class Pot:
    def pour(self, name):
        return Path(__file__).parents[1].joinpath(NAME).read_text().format(name)
"""


def graded(proved: ProvedRung, own: dict[str, str]) -> Report:
    """The report of stage 1 of the miniature, with these files beside the right ones."""
    pack = Pack(MINIATURE)
    kata = pack.kata("tea")
    right = attempt(kata, pack.designs("tea")[0], 1)
    files = {**right.files, **{path: text.encode() for path, text in own.items()}}
    (found,) = Bench(kata, proved).grade([Attempt("own", 1, files, right.closed)])
    assert found.report is not None, found.trouble
    return found.report


def test_a_file_whose_name_is_written_in_the_code_is_there(proved: ProvedRung) -> None:
    code = POT.replace("NAME", "'words.txt'")
    assert graded(proved, {"tea/plain.py": code, "words.txt": "Tea for {}"}).passed


@pytest.mark.parametrize("name", ["'txt.sdrow'[::-1]", "bytes.fromhex('776f7264732e747874').decode()"])
def test_a_file_whose_name_is_made_up_is_not_there(proved: ProvedRung, name: str) -> None:
    assert not graded(proved, {"tea/plain.py": POT.replace("NAME", name), "words.txt": "Tea for {}"}).passed


def test_a_module_whose_name_is_made_up_is_not_there(proved: ProvedRung) -> None:
    code = "import importlib\nPot = importlib.import_module('gip'[::-1]).Pot\n"
    pig = "class Pot:\n    def pour(self, name):\n        return f'Tea for {name}'\n"
    assert not graded(proved, {"tea/plain.py": code, "pig.py": pig}).passed
    named = "from pig import Pot\n"
    assert graded(proved, {"tea/plain.py": named, "pig.py": pig}).passed
