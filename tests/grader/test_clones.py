"""Copies are found however they are dressed; what honest code shares is left alone."""

import textwrap

import pytest
from kata.content.kata import Layout
from kata.grader import clones
from kata.workspace.snapshot import Snapshot

LAYOUT = Layout(clients="clients/", module="sms/", root="sms/__init__.py", tests="tests/")


def found(closed: dict[str, str], new: dict[str, str]) -> list[tuple[str, str]]:
    """The (copy, original) names of what is found when `new` files join the `closed` ones."""
    before = {path: textwrap.dedent(text).encode() for path, text in closed.items()}
    after = before | {path: textwrap.dedent(text).encode() for path, text in new.items()}
    return [
        (clone.copy.name, clone.original.name)
        for clone in clones.find(Snapshot(before, ""), Snapshot(after, ""), LAYOUT, {})
    ]


RETRY = """
    import time
    from sms.errors import ProviderFailure

    WAITS = (0, 2, 4)

    class RetryingSender:
        def __init__(self, sender):
            self._sender = sender

        def send(self, phone_number, message):
            for wait in WAITS:
                try:
                    return self._sender.send(phone_number, message)
                except ProviderFailure:
                    time.sleep(wait)
            return self._sender.send(phone_number, message)
"""

CHECKS = """
    from sms.errors import BadInput

    PHONE_DIGITS = 10
    MAX_LENGTH = 140

    def checked(phone_number, message):
        phone_number = (phone_number or "").strip()
        if len(phone_number) != PHONE_DIGITS or not phone_number.isdigit():
            raise BadInput(f"{phone_number!r} is no phone number of {PHONE_DIGITS} digits")
        if not message or len(message) > MAX_LENGTH:
            raise BadInput("a message has 1 to 140 characters")
        return phone_number, message
"""

WATERTEL = """
    import requests
    from sms.errors import BadInput, Misconfigured, ProviderFailure

    class WatertelSender:
        def __init__(self, url, tokens, timeout):
            self._url = url
            self._tokens = tokens
            self._timeout = timeout

        def send(self, phone_number, message):
            response = self._post(phone_number, message)
            if response.status_code == 400:
                raise BadInput(response.text)
            if response.status_code in (301, 302, 401, 403):
                raise Misconfigured(response.text)
            if response.status_code >= 500:
                raise ProviderFailure(response.text)
            try:
                return response.json()["messageId"]
            except (ValueError, KeyError) as error:
                raise ProviderFailure("Watertel's answer makes no sense") from error

        def _post(self, phone_number, message):
            try:
                return requests.post(
                    f"{self._url}/messages",
                    params={"accessToken": self._tokens.current()},
                    json={"phone": phone_number, "message": message, "priority": 2},
                    timeout=self._timeout,
                    allow_redirects=False,
                )
            except requests.RequestException as error:
                raise ProviderFailure("Watertel cannot be reached") from error
"""

ERRORS = """
    class SmsError(Exception):
        pass

    class BadInput(SmsError):
        "Refused."

    class Misconfigured(SmsError):
        "Resending cannot help."

    class ProviderFailure(SmsError):
        "Resending may help."
"""

CLOSED = {
    "sms/errors.py": ERRORS,
    "sms/retry.py": RETRY,
    "sms/checks.py": CHECKS,
    "sms/watertel.py": WATERTEL,
    "sms/__init__.py": "from sms.watertel import WatertelSender",
}

DISHONEST = {
    "the retry loop under another provider's name": """
        import time
        from sms.errors import ProviderFailure

        class RetryingMilio:
            def __init__(self, milio):
                self._milio = milio

            def send(self, phone_number, message):
                for wait in (0, 2, 4):
                    try:
                        return self._milio.send(phone_number, message)
                    except ProviderFailure:
                        time.sleep(wait)
                return self._milio.send(phone_number, message)
    """,
    "the retry loop inside the new sender, renamed throughout": """
        from time import sleep as pause
        from sms.errors import ProviderFailure as Trouble

        class MilioSender:
            PAUSES = (0, 2, 4)

            def __init__(self, http, url):
                self._http = http
                self._url = url

            def send_text(self, number, text):
                for seconds in self.PAUSES:
                    try:
                        return self._deliver(number, text)
                    except Trouble:
                        pause(seconds)
                return self._deliver(number, text)

            def _deliver(self, number, text):
                return self._http.post(self._url + "/v1/messages", {"to": number, "text": text})
    """,
    "the retry loop as a decorator": """
        import functools, time
        from sms.errors import ProviderFailure

        def resending(function):
            @functools.wraps(function)
            def wrapper(phone, text):
                for delay in [0, 2, 4]:
                    try:
                        return function(phone, text)
                    except ProviderFailure:
                        time.sleep(delay)
                return function(phone, text)
            return wrapper
    """,
    "the checks of the arguments, constants inlined": """
        from sms.errors import BadInput

        def valid(number, text):
            number = (number or "").strip()
            if len(number) != 10 or not number.isdigit():
                raise BadInput("wrong number")
            if not text or len(text) > 140:
                raise BadInput("wrong text")
            return number, text
    """,
    "the checks of the arguments, reordered and turned round": """
        from sms.errors import BadInput

        class MilioSender:
            def send(self, number, text):
                if not text or 140 < len(text):
                    raise BadInput("wrong text")
                number = (number or "").strip()
                if not number.isdigit() or len(number) != 10:
                    raise BadInput("wrong number")
                self._deliver(number, text)
    """,
    "the translation of errors": """
        import httpx
        from sms.errors import BadInput, Misconfigured, ProviderFailure

        class MilioSender:
            def __init__(self, client: httpx.Client):
                self._client = client

            def send(self, number, text):
                answer = self._client.post("/v1/messages", json={"to": number, "text": text})
                if answer.status_code == 400:
                    raise BadInput(answer.text)
                if answer.status_code in (301, 302, 401, 403):
                    raise Misconfigured(answer.text)
                if answer.status_code >= 500:
                    raise ProviderFailure(answer.text)
    """,
    "the translation of errors, reordered, with elif and other constants": """
        from sms.errors import BadInput, Misconfigured, ProviderFailure

        REFUSED = 400
        TROUBLE = 500

        def complain(reply):
            if reply.status_code >= TROUBLE:
                raise ProviderFailure(reply.text)
            elif reply.status_code == REFUSED:
                raise BadInput(reply.text)
            elif reply.status_code in {401, 403, 301, 302, 307}:
                raise Misconfigured(reply.text)
    """,
    "a lightly edited method": """
        import logging
        import requests
        from sms.errors import ProviderFailure

        class MilioSender:
            def __init__(self, url, token, timeout):
                self._url, self._token, self._timeout = url, token, timeout

            def send(self, phone_number, message):
                logging.info("sending by Milio")
                try:
                    answer = requests.post(
                        f"{self._url}/v1/messages",
                        headers={"X-Access-Token": self._token},
                        json={"to": phone_number, "text": message},
                        timeout=self._timeout,
                        allow_redirects=False,
                    )
                except requests.RequestException as error:
                    raise ProviderFailure("Milio cannot be reached") from error
                if answer.status_code == 400:
                    raise ValueError(answer.text)
                if answer.status_code in (301, 302, 401, 403):
                    raise RuntimeError(answer.text)
                if answer.status_code >= 500:
                    raise ProviderFailure(answer.text)
    """,
}

HONEST = {
    "a second sender with requests of its own": """
        class MilioSender:
            def __init__(self, url, access_token, transport):
                self._url = url
                self._access_token = access_token
                self._transport = transport

            def send(self, phone_number, message):
                reply = self._transport.post(
                    f"{self._url}/v1/messages",
                    headers={"X-Access-Token": self._access_token},
                    json={"to": phone_number, "text": message},
                )
                return reply["id"]
    """,
    "a second sender that reads its own reply": """
        from sms.errors import ProviderFailure

        class MilioSender:
            def __init__(self, http, token):
                self._http = http
                self._token = token

            def send(self, phone_number, message):
                response = self._http.post("/v1/messages", {"to": phone_number, "text": message}, self._token)
                try:
                    return response.json()["id"]
                except (ValueError, KeyError) as error:
                    raise ProviderFailure("Milio's answer makes no sense") from error
    """,
    "a second sender that may be out of reach": """
        import requests
        from sms.answers import judged
        from sms.errors import ProviderFailure

        class MilioSender:
            def __init__(self, url, token, timeout):
                self._url = url
                self._token = token
                self._timeout = timeout

            def send(self, phone_number, message):
                try:
                    response = requests.post(
                        f"{self._url}/v1/messages",
                        headers={"X-Access-Token": self._token},
                        json={"to": phone_number, "text": message},
                        timeout=self._timeout,
                    )
                except requests.RequestException as error:
                    raise ProviderFailure("Milio cannot be reached") from error
                judged(response)
    """,
    "a router": """
        import random

        class Router:
            def __init__(self, usual, other, share, draw=random.random):
                self._usual = usual
                self._other = other
                self._share = share
                self._draw = draw

            def send(self, phone_number, message):
                sender = self._other if self._draw() < self._share else self._usual
                return sender.send(phone_number, message)
    """,
    "errors, protocols, data and constructors": """
        from dataclasses import dataclass
        from typing import Protocol

        class Sender(Protocol):
            def send(self, phone_number, message): ...

        class OtherError(Exception):
            pass

        STATUSES = {400: "bad", 401: "misconfigured", 403: "misconfigured", 500: "failure"}
        OTHERS = {400: "bad", 401: "misconfigured", 403: "misconfigured", 500: "failure"}

        @dataclass
        class Account:
            url: str
            token: str

        class One:
            def __init__(self, url, tokens, timeout):
                self._url = url
                self._tokens = tokens
                self._timeout = timeout

            def send(self, phone_number, message):
                return self._tokens.send(phone_number, message)

        class Two:
            def __init__(self, url, tokens, timeout):
                self._url = url
                self._tokens = tokens
                self._timeout = timeout

            def send(self, phone_number, message):
                return self._tokens.send(phone_number, message)
    """,
}


@pytest.mark.parametrize("text", DISHONEST.values(), ids=DISHONEST.keys())
def test_a_dressed_up_copy_is_found(text: str) -> None:
    assert found(CLOSED, {"sms/milio.py": text})


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())
def test_what_honest_code_shares_is_left_alone(text: str) -> None:
    assert found(CLOSED, {"sms/milio.py": text}) == []


def test_closed_code_that_repeats_itself_is_not_new() -> None:
    closed = CLOSED | {"sms/again.py": RETRY}
    assert found(closed, {"sms/turns.py": "def turn(a, b):\n    return a or b\n"}) == []


def test_new_code_that_repeats_itself_is_found() -> None:
    assert found({}, {"sms/one.py": RETRY, "sms/two.py": RETRY}) == [
        ("RetryingSender.send", "RetryingSender.send")
    ]


def test_a_copy_added_to_a_closed_file_is_found() -> None:
    text = RETRY + RETRY.replace("class RetryingSender", "class RetryingMilio")
    assert [name for name, _ in found(CLOSED, {"sms/retry.py": text})]


def test_the_trainees_own_tests_are_free() -> None:
    assert found(CLOSED, {"tests/test_retry.py": RETRY, "tests/test_more.py": RETRY}) == []


def test_a_copy_under_tests_that_the_module_imports_is_found() -> None:
    new = {"tests/loop.py": RETRY, "sms/milio.py": "from tests.loop import RetryingSender\n"}
    assert found(CLOSED, new)


def test_the_places_of_a_copy_are_its_lines() -> None:
    files = {path: textwrap.dedent(text).encode() for path, text in CLOSED.items()}
    copy = textwrap.dedent(DISHONEST["the retry loop under another provider's name"]).encode()
    after = files | {"sms/milio.py": copy}
    (clone,) = clones.find(Snapshot(files, ""), Snapshot(after, ""), LAYOUT, {})
    assert (clone.copy.module.path, clone.copy.line, clone.copy.end_line) == ("sms/milio.py", 10, 15)
    assert clone.original.module.path == "sms/retry.py"
