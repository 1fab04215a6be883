"""A snapshot as bytes, and what is not taken for one."""

from __future__ import annotations

import zlib

import msgspec
import pytest
from kata.fleet import parcel
from kata.workspace.tree import snapshot

STATE = snapshot({"a/b.py": b"x = 1\n", "\udcff.txt": b"", "run": b"#!"}, ["run"])


def test_a_snapshot_comes_out_as_it_went_in():
    assert parcel.unpack(parcel.pack(STATE)) == STATE


def packed(**changes: object) -> bytes:
    whole = {**msgspec.structs.asdict(parcel.parcel_of(STATE)), **changes}
    return zlib.compress(msgspec.msgpack.encode(whole))


def of(*paths: bytes) -> dict[str, object]:
    files = {path.decode("utf-8", "surrogateescape"): b"" for path in paths}
    try:
        tree = snapshot(files).tree
    except ValueError:
        tree = ""
    return {"files": dict.fromkeys(paths, b""), "executable": (), "tree": tree}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cut off"),
        (b"no deflate", "cannot be unpacked"),
        (parcel.pack(STATE)[:-1], "cut off"),
        (parcel.pack(STATE) + b"x", "more follows"),
        (bytes(parcel.MAX_WIRE_BYTES + 1), "are taken"),
        (zlib.compress(bytes(parcel.MAX_BYTES + 1)), "More than"),
        (zlib.compress(b"\xc1"), "not a parcel"),
        (packed(files=[]), "not a parcel"),
        (packed(format=2), "format 2"),
        (packed(tree="0" * 40), "its tree names"),
        (packed(executable=(b"other",)), "its tree names"),
        (packed(**of(b"../up.py")), "not taken"),
        (packed(**of(b"/etc/x.py")), "not taken"),
        (packed(**of(b".git/hooks/post-checkout")), "not taken"),
        (packed(**of(b"a/.GiT/config")), "not taken"),
        (packed(**of(b"a.pyc")), "not taken"),
        (packed(**of(b"a", b"a/b")), "not a folder"),
        (packed(**of(b"/".join([b"d"] * 40))), "not taken"),
    ],
)
def test_what_is_not_a_parcel_is_refused_in_a_sentence(data, said):
    with pytest.raises(parcel.Refused, match=said):
        parcel.unpack(data)
