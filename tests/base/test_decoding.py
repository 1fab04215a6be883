"""Types are met by many threads at once: in a process of its own, since the fault ends the process."""

from __future__ import annotations

import subprocess
import sys

import pytest

THREADS = """
import sys, threading
from typing import Any
import msgspec
from kata.base.decoding import converted, from_json, from_msgpack
sys.setswitchinterval(1e-6)
for number in range(300):
    names = {"msgspec": msgspec, "__name__": f"types_{number}"}
    sys.modules[f"types_{number}"] = type(sys)(f"types_{number}")
    exec('''
class Inner(msgspec.Struct):
    a: "int"
    b: "str" = ""
class Outer(msgspec.Struct):
    x: "tuple[Inner, ...]" = ()
    y: "dict[str, Inner]" = {}
''', names)
    vars(sys.modules[f"types_{number}"]).update(names)
    kind = names["Outer"]
    value = {"x": [{"a": 1, "b": ""}], "y": {"k": {"a": 2, "b": ""}}}
    data, packed = msgspec.json.encode(value), msgspec.msgpack.encode(value)
    together = threading.Barrier(4)
    found = []
    def meet():
        together.wait()
        found.append(READ)
    threads = [threading.Thread(target=meet) for _ in range(4)]
    for each in threads: each.start()
    for each in threads: each.join()
    assert [msgspec.json.encode(each) for each in found] == [data] * 4, found
"""


@pytest.mark.parametrize(
    "read", ["from_json(data, kind)", "from_msgpack(packed, kind)", "converted(value, kind)"]
)
def test_threads_that_meet_a_type_at_once_all_read_it(read):
    done = subprocess.run(
        [sys.executable, "-c", THREADS.replace("READ", read)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
