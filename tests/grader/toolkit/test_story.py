"""A story has the moments of a call as it should have gone, each with its time."""

from __future__ import annotations

from kata.grader.toolkit import Lines
from kata.grader.toolkit.story import Story

CLIENT = """
import os, socket, time

def go():
    time.sleep(2)
    with socket.create_connection((os.environ["HOST"], int(os.environ["PORT"]))) as client:
        client.sendall(b"one\\n")
"""


def test_a_story_told_right_is_what_was_seen(start):
    subject = start(
        {"job.py": CLIENT},
        {"drain": Lines(lambda _line: None)},
        {"HOST": "{drain.host}", "PORT": "{drain.port}"},
    )
    subject.call("job:go")
    story = Story.of_last_call(subject)
    story.wait(0)
    story.wait(2)
    story.line("drain", "one")
    story.end()
    assert story.told == subject.moments


def test_a_story_may_end_in_an_error_and_be_of_no_call_at_all(start):
    subject = start({"job.py": ""})
    story = Story.of_last_call(subject)
    story.exchange("bank", "POST /pay", "503")
    story.end("Unpaid")
    assert [(moment.kind, moment.source, moment.target, moment.text) for moment in story.told] == [
        ("call", "client", "module", ""),
        ("request", "module", "bank", "POST /pay"),
        ("reply", "bank", "module", "503"),
        ("raise", "module", "client", "Unpaid"),
    ]
