"""What the clients of a program reach: rather too much than too little, but no import alone."""

import textwrap

import pytest
from kata.analysis.program import Definition, Program
from kata.analysis.reach import Reach
from kata.workspace.snapshot import Snapshot

SENDER = "class Sender:\n    def send(self): ...\n"


def reached(files: dict[str, str]) -> set[str]:
    """The names of the classes and functions that the files in `clients/` reach."""
    program = Program(Snapshot({path: textwrap.dedent(text).encode() for path, text in files.items()}, ""))
    reach = Reach(program, [each for path, each in program.by_path.items() if path.startswith("clients/")])
    return {
        statement.name
        for module in program.by_path.values()
        for statement in module.tree.body
        if hasattr(statement, "name") and Definition(module, statement.name, statement) in reach
    }


def shop(root: str, sender: str = SENDER, **more: str) -> dict[str, str]:
    """A program whose client uses `sender` of the package `shop`."""
    modules = {f"shop/{name}.py": text for name, text in more.items()}
    client = "from shop import sender\n\ndef order():\n    sender.send()\n"
    return {"clients/a.py": client, "shop/__init__.py": root, "shop/senders.py": sender, **modules}


@pytest.mark.parametrize(
    "root",
    [
        "from shop.senders import Sender\nsender = Sender()\n",
        "from shop import senders\nsender = senders.Sender()\n",
        "import shop.senders as made\nsender = made.Sender()\n",
        "from shop import senders\nsender = getattr(senders, 'Sender')()\n",
        "import importlib\nsender = importlib.import_module('shop.senders').Sender()\n",
        "from shop import senders\nKINDS = {'one': 'shop.senders:Sender'}\nsender = load(KINDS['one'])\n",
        "from shop.senders import Sender\nclass Special(Sender): ...\nsender = Special()\n",
        "from shop.senders import *\nsender = Sender()\n",
    ],
)
def test_what_is_used_in_any_way_is_reached(root):
    assert "Sender" in reached(shop(root))


@pytest.mark.parametrize(
    "sender",
    [
        f"from shop.kinds import enter\n\n@enter\n{SENDER}",
        "from shop.kinds import Kind\n\nclass Sender(Kind): ...\n",
        "from shop.kinds import Table\n\nclass Sender(metaclass=Table): ...\n",
        f"from shop.kinds import KINDS\n\n{SENDER}\nKINDS.append(Sender)\n",
        f"from shop.kinds import enter\n\n{SENDER}\n@enter\ndef made(by: Sender): ...\n",
        f"from shop.kinds import enter\n\n{SENDER}\nentered = enter(Sender)\n",
    ],
)
def test_what_puts_itself_into_a_table_is_reached_by_an_import(sender):
    kinds = (
        "KINDS = []\n\ndef enter(kind):\n    KINDS.append(kind)\n    return kind\n\n"
        "class Kind:\n    def __init_subclass__(cls):\n        KINDS.append(cls)\n\nclass Table(type): ...\n"
    )
    root = "from shop import senders\nfrom shop.kinds import KINDS\nsender = KINDS[0]()\n"
    assert "Sender" in reached(shop(root, sender, kinds=kinds))


@pytest.mark.parametrize(
    "root",
    [
        "from shop.other import Other\nsender = Other()\n",
        "from shop.senders import Sender\nfrom shop.other import Other\nsender = Other()\n",
        "from shop.senders import Sender\nfrom shop.other import Other\nidle = Sender()\nsender = Other()\n",
    ],
    ids=["gone", "imported", "built for nobody"],
)
def test_an_import_or_an_object_that_nobody_asks_for_is_no_use(root):
    other = "class Other:\n    def send(self): ...\n"
    found = reached(shop(root, f"from dataclasses import dataclass\n\n@dataclass\n{SENDER}", other=other))
    assert "Other" in found
    assert "Sender" not in found
