"""Runs beside a worked solution: a virtual clock, and commands as JSON lines. Started by conftest.py."""

import json
import sys
import time

now = 0.0
waits: list[float] = []


def sleep(seconds: float) -> None:
    global now
    waits.append(seconds)
    now += seconds


START = time.time()
time.sleep = sleep
time.monotonic = lambda: now
time.time = lambda: START + now


def perform(command: dict) -> object:
    global now
    if "advance" in command:
        now += command["advance"]
        return None
    if "script" in command:
        names: dict = {}
        exec(command["script"], names)
        return names["answer"]
    module, _, function = command["call"].partition(":")
    imported = __import__(module, fromlist=[function])
    return getattr(imported, function)(*command["arguments"])


for line in sys.stdin:
    waits.clear()
    answer: dict = {"raised": []}
    try:
        answer["returned"] = perform(json.loads(line))
    except Exception as error:
        answer["raised"] = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
        answer["message"] = repr(error)
    answer["waits"] = list(waits)
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
