"""Simulators by hand: examples to type, failures on demand, packs that declare nothing."""

from __future__ import annotations

import importlib
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kata.base.errors import UsageError
from kata.commands.services import known_at
from kata.commands.support.failing import Failing, failing, faults
from kata.content.pack import built_in
from kata.grader.toolkit.lines import Line, Lines
from kata.grader.toolkit.serve import Offered, serve
from kata.grader.toolkit.wire import Answer, Hangup, NoReply, Reply, Request

if TYPE_CHECKING:
    from tests.commands.conftest import Kata

PACK = Path(__file__).parent / "pack"


class Echo:
    """Answers 200, and errors with a body of its own."""

    def __call__(self, request: Request) -> Answer:
        return Reply(200, request.path.encode())

    def error(self, status: int) -> Reply:
        return Reply.json(status, {"why": status})


def asked(path: str) -> Request:
    return Request(wire="echo", method="GET", path=path, query={}, headers={}, body=b"", at=0.0)


def answers(told: str, *paths: str) -> list[Answer]:
    handler = Failing(Echo(), faults([told], ["echo", "other"]))
    return [handler(asked(path)) for path in paths]


def test_so_many_requests_fail_and_then_no_more() -> None:
    first, second, third = answers("echo=503:2", "/a", "/b", "/c")
    assert first == second == Reply.json(503, {"why": 503})
    assert third == Reply(200, b"/c")


def test_one_path_may_fail_alone_and_for_ever() -> None:
    found = answers("echo/login=401", "/login", "/messages", "/login")
    assert [each.status for each in found if isinstance(each, Reply)] == [401, 200, 401]


@pytest.mark.parametrize(("word", "kind"), [("silence", NoReply), ("hangup", Hangup)])
def test_silence_and_a_hang_up_are_failures_too(word: str, kind: type) -> None:
    assert isinstance(answers(f"echo={word}", "/")[0], kind)


def test_a_simulator_without_errors_of_its_own_fails_with_the_status() -> None:
    handler = Failing(lambda request: Reply(200), faults(["echo=500"], ["echo"]))
    assert handler(asked("/")) == Reply(500)


@pytest.mark.parametrize(
    "told",
    ["echo", "echo=", "echo=abc", "echo=99", "echo=700", "echo=503:", "echo=503:x", "nobody=503", "=503"],
)
def test_what_nobody_understands_is_told(told: str) -> None:
    with pytest.raises(UsageError, match="--fail"):
        faults([told], ["echo"])


@pytest.mark.parametrize(
    "content", ["", "SIMULATORS = 3\n", "SIMULATORS = (object,)\n", "import nowhere_at_all\n", "def (\n"]
)
def test_a_pack_whose_simulators_declare_nothing_is_told(kata: Kata, tmp_path: Path, content: str) -> None:
    shutil.copytree(PACK, tmp_path / "pack")
    package = f"simulators_{abs(hash(content))}"
    folder = tmp_path / "pack" / "katas" / "tea"
    (folder / package).mkdir()
    (folder / package / "__init__.py").write_text(content)
    table = folder / "kata.toml"
    table.write_text(table.read_text().replace('support = "simulators"', f'support = "{package}"'))
    said = kata("providers", "tea", "--pack", str(tmp_path / "pack"))
    assert (said.code, "SIMULATORS" in said.err) == (5, True)


def test_a_kata_with_nothing_outside_has_nothing_to_serve(kata: Kata, tmp_path: Path) -> None:
    shutil.copytree(PACK, tmp_path / "pack")
    table = tmp_path / "pack" / "katas" / "tea" / "kata.toml"
    table.write_text(table.read_text().replace('support = "simulators"\n', ""))
    said = kata("services", "tea", "--pack", str(tmp_path / "pack"))
    assert (said.code, "nothing to serve" in said.err) == (2, True)


class Drain:
    """Takes lines, and answers each."""

    name = "drain"
    default_port = 0

    def on_line(self, line: Line) -> bytes:
        return line.data.upper()


def test_a_simulator_of_lines_is_served_and_hangs_up_on_demand() -> None:
    lines = failing(Drain(), faults(["drain=hangup:1"], ["drain"]))
    assert isinstance(lines, Lines)
    seen: list[tuple[object, object]] = []
    said: list[bytes] = []

    def talk(places: dict[str, str]) -> None:
        host, _, port = places["drain"].removeprefix("http://").partition(":")

        def ask() -> None:
            for _ in range(2):
                with socket.create_connection((host, int(port)), timeout=20) as client:
                    client.sendall(b"hello\n")
                    said.append(client.recv(100))

        threading.Thread(target=ask, daemon=True).start()

    serve(
        (Offered("drain", 0, lines),),
        lambda came, answer: seen.append((came.wire, answer)),
        on_ready=talk,
        until=lambda: len(said) == 2,
    )
    assert said == [b"", b"HELLO\n"]
    assert seen == [("drain", Hangup()), ("drain", b"HELLO\n")]


@pytest.mark.parametrize("told", ["drain=503", "drain=silence", "drain/path=hangup"])
def test_a_wire_of_lines_fails_in_no_way_of_http(told: str) -> None:
    with pytest.raises(UsageError, match="no HTTP"):
        failing(Drain(), faults([told], ["drain"]))


def test_what_comes_with_a_later_stage_is_not_served_before() -> None:
    class Later(Drain):
        from_stage = 3

    assert [known_at((Drain, Later), stage) for stage in (1, 2, 3)] == [(Drain,), (Drain,), (Drain, Later)]


def test_the_built_in_katas_second_service_is_known_from_its_stage_on(served: dict[str, str]) -> None:
    from sms_support import SIMULATORS

    assert [len(known_at(SIMULATORS, stage)) for stage in (1, 2, 3, 4)] == [1, 1, 2, 2]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The built-in kata's own examples, ready to type, by provider."""
    support = built_in().kata("sms").support
    assert support is not None
    monkeypatch.syspath_prepend(str(support.parent))
    from sms_support import SIMULATORS

    ended, ready, places = threading.Event(), threading.Event(), {}

    def tell(found: dict[str, str]) -> None:
        places.update(found)
        ready.set()

    offers = tuple(Offered(each.name, 0, each()) for each in SIMULATORS)
    thread = threading.Thread(
        target=serve, args=(offers, lambda *_: None), kwargs={"on_ready": tell, "until": ended.is_set}
    )
    thread.start()
    assert ready.wait(30)
    yield {
        each.name: "\n".join(example.replace("{url}", places[each.name]) for example in each.examples)
        for each in SIMULATORS
    }
    ended.set()
    thread.join()


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are typed with curl")
def test_the_built_in_examples_work_as_they_are_shown(served: dict[str, str]) -> None:
    for typed in served.values():
        done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, check=True)
        status, _, rest = done.stdout.partition("\n")
        assert status.split()[1] in ("200", "202")
        assert json.loads(rest.rpartition("\n\n")[2])


@pytest.mark.parametrize("word", ["services", "providers"])
def test_the_katas_own_word_names_the_command_too(kata: Kata, word: str) -> None:
    said = kata(word, "nowhere")
    assert said.code == 2
    assert "no kata called 'nowhere'" in said.err


def test_another_word_names_no_command(kata: Kata) -> None:
    said = kata("kettles")
    assert said.code == 2
    assert "No such command 'kettles'" in said.err


def test_a_built_in_service_of_lines_takes_its_own_example(monkeypatch: pytest.MonkeyPatch) -> None:
    support = built_in().kata("logs").support
    assert support is not None
    monkeypatch.syspath_prepend(str(support.parent))
    found = importlib.import_module("logs_support")
    simulators, ledger, kind = found.SIMULATORS, found.Ledger, found.Relay
    assert [known_at(simulators, stage) for stage in (1, 2)] == [(ledger,), (ledger, kind)]
    relay = kind()
    came: list[object] = []

    def send(places: dict[str, str]) -> None:
        host, _, port = places["relay"].removeprefix("http://").partition(":")
        for typed in kind.examples:
            words = typed.replace("{host}", host).replace("{port}", port)
            subprocess.run(["bash", "-c", words], check=True, timeout=20)

    serve(
        (Offered("relay", 0, failing(relay, [])),),
        lambda line, _said: came.append(line),
        on_ready=send,
        until=lambda: bool(came),
    )
    assert (len(relay.entries), relay.wrong) == (len(kind.examples), [])
