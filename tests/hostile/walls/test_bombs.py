"""Programs that take all they can get (catalogue 50 to 56): each is stopped, nothing of it outlives the end."""

import tempfile

from kata.sandbox.limits import KIB, MIB, Limits


def test_a_fork_bomb_stops_at_the_limit(strong_rung, inside):
    program = """
import time
started = 0
try:
    while started < 500:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        started += 1
except OSError:
    pass
say(started)
time.sleep(60)
"""
    assert int(inside(strong_rung, program, Limits(processes=20))) < 20


def test_threads_count_as_processes(strong_rung, inside):
    program = """
import threading, time
started = 0
try:
    while started < 500:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        started += 1
except RuntimeError:
    pass
say(started)
time.sleep(60)
"""
    assert int(inside(strong_rung, program, Limits(processes=20))) < 20


def test_a_memory_bomb_gets_a_memory_error(rung, inside):
    program = """
try:
    block = bytearray(400 << 20)
    say("took it")
except MemoryError:
    say("refused")
"""
    assert inside(rung, program, Limits(memory_bytes=300 * MIB)) == "refused"


def test_memory_taken_by_many_processes_together_ends_them_all(rung, inside):
    program = """
import time
for _ in range(8):
    if os.fork() == 0:
        held = bytearray(b"x" * 1024) * (40 << 10)
        time.sleep(60)
time.sleep(60)
say("all of it")
"""
    assert inside(rung, program, Limits(tree_memory_bytes=150 * MIB)) == ""


def test_memory_that_belongs_to_no_process_cannot_be_had(rung, inside):
    program = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
had = []
try:
    os.memfd_create("x")
    had.append("memfd")
except OSError:
    pass
libc.shmget.restype = ctypes.c_int
if libc.shmget(0, ctypes.c_size_t(1 << 20), 0o1600) != -1:
    had.append("shm")
say(had)
"""
    assert inside(rung, program) == "[]"


def test_memory_that_is_shared_without_a_file_cannot_be_had(rung, inside):
    """It would stay in use while a page of it is mapped, and no limit of a process counts it."""
    program = """
import mmap
def shared(*arguments):
    try:
        mmap.mmap(*arguments, flags=mmap.MAP_SHARED)
        return True
    except OSError:
        return False
def zero():
    try:
        return os.open("/dev/zero", os.O_RDWR)
    except OSError:
        return None
device = zero()
say([shared(-1, 4096), device is not None and shared(device, 4096)])
"""
    assert inside(rung, program) == "[False, False]"


def test_what_waits_in_local_sockets_counts_as_memory(strong_rung, inside):
    program = """
import time
held = []
for _ in range(4):
    if os.fork() == 0:
        for _ in range(60):
            pair = socket.socketpair()
            pair[0].setblocking(False)
            try:
                while True:
                    pair[0].send(bytes(65536))
            except OSError:
                held.append(pair)
        time.sleep(60)
time.sleep(60)
say("all of it")
"""
    assert inside(strong_rung, program, Limits(tree_memory_bytes=80 * MIB)) == ""


def test_what_waits_in_connections_that_nobody_accepts_counts_as_memory(strong_rung, inside):
    program = """
import time
server = socket.create_server(("127.0.0.1", 0), backlog=400)
while True:
    try:
        client = socket.create_connection(server.getsockname(), 0.5)
        client.setblocking(False)
        while True:
            client.send(bytes(65536))
    except OSError:
        client.close()
"""
    assert inside(strong_rung, program, Limits(tree_memory_bytes=40 * MIB)) == ""


FILL = """
written = 0
try:
    for number in range(200):
        with open(f"{FOLDER}/{number}", "wb") as stream:
            written += stream.write(bytes(64 * 1024))
except OSError:
    pass
say(written)
"""


def test_the_private_folder_is_full_at_its_limit(strong_rung, inside):
    written = int(inside(strong_rung, FILL.replace("{FOLDER}", "/tmp"), Limits(scratch_bytes=1 * MIB)))
    assert 0 < written <= 1 * MIB


def test_shared_memory_is_full_at_its_limit(strong_rung, inside):
    written = int(
        inside(strong_rung, FILL.replace("{FOLDER}", "/dev/shm"), Limits(shared_memory_bytes=1 * MIB))
    )
    assert 0 < written <= 1 * MIB


def test_no_other_folder_can_be_filled(strong_rung, inside):
    program = """
taken = []
for folder, _, _ in os.walk("/"):
    if folder.startswith(("/proc", "/tmp", "/dev/shm")):
        continue
    try:
        open(folder + "/probe", "wb").close()
        taken.append(folder)
    except OSError:
        pass
say(taken)
"""
    assert inside(strong_rung, program) == "[]"


def test_one_file_stops_at_its_limit(rung, inside):
    program = """
import signal, tempfile
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
written = 0
try:
    with open(os.environ["TMPDIR"] + "/big", "wb", buffering=0) as stream:
        for _ in range(100):
            written += stream.write(bytes(64 * 1024))
except OSError:
    pass
say(written)
"""
    assert int(inside(rung, program, Limits(file_bytes=512 * KIB))) == 512 * KIB


def test_a_busy_loop_that_ignores_signals_ends_at_its_processor_time(rung, inside):
    program = """
import signal
signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True:
    pass
"""
    assert inside(rung, program, Limits(cpu_seconds=1)) == ""


def test_open_files_stop_at_the_limit(rung, inside):
    program = """
held = []
try:
    while len(held) < 1000:
        held.append(os.open("/dev/null", os.O_RDONLY))
except OSError:
    pass
say(len(held))
"""
    assert int(inside(rung, program, Limits(open_files=32))) < 32


def test_a_daemon_ends_with_the_rest(rung, inside):
    program = """
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
os.wait()
say("left one behind")
time.sleep(60)
"""
    assert inside(rung, program) == "left one behind"


def test_a_daemon_ends_though_the_first_process_is_gone(rung, inside):
    program = """
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
os.wait()
say("gone")
os._exit(0)
"""
    assert inside(rung, program) == "gone"


def test_nothing_that_was_made_in_the_temporary_folder_outlives_the_end(rung, inside, monkeypatch, tmp_path):
    """Where that folder is one of the machine's own: deep ones, and ones that nobody may enter."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    program = """
os.chdir(os.environ["TMPDIR"])
os.mkdir("closed")
open("closed/file", "w").close()
os.mkdir("nobody", 0)
for _ in range(1500):
    os.mkdir("x")
    os.chdir("x")
say("made")
"""
    assert inside(rung, program) == "made"
    assert list(place.iterdir()) == []
