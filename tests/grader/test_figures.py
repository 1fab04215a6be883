"""The cost of extension, in figures."""

import textwrap

from kata.analysis.states import States
from kata.content.kata import Layout
from kata.grader.figures import measure
from kata.report.report import Figures
from kata.workspace.snapshot import Snapshot

LAYOUT = Layout(clients="clients/", module="sms/", root="sms/__init__.py", tests="tests/")

FIRST = {
    "settings.py": "URL = 'u'\n",
    "sms/__init__.py": '"""Wires."""\nimport settings\nfrom sms.acme import Acme\nsender = Acme(settings.URL, 3)\n',
    "sms/acme.py": """
        import requests


        class Acme:
            def __init__(self, url, timeout, retries=0):
                self._url = url

            def send(self, phone, text):
                return requests.post(self._url, json={"phone": phone})
    """,
    "clients/orders.py": "from sms import sender\n",
    "tests/test_mine.py": "def test_x():\n    pass\n",
}


def snapshot(files: dict[str, str]) -> Snapshot:
    return Snapshot({path: textwrap.dedent(text).encode() for path, text in files.items()}, "")


def figures(before: dict[str, str], after: dict[str, str]) -> Figures:
    return measure(States(snapshot(before), snapshot(after)), LAYOUT, {"settings.py": b""})


def test_the_first_stage_adds_and_changes_nothing_closed() -> None:
    starter = {
        "sms/__init__.py": '"""Wires."""\n',
        "clients/orders.py": "def f():\n    raise NotImplementedError\n",
    }
    measured = figures(starter, FIRST)
    assert measured.files_added == 1
    assert measured.closed_lines_changed == 0
    assert measured.lines_added == 3 + 6 + 1
    assert (measured.classes, measured.largest_class_lines, measured.most_constructor_parameters) == (1, 6, 3)
    assert measured.inheritance_between_senders == 0


def test_new_files_count_and_the_root_is_never_closed() -> None:
    new = FIRST | {
        "sms/__init__.py": FIRST["sms/__init__.py"].replace("3", "4"),
        "sms/more.py": "X = 1\n\n\nY = 2\n",
        "tests/test_more.py": "Z = 3\n",
    }
    measured = figures(FIRST, new)
    assert (measured.files_added, measured.lines_added, measured.closed_lines_changed) == (1, 3, 0)


def test_changed_and_removed_closed_lines_are_counted() -> None:
    changed = FIRST | {"clients/orders.py": "from sms import sender as s\nx = 1\n"}
    assert figures(FIRST, changed).closed_lines_changed == 2
    removed = {path: text for path, text in FIRST.items() if path != "clients/orders.py"}
    assert figures(FIRST, removed).closed_lines_changed == 1


def test_inheriting_from_a_sender_is_counted() -> None:
    child = """
        from sms.acme import Acme
        class Retrying(Acme):
            def send(self, phone, text):
                for _ in range(4):
                    return super().send(phone, text)
    """
    assert figures(FIRST, FIRST | {"sms/child.py": child}).inheritance_between_senders == 1


def test_an_abstract_base_of_senders_is_no_inheritance_between_them() -> None:
    base = """
        from abc import ABC, abstractmethod
        import requests
        class Provider(ABC):
            def send(self, phone, text):
                return requests.post(self.url(), json={})
            @abstractmethod
            def url(self): ...
        class Bolt(Provider):
            def url(self):
                return "u"
    """
    assert figures(FIRST, FIRST | {"sms/child.py": base}).inheritance_between_senders == 0


def test_duplicated_lines_are_those_of_the_copy() -> None:
    loop = """
        def again(send, failure, sleep):
            for wait in (0, 2, 4):
                try:
                    return send(wait)
                except failure:
                    sleep(wait)
            return send(None)
    """
    copied = FIRST | {"sms/a.py": loop, "sms/b.py": loop.replace("again", "once_more")}
    assert figures(FIRST | {"sms/a.py": loop}, copied).duplicated_lines == 6


def test_an_unreadable_file_is_measured_by_its_lines() -> None:
    assert figures(FIRST, FIRST | {"sms/bad.py": "def f(:\n"}).lines_added == 1


def test_what_the_kata_itself_replaced_costs_the_trainee_nothing() -> None:
    after = FIRST | {"settings.py": "URL = 'u'\nOTHER = 'o'\nMORE = 'm'\n"}
    measured = measure(States(snapshot(FIRST), snapshot(after)), LAYOUT)
    assert (measured.lines_added, measured.closed_lines_changed) == (0, 0)
