"""A snapshot as bytes, and what is not taken for one."""

from __future__ import annotations

import tracemalloc
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


def zeros(gibibytes: int) -> bytes:
    """So many GiB of zeros, deflated to a megabyte each: one deflated MiB again and again."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    mebibyte = deflate.compress(bytes(1024 * 1024)) + deflate.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + mebibyte * 1024 * gibibytes + b"\x03\x00"


def with_more(value: bytes) -> bytes:
    """A right parcel with one more field, which is passed over; `value` is its MessagePack."""
    whole = msgspec.msgpack.encode(parcel.parcel_of(STATE))
    return bytes([whole[0] + 1]) + whole[1:] + b"\xa4more" + value


def many(count: int) -> dict[bytes, bytes]:
    return {b"%d/%d.py" % (number % 7, number): b"" for number in range(count)}


BOMBS = {
    "1 GiB in 1 MB": zeros(1),
    "a bomb in a bomb": zlib.compress(
        with_more(b"\xc6\x00\x10\x00\x00" + zeros(1)[: 2**20].ljust(2**20, b"x"))
    ),
    "a million lists in each other": zlib.compress(with_more(b"\x91" * 1_000_000 + b"\xc0")),
    "a million lists for a parcel": zlib.compress(b"\x91" * 1_000_000 + b"\xc0"),
    "a list that says it has 4 billion": zlib.compress(with_more(b"\xdd\xff\xff\xff\xff")),
    "files that say they are 4 billion": zlib.compress(b"\x81\xa5files\xdf\xff\xff\xff\xff"),
    "folders in each other": packed(files={b"/".join([b"d"] * 300_000): b""}),
    "a hundred thousand files": packed(files=many(100_000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_takes_no_memory(name):
    data = BOMBS[name]
    tracemalloc.start()
    try:
        if name == "a bomb in a bomb":  # nothing is unpacked twice: what is inside is bytes
            assert parcel.unpack(data) == STATE
        else:
            with pytest.raises(parcel.Refused):
                parcel.unpack(data)
        assert tracemalloc.get_traced_memory()[1] < 16 * parcel.MAX_BYTES
    finally:
        tracemalloc.stop()
