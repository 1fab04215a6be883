import subprocess
import sys

from kata.sandbox import ending

FAMILY = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print("grandchild", flush=True)
        time.sleep(600)
    time.sleep(600)
time.sleep(600)
"""


def test_children_in_sessions_of_their_own_end_too():
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", FAMILY], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    with process.stdout as said:
        assert said.readline() == b"grandchild\n"
        ending.end(process.pid)
        assert said.read() == b"", "the pipe is closed only when all that held it are gone"
    assert process.wait() == -9


def test_a_process_that_is_gone_already_is_no_trouble():
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", ""], start_new_session=True)
    process.wait()
    ending.end(process.pid)
