"""Fuzzes everything that reads a stranger's bytes: `python benchmarks/fuzz.py [TARGET …] --seconds 60`.

Needs the extra `fuzz` (atheris: the coverage of our own code guides which bytes are tried next). Each target
is a function of some bytes that may raise nothing: what a reader is allowed to raise, it handles itself.
`tests/fuzz/` runs the same targets on a few hundred inputs.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import selectors
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kata.content.kata import Kata
    from kata.workspace.snapshot import Snapshot

CORPUS = Path(tempfile.gettempdir()) / "kata-fuzz"
MAX_BYTES = 4096
"""Of one input: all limits that are larger are tested one by one."""

Target = Callable[[bytes], None]


def pipe(data: bytes) -> None:
    """What a child says: frames, their JSON, the values and outcomes in it."""
    from kata.grader.toolkit import subject
    from kata.sandbox.protocol import Frames, ProtocolBroken, decode, frame

    frames = Frames()
    try:
        for place in range(0, len(data), 97):  # in pieces, as a socket gives them
            for said in frames.feed(data[place : place + 97]):
                frame(said)
                subject._outcome(said)
                decode(said.get("returned"))
    except ProtocolBroken:
        pass
    for whole in (data, b'{"returned": ' + data + b"}", b'{"raised": ' + data + b"}"):
        with contextlib.suppress(ProtocolBroken):
            for said in Frames().feed(len(whole).to_bytes(4, "big") + whole):
                subject._outcome(said)


def wire(data: bytes) -> None:
    """What arrives at a simulator's port, on as many connections as there are empty lines of four."""
    from kata.grader.toolkit.wire import Answer, Hangup, NoReply, Reply, Request, Wire

    def answer(request: Request) -> Answer:
        with contextlib.suppress(ValueError):
            request.json()
        answers: list[Answer] = [Reply.json(200, {"path": request.path}), Reply(503), NoReply(), Hangup()]
        return answers[len(request.body) % 4]

    with socket.create_server(("127.0.0.1", 0)) as listener, selectors.DefaultSelector() as selector:
        here = listener.getsockname()
        served = Wire("wire", listener, selector, now=lambda: 0.0, catch_up=lambda: None, on_request=answer)
        for said in data.split(b"\n\n\n\n")[:4]:
            with socket.create_connection(here) as client:
                client.sendall(said)
                client.shutdown(socket.SHUT_WR)
                for _ in range(6):
                    for key, _ in selector.select(0):
                        key.data()
        served.close()


def source(data: bytes) -> None:
    """A file of a submission into what reads it: the parser, the look before, and every rule of stage 2."""
    from kata.analysis.source import excerpt, read
    from kata.grader.grade import Submission, static_checks
    from kata.grader.preflight import preflight
    from kata.workspace.tree import snapshot

    kata, before = _started()
    found = read("sms/new.py", data)
    excerpt(found.lines, 1, 20)
    first, _, second = data.partition(b"\n####\n")
    after = snapshot({**before.files, "sms/new.py": first, "sms/__init__.py": second or first})
    preflight(kata, after)
    for check in static_checks(kata, 2, Submission(after, (before, before))):
        if check.outcome == "could-not-run":
            raise AssertionError(f"{check.id}: {check.seen}")


def _said(answer: bytes) -> Callable[[Sequence[str], bytes], bytes]:
    """Git, if it answered so."""
    return lambda _args, _stdin: answer


def objects(data: bytes) -> None:
    """What git prints of a hostile repository: objects, trees, commits and their headers."""
    from kata.base.errors import StateError
    from kata.workspace import listing
    from kata.workspace import objects as git_objects
    from kata.workspace.tree import object_id

    first, _, second = data.partition(b"\n####\n")
    identity = object_id("commit", first)
    answers = (data, f"{identity} commit {len(first)}\n".encode() + first + b"\n" + second)
    for answer in answers:
        with contextlib.suppress(StateError):
            for found in git_objects.read(_said(answer), [identity]):
                git_objects.header(found.data, "tree")
                git_objects.message(found.data)
        with contextlib.suppress(StateError):
            listing.entries(_said(answer), identity)


def record(data: bytes) -> None:
    """A sitting's record and its count, both edited by hand."""
    from kata.session.record import Record

    lines, _, head = data.partition(b"\n####\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonl"
        path.write_bytes(lines)
        if head:
            path.with_suffix(".head").write_bytes(head)
        kept = Record(path)
        kept.entries()
        kept.problems()


def report(data: bytes) -> None:
    """A report from elsewhere, and every way to show it."""
    import msgspec
    from kata.report.report import decode, encode
    from kata.views.formats import FORMATS
    from kata.views.run import Exhibit, Run

    try:
        read = decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return
    encode(read)
    for each in FORMATS:
        each.render(Run("k", "t", (Exhibit(read),)))


TARGETS: dict[str, Target] = {
    target.__name__: target for target in (pipe, wire, source, objects, record, report)
}

SEEDS: dict[str, tuple[bytes, ...]] = {
    "pipe": (
        b'\x00\x00\x00\x16{"returned": null,"id":1}',
        b'{"types": ["builtins.ValueError"], "message": "m", "where": [["a.py", 1, "f"]], "token": null}',
        b'{"$": "dict", "v": [["k", {"$": "int", "v": "0xff"}]]}',
        b'{"$": "tuple", "v": [{"$": "float", "v": "nan"}, {"$": "handle", "v": 1, "type": "x"}]}',
    ),
    "wire": (
        b"POST /login?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"GET /%ff%2e HTTP/1.0\r\n\r\n\n\n\n\nCONNECT x:1 HTTP/1.1\r\nHost: x\r\nUpgrade: y\r\n\r\n",
    ),
    "source": (
        b"from dataclasses import dataclass, field\n\n\n@dataclass\nclass A[T]:\n    x: int = 1\n",
        b"# -*- coding: latin-1 -*-\nimport settings as s\nsetattr(s, 'x', lambda: 1)\n####\n"
        b"from sms.new import *\nsender = f'{x!r:>{9}}'\n",
        b"\xef\xbb\xbfmatch x:\r\n    case {'a': [1, *_], **k} if k: pass\r\ntry: pass\r\nexcept* E as e: del e\r\n",
        b"class M(type):\n  def __call__(cls,*a,**k): cls.__dict__.update(k); exec(a[0])\nglobals()['x'] = (y := 2)\n",
    ),
    "objects": (
        b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor a <b> 0 +0000\n\nm\n####\n",
        b"100644 blob e69de29bb2d1d6434b8b29ae775ad8c2e48c5391       0\ta.py\x00",
    ),
    "record": (
        b'{"previous":"","at":{"wall":"2026-01-01T00:00:00Z","boot":"b","ticks":1.0},"event":{"type":"started","kata":"k","tree":"t"}}\n\n####\n{"lines":1,"digest":"x"}',
        b'\n####\n{"lines":0,"digest":""}',
        b'\n####\n{"lines":1,"digest":"\xff"}',
    ),
    "report": (
        b'{"kata":"k","stage":1,"stage_name":"s","passed":true,"score":1.0,"verdict":null}',
        b'{"kata":"k","stage":2,"stage_name":"s","passed":false,"score":1.0,"verdict":"kept","checks":[{"id":"a.b","stage":1,'
        b'"group":"current","outcome":"failed","summary":"s","evidence":[{"path":"a.py","line":3}],'
        b'"moments":[{"at":1.0,"source":"a","target":"b","text":"t","kind":"call"}]}],'
        b'"objects":{"roots":[["a",0]],"nodes":[{"label":"A","edges":[["x",0]]}]},"figures":{}}',
    ),
}
"""Where each target begins."""


def main() -> int:
    """Runs the targets one after the other and prints a line for each; 1 when one has failed."""
    parser = argparse.ArgumentParser(description="Fuzz what reads a stranger's bytes.")
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all by default"
    )
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    given = parser.parse_args()
    unknown = set(given.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    failures = 0
    for name in given.targets or TARGETS:
        began = time.monotonic()
        worker = multiprocessing.get_context("spawn").Process(target=_fuzz, args=(name, given.seconds))
        worker.start()
        worker.join()
        tried, kept = _figures(CORPUS / f"{name}.log"), len(list((CORPUS / name).iterdir()))
        said = "held" if worker.exitcode == 0 else f"FAILED, see {CORPUS / (name + '.log')}"
        took = time.monotonic() - began
        sys.stdout.write(
            f"{name:8} {tried:>9} inputs in {took:.0f} s, {kept} kept for new coverage: {said}\n"
        )
        sys.stdout.flush()
        failures += worker.exitcode != 0
    return min(failures, 1)


def _fuzz(name: str, seconds: int) -> None:
    """In a process of its own: atheris ends the process that it runs in."""
    import atheris

    folder = CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (folder / f"seed-{number}").write_bytes(seed)
    log = os.open(CORPUS / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor in (1, 2):
        os.dup2(log, descriptor)
    with atheris.instrument_imports(include=["kata", "h11"]):
        for seed in SEEDS[name]:  # what a target imports when it is called is instrumented, too
            TARGETS[name](seed)
    options = [f"-max_total_time={seconds}", f"-max_len={MAX_BYTES}", "-timeout=20", "-rss_limit_mb=2048"]
    artifacts = f"-artifact_prefix={CORPUS}/{name}-crash-"
    atheris.Setup([sys.argv[0], *options, artifacts, str(folder)], TARGETS[name])
    atheris.Fuzz()


def _figures(log: Path) -> int:
    """How many inputs were tried: the last number that libFuzzer begins a line with."""
    numbers = [line[1:].split()[0] for line in _lines(log) if line.startswith("#")]
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _lines(log: Path) -> Sequence[str]:
    return io.StringIO(log.read_text(encoding="utf-8", errors="replace")).readlines()


def _started() -> tuple[Kata, Snapshot]:
    """The built-in kata and the state before its stage 2, read once."""
    if not _STARTED:
        from kata.content.designs import state
        from kata.content.pack import built_in
        from kata.workspace.tree import snapshot

        pack = built_in()
        kata = pack.kata(pack.names()[0])
        _STARTED.append((kata, snapshot(state(kata, pack.designs(kata.name)[0], 1))))
    return _STARTED[0]


_STARTED: list[tuple[Kata, Snapshot]] = []

if __name__ == "__main__":
    sys.exit(main())
