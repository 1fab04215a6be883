"""Programs that try to get out, or to see what is not theirs (catalogue 24, 25, 33 to 49)."""

import os
import secrets
from pathlib import Path

import kata
from kata.sandbox.limits import Limits


def test_no_file_of_kata_is_in_sight(rung, inside):
    program = """
found = []
for place, folders, files in os.walk("/"):
    folders[:] = [] if place == "/proc" else folders
    for name in {"reference.toml", "kata.toml", "examiner.py"}.intersection(files):
        try:
            open(os.path.join(place, name)).close()
            found.append(os.path.join(place, name))
        except OSError:
            pass
say(found)
"""
    assert inside(rung, program) == "[]"


def test_the_users_secrets_are_out_of_sight(rung, inside, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    program = f"""
try:
    say(open({str(secret)!r}).read())
except OSError:
    say("nothing")
"""
    assert inside(rung, program) == "nothing"


def test_a_secret_in_the_callers_environment_is_not_passed_on(rung, inside, monkeypatch):
    token = secrets.token_hex(8)
    monkeypatch.setenv("API_KEY", token)
    program = """
texts = [repr(dict(os.environ))]
for process in os.listdir("/proc") if os.access("/proc", os.R_OK) else []:
    try:
        texts.append(open(f"/proc/{process}/environ").read())
    except OSError:
        pass
say(repr(texts))
"""
    assert token not in inside(rung, program)


def test_the_root_cannot_be_made_writable_again(strong_rung, inside):
    program = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
MS_REMOUNT, MS_BIND = 32, 4096
answers = {libc.umount2(b"/w", 2)}
for place in (b"/", b"/w", b"/usr/lib", b"/driver"):
    answers.add(libc.mount(b"none", place, None, ctypes.c_ulong(MS_REMOUNT | MS_BIND), None))
say(answers)
"""
    assert inside(strong_rung, program) == "{-1}"


def test_only_its_own_processes_have_a_number(strong_rung, inside):
    program = "say(len([name for name in os.listdir('/proc') if name.isdigit()]))"
    assert int(inside(strong_rung, program)) <= 3


def test_nothing_inside_can_kill_the_first_process(strong_rung, inside):
    program = """
import signal
assert os.getpid() == 1
child = os.fork()
if child == 0:
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
        os.kill(1, number)
    os._exit(0)
os.waitpid(child, 0)
say("alive")
"""
    assert inside(strong_rung, program) == "alive"


def test_no_process_inside_stands_without_the_limits(strong_rung, inside):
    program = """
import resource
say([pid for pid in os.listdir("/proc") if pid.isdigit() and
     resource.prlimit(int(pid), resource.RLIMIT_NPROC) != (20, 20)])
"""
    assert inside(strong_rung, program, Limits(processes=20)) == "[]"


def test_it_is_never_root_and_cannot_become_root(rung, inside):
    program = """
try:
    os.setuid(0)
except OSError:
    pass
say(0 in os.getresuid() + os.getresgid() + tuple(os.getgroups()))
"""
    assert inside(rung, program) == "False"


def test_no_other_machine_and_no_name_is_reached(strong_rung, inside):
    program = """
import errno
answers = set()
for family, address in ((socket.AF_INET, ("192.0.2.1", 80)), (socket.AF_INET6, ("2001:db8::1", 80))):
    with socket.socket(family, socket.SOCK_STREAM) as client:
        answers.add(errno.errorcode[client.connect_ex(address)])
say(answers)
"""
    assert inside(strong_rung, program) == "{'ENETUNREACH'}"


def test_sockets_other_than_local_and_internet_cannot_be_made(rung, inside):
    program = """
made = []
for family in range(3, 46):
    if family == socket.AF_INET6:
        continue
    try:
        socket.socket(family, socket.SOCK_STREAM).close()
        made.append(family)
    except OSError:
        pass
say(made)
"""
    assert inside(rung, program) == "[]"


def test_a_listener_made_inside_can_be_handed_out_and_served_outside_the_network(rung, inside):
    """What the wires of a hidden test rest on, with the walls up."""
    program = """
import threading
server = socket.create_server(("127.0.0.1", 0))
def serve():
    client, _ = server.accept()
    client.sendall(b"hello")
    client.close()
threading.Thread(target=serve).start()
say(socket.create_connection(server.getsockname()).recv(5).decode())
"""
    assert inside(rung, program) == "hello"


def test_a_child_of_kata_run_by_root_is_nobody_known(rung, inside):
    uid = int(inside(rung, "say(os.getuid())"))
    if os.geteuid() == 0:
        assert 60578 <= uid < 61184
    else:
        assert uid == os.geteuid()


def test_katas_own_folder_is_not_where_it_is_outside(rung, inside):
    own = Path(kata.__file__).resolve().parent
    program = f"""
try:
    say(open({str(own / "base/errors.py")!r}).read())
except OSError:
    say("nothing")
"""
    assert inside(rung, program) == "nothing"
