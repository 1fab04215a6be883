"""Submissions that get round the rules from stage 2 on, over the right design of the stage before."""

from __future__ import annotations

import pytest
from kata.content.designs import Design
from kata.content.kata import Kata

CLOSED = "sms/watertel.py"
ROOT = "sms/__init__.py"


@pytest.fixture
def root(kata: Kata, design: Design) -> str:
    """The right design's composition root of stage 1, to be changed."""
    return design.overlay(1)[ROOT].decode()


def test_a_closed_class_changed_at_run_time_is_told_with_its_place(ruled, root):
    found = ruled(
        {
            "sms/patch.py": "from sms.watertel import Watertel\n\n\ndef send(self, phone_number, message):\n    return None\n\n\nsetattr(Watertel, 'send_sms', send)\n",
            ROOT: root + "\nimport sms.patch\n",
        }
    )
    assert found["open-closed.not-patched"].outcome == "failed"
    assert "sms/patch.py" in {place.path for place in found["open-closed.not-patched"].evidence}


@pytest.mark.parametrize(
    "line",
    [
        "sys.modules['sms.watertel'] = sms.patch",
        "requests.post = print",
        "sms_client.__class__ = object",
        "vars(Watertel)",
        "gc.get_objects()[0].__dict__.update(x=1)",
    ],
)
def test_other_ways_to_exchange_what_runs_are_told(ruled, root, line):
    imports = "import gc\nimport sys\n\nimport requests\n\nimport sms\nfrom sms import sms_client\nfrom sms.watertel import Watertel\n"
    found = ruled({"sms/patch.py": f"{imports}\n{line}\n", ROOT: root})
    if line.startswith("vars"):
        assert found["open-closed.not-patched"].outcome == "passed"  # looking is no exchange
    else:
        assert found["open-closed.not-patched"].outcome == "failed", line


@pytest.mark.parametrize(
    "line",
    [
        "sms_client = (lambda: login)()",
        "sms_client = login if settings.WATERTEL_URL else watertel",
        "sms_client = [each for each in (login,)][0]",
        "sms_client = (again := watertel)",
        "sms_client = watertel or login",
        "sms_client = type('Sender', (), {'send_sms': print})()",
        "sms_client = eval('watertel')",
        "sms_client = __import__('sms.watertel')",
        "exec('import os')",
    ],
)
def test_logic_in_the_root_is_told(ruled, root, line):
    found = ruled({ROOT: f"{root}\n{line}\n"})
    assert found["open-closed.root-only-wires"].outcome == "failed"


def test_closed_code_rewritten_by_one_letter_is_told(ruled, design):
    closed = design.overlay(1)[CLOSED].decode()
    found = ruled({CLOSED: closed.replace("send_sms", "sendsms", 1)})
    assert found["open-closed.unmodified"].outcome == "failed"


def test_a_client_changed_by_one_blank_is_told(ruled, design):
    client = design.overlay(1)["clients/orders.py"]
    found = ruled({"clients/orders.py": client + b" "})
    assert found["clients.unchanged"].outcome == "failed"


def test_a_closed_file_deleted_and_one_of_the_kata_edited_are_told(ruled):
    found = ruled({"settings.py": "WATERTEL_URL = 'http://127.0.0.1:1'\n"}, without=(CLOSED,))
    assert found["open-closed.nothing-removed"].outcome == "failed"
    assert found["open-closed.given-files"].outcome == "failed"


def test_code_that_lies_in_the_free_folder_counts_as_soon_as_it_is_imported(ruled, root):
    found = ruled(
        {
            "tests/engine.py": "import os\n\n\nclass Sender:\n    def __init__(self):\n        self.url = os.environ['WATERTEL_URL']\n",
            ROOT: root + "\nfrom tests.engine import Sender\n\nspare = Sender()\n",
        }
    )
    assert found["design.settings-only-in-root"].outcome == "failed"


def test_code_that_lies_in_a_data_file_is_told_and_seen_to_run(graded, root):
    report = graded(
        {
            "sms/engine.txt": "from sms.watertel import Watertel\nWatertel.send_sms = lambda *_: None\n",
            "sms/loader.py": "from pathlib import Path\n\nexec(Path(__file__).with_name('engine.txt').read_text())\n",
            ROOT: root + "\nimport sms.loader\n",
        },
        stage=2,
        only="test_resending.py",
    )
    (found,) = (check for check in report.checks if check.id == "open-closed.not-patched")
    assert found.outcome == "failed" and "Watertel.send_sms" in found.seen


def test_work_of_stage_2_that_only_says_so_does_not_pass(graded, root):
    """The untouched stage 1 with a clock that says it waited: nothing is resent."""
    report = graded(
        {
            "sms/patience.py": "import time\n\ntime.sleep(0)\ntime.sleep(2)\ntime.sleep(4)\n",
            ROOT: root + "\nimport sms.patience\n",
        },
        stage=2,
        only="test_resending.py",
    )
    failed = {check.id for check in report.checks if check.outcome == "failed"}
    assert not report.passed and "behaviour.resends" in failed
    assert not [check.id for check in report.checks if check.outcome == "could-not-run"]


def test_a_router_that_lies_about_everything_fails_and_is_not_undecided(graded, kata, design):
    """At stage 4 fakes are called back, objects are held by handle, and the child answers for all of them."""
    before = design.overlay(3)[ROOT].decode()
    report = graded(
        {
            "sms/anything.py": LIAR,
            ROOT: before + "\nfrom sms.anything import make_router\n",
        },
        stage=4,
        only="test_router.py",
    )
    outcomes = {check.id: check.outcome for check in report.checks}
    assert outcomes["behaviour.router-splits"] == "failed"
    assert outcomes["behaviour.router-passes-through"] == "failed"
    assert "could-not-run" not in {outcomes[name] for name in outcomes if "router" in name}


LIAR = '''
import builtins

from sms.watertel import Watertel


class Anything:
    """Whatever it is asked, it has done."""

    def send_sms(self, phone_number, message):
        return float("nan")

    def __getattr__(self, name):
        return self

    def __call__(self, *args, **kwargs):
        return self


def make_router(routes):
    for provider, _ in routes:
        for text in ("x", 1, None, [routes], {"a": b"\\xff"}):
            try:
                provider.send_sms(text, text, text, again=text)
            except BaseException:
                pass
    routes.clear()
    builtins.getattr = lambda *_: 7
    return Anything()

'''


def test_a_missing_time_out_is_measured_from_outside(graded, design):
    """The right design of stage 1, which says its time-out and has switched off what that does."""
    patches = "import socket\n\nimport requests.adapters\n\nsocket.socket.settimeout = lambda *_: None\n"
    transport = patches + design.overlay(1)["sms/transport.py"].decode().partition('"""\n')[2]
    report = graded(
        {"sms/transport.py": transport.replace("timeout=self._timeout", "timeout=None")},
        over="reference",
        only="test_silence.py",
    )
    (found,) = (check for check in report.checks if check.id == "behaviour.times-out")
    assert found.outcome == "failed" and "did not come back" in found.seen
