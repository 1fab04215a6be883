"""The filter program, run by a small interpreter of its instructions, and against the system's own numbers."""

import errno
import re
import struct
from pathlib import Path

import pytest
from kata.sandbox import seccomp

EVERY = (seccomp.LOCAL, seccomp.INTERNET, seccomp.INTERNET_6)
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
HEADERS = {
    "x86_64": (Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), r"#define __NR_(\w+) (\d+)"),
    "aarch64": (Path("/usr/include/asm-generic/unistd.h"), r"#define __NR(?:3264)?_(\w+) (\d+)"),
}
TABLES = (
    seccomp.REFUSED,
    seccomp.ABSENT,
    seccomp.REFUSED_AMONG_OTHERS,
    seccomp.PRETENDED_AMONG_OTHERS,
    seccomp.UNSUPPORTED_AMONG_OTHERS,
    seccomp.JUDGED,
)
AMONG_OTHERS = (
    (seccomp.REFUSED_AMONG_OTHERS, errno.EPERM),
    (seccomp.PRETENDED_AMONG_OTHERS, 0),
    (seccomp.UNSUPPORTED_AMONG_OTHERS, errno.ENOTSUP),
)
MACHINES = sorted(AUDIT)
COLUMN = {"x86_64": 0, "aarch64": 1}


def answer(
    machine: str, number: int, *arguments: int, audit: int | None = None, among_others: bool = False
) -> int:
    """What the kernel would do with a call: the value that the program returns."""
    code = seccomp.program(EVERY, machine, among_others=among_others)
    assert code is not None
    padded = (*arguments, *([0] * (6 - len(arguments))))
    data = struct.pack("<iIQ6Q", number, AUDIT[machine] if audit is None else audit, 0, *padded)
    at, held = 0, 0
    while True:
        kind, when_true, when_false, value = struct.unpack_from("<HBBI", code, at * 8)
        at += 1
        if kind == 0x06:
            return int(value)
        if kind == 0x20:
            (held,) = struct.unpack_from("<I", data, value)
        elif kind == 0x54:
            held &= value
        else:
            met = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[kind]
            at += when_true if met else when_false


def number(name: str, machine: str = "x86_64") -> int:
    found = seccomp.JUDGED[name][COLUMN[machine]]
    assert found is not None
    return found


def refused(error: int) -> int:
    return seccomp.FAIL | error


@pytest.mark.parametrize("machine", MACHINES)
def test_each_refused_call_fails_without_permission(machine):
    for numbers in seccomp.REFUSED.values():
        number = numbers[COLUMN[machine]]
        if number is not None:
            assert answer(machine, number) == refused(errno.EPERM)


@pytest.mark.parametrize("machine", MACHINES)
def test_each_absent_call_fails_as_if_the_kernel_had_none(machine):
    for numbers in seccomp.ABSENT.values():
        number = numbers[COLUMN[machine]]
        assert number is not None and answer(machine, number) == refused(errno.ENOSYS)


@pytest.mark.parametrize("machine", MACHINES)
def test_an_ordinary_call_passes(machine):
    assert answer(machine, {"x86_64": 0, "aarch64": 63}[machine]) == seccomp.ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("family", "passes"), [(1, True), (2, True), (10, True), (16, False), (17, False), (40, False)]
)
def test_only_the_named_families_of_sockets_can_be_made(machine, family, passes):
    expected = seccomp.ALLOW if passes else refused(errno.EAFNOSUPPORT)
    assert answer(machine, number("socket", machine), family, 1, 0) == expected


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("among_others", [False, True])
def test_pairs_of_sockets_are_local_ones(machine, among_others):
    call = number("socketpair", machine)
    assert answer(machine, call, 1, 1, 0, among_others=among_others) == seccomp.ALLOW
    assert answer(machine, call, 30, 1, 0, among_others=among_others) == refused(errno.EAFNOSUPPORT)


@pytest.mark.parametrize("machine", MACHINES)
def test_multipath_tcp_is_refused(machine):
    call = number("socket", machine)
    assert answer(machine, call, 2, 1, 262) == refused(errno.EPROTONOSUPPORT)


@pytest.mark.parametrize("flags", [0, 0o4000, 0o2000000])
def test_datagrams_are_refused_where_only_streams_may_be(flags):
    call = number("socket")
    assert answer("x86_64", call, 2, 1 | flags, 0, among_others=True) == seccomp.ALLOW
    assert answer("x86_64", call, 2, 2 | flags, 0, among_others=True) == refused(errno.ESOCKTNOSUPPORT)
    assert answer("x86_64", call, 2, 2 | flags, 0) == seccomp.ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("shift", [17, 25, 26, 27, 28, 29, 30])
def test_clone_passes_without_and_fails_with_a_new_namespace(machine, shift):
    call = number("clone", machine)
    assert answer(machine, call, 0x01200011) == seccomp.ALLOW  # what fork uses
    assert answer(machine, call, 0x003D0F00) == seccomp.ALLOW  # what a thread uses
    assert answer(machine, call, 0x11 | 1 << shift) == refused(errno.EPERM)


@pytest.mark.parametrize("machine", MACHINES)
def test_typing_into_the_terminal_is_refused_and_other_ioctls_pass(machine):
    call = number("ioctl", machine)
    assert answer(machine, call, 0, 0x5412) == refused(errno.EPERM)
    assert answer(machine, call, 0, 0xFFFFFFFF00005412) == refused(errno.EPERM)
    assert answer(machine, call, 0, 0x5401) == seccomp.ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("calls", "error"), AMONG_OTHERS)
def test_what_its_user_owns_is_out_of_reach_where_no_namespace_keeps_it_apart(machine, calls, error):
    for numbers in calls.values():
        if numbers[COLUMN[machine]] is not None:
            assert answer(machine, numbers[COLUMN[machine]], among_others=True) == refused(error)
            assert answer(machine, numbers[COLUMN[machine]]) == seccomp.ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_limits_may_be_set_for_the_caller_alone(machine):
    call = number("prlimit64", machine)
    assert answer(machine, call, 0, 7, among_others=True) == seccomp.ALLOW
    assert answer(machine, call, 4711, 7, among_others=True) == refused(errno.EPERM)


@pytest.mark.parametrize(("call", "place"), [("sendto", 3), ("sendmsg", 2), ("sendmmsg", 3)])
def test_no_connection_is_made_by_sending(call, place):
    arguments = [3, 0, 0, 0]
    assert answer("x86_64", number(call), *arguments, among_others=True) == seccomp.ALLOW
    arguments[place] = 0x20004000
    assert answer("x86_64", number(call), *arguments, among_others=True) == refused(errno.EPERM)


@pytest.mark.parametrize("protocol", [132, 256, 262])
def test_streams_that_landlock_does_not_take_for_tcp_are_refused(protocol):
    made = answer("x86_64", number("socket"), 2, 1, protocol, among_others=True)
    assert made == refused(errno.EPROTONOSUPPORT)
    assert answer("x86_64", number("socket"), 2, 1, 6, among_others=True) == seccomp.ALLOW


@pytest.mark.parametrize(
    ("flags", "passes"),
    [(0x22, True), (0x01, True), (0x02, True), (0x4022, True), (0x21, False), (0x23, False)],
)
def test_memory_is_private_or_of_a_file(flags, passes):
    expected = seccomp.ALLOW if passes else refused(errno.EPERM)
    assert answer("x86_64", number("mmap"), 0, 4096, 3, flags) == expected


def test_pipes_and_buffers_stay_as_they_are():
    assert answer("x86_64", number("fcntl"), 3, 1031, 1 << 20) == refused(errno.EPERM)
    assert answer("x86_64", number("fcntl"), 3, 2, 1) == seccomp.ALLOW
    assert answer("x86_64", number("setsockopt"), 3, 1, 7) == refused(0)
    assert answer("x86_64", number("setsockopt"), 3, 1, 2) == seccomp.ALLOW
    assert answer("x86_64", number("setsockopt"), 3, 6, 7) == seccomp.ALLOW


def test_a_second_calling_convention_ends_the_process():
    assert answer("x86_64", 0x40000000 + 59) == seccomp.KILL
    assert answer("x86_64", 59, audit=0x40000003) == seccomp.KILL


def test_an_unknown_machine_has_no_filter():
    assert seccomp.program(EVERY, "riscv64") is None


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_those_of_the_systems_own_headers(machine):
    header, pattern = HEADERS[machine]
    if not header.exists():
        pytest.skip("the kernel's headers are not installed (apt install linux-libc-dev)")
    known = {name: int(number) for name, number in re.findall(pattern, header.read_text())}
    ours = {name: numbers for table in TABLES for name, numbers in table.items()}
    for name, numbers in ours.items():
        number = numbers[COLUMN[machine]]
        if number is not None and name in known:
            assert known[name] == number, name
    there = {name for name, numbers in ours.items() if numbers[COLUMN[machine]] is not None}
    assert len(known.keys() & there) > len(there) - 10


def test_nothing_about_whose_turn_it_is_can_be_set_for_another_process():
    turns = {
        "setpriority",
        "ioprio_set",
        "sched_setparam",
        "sched_setscheduler",
        "sched_setattr",
        "sched_setaffinity",
    }
    assert turns <= seccomp.REFUSED_AMONG_OTHERS.keys()
