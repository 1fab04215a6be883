"""Copies are found however they are dressed; what honest code shares is left alone."""

import ast
import builtins
import keyword
import random
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kata.analysis.clones import clones
from kata.analysis.states import States
from kata.content.kata import Layout
from kata.workspace.snapshot import Snapshot

LAYOUT = Layout(clients="clients/", module="sms/", root="sms/__init__.py", tests="tests/")


def found(closed: dict[str, str], new: dict[str, str]) -> list[tuple[str, str]]:
    """The (copy, original) names of what is found when `new` files join the `closed` ones."""
    before = {path: textwrap.dedent(text).encode() for path, text in closed.items()}
    after = before | {path: textwrap.dedent(text).encode() for path, text in new.items()}
    return [
        (clone.copy.name, clone.original.name)
        for clone in clones.find(States(Snapshot(before, ""), Snapshot(after, "")), LAYOUT, {})
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

ROUTER = """
    import random
    class Router:
        def __init__(self, watertel, milio, share=0.2):
            self._watertel = watertel
            self._milio = milio
            self._share = share
        def send_sms(self, phone_number, message):
            if random.random() < self._share:
                return self._milio.send_sms(phone_number, message)
            return self._watertel.send_sms(phone_number, message)
"""

TENACIOUS = """
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_chain, wait_fixed
    from sms.errors import ProviderFailure
    class Tenacious:
        def __init__(self, inner):
            self._inner = inner
            self._retrying = Retrying(
                stop=stop_after_attempt(4),
                wait=wait_chain(wait_fixed(0), wait_fixed(2), wait_fixed(4)),
                retry=retry_if_exception_type(ProviderFailure),
                reraise=True,
            )
        def send(self, phone_number, message):
            return self._retrying(self._inner.send, phone_number, message)
"""

TOKENS = """
    import time
    import requests
    from sms.errors import ProviderFailure

    class Tokens:
        def __init__(self, url, username, password, clock=time.time):
            self._url = url
            self._username = username
            self._password = password
            self._clock = clock
            self._token = None
            self._expires = 0

        def current(self):
            if self._token is None or self._clock() >= self._expires:
                self._login()
            return self._token

        def _login(self):
            asked = self._clock()
            answer = requests.post(self._url + "/login", json={"username": self._username, "password": self._password}).json()
            self._token = answer["accessToken"]
            self._expires = asked + answer["expiry"]
"""

CLOSED = {
    "sms/router.py": ROUTER,
    "sms/tenacious.py": TENACIOUS,
    "sms/tokens.py": TOKENS,
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
    "a router between two, with another share": """
        import random
        class SecondRouter:
            def __init__(self, a, b, share=0.3):
                self._a = a
                self._b = b
                self._share = share
            def send_sms(self, phone, text):
                if random.random() < self._share:
                    return self._b.send_sms(phone, text)
                return self._a.send_sms(phone, text)
    """,
    "the policy of a retry library": """
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_chain, wait_fixed
        from sms.errors import ProviderFailure
        class MilioRetry:
            def __init__(self, milio):
                self._milio = milio
                self._policy = Retrying(retry=retry_if_exception_type(ProviderFailure), reraise=True,
                    stop=stop_after_attempt(4), wait=wait_chain(wait_fixed(0), wait_fixed(2), wait_fixed(4)))
            def send(self, phone, text):
                return self._policy(self._milio.send, phone, text)
    """,
    "the policy of a retry library, as a decorator": """
        import tenacity as t
        from sms.errors import ProviderFailure
        class MilioRetry:
            def __init__(self, milio):
                self._milio = milio
            @t.retry(retry=t.retry_if_exception_type(ProviderFailure), reraise=True,
                    stop=t.stop_after_attempt(4), wait=t.wait_chain(t.wait_fixed(0), t.wait_fixed(2), t.wait_fixed(4)))
            def send(self, phone, text):
                return self._milio.send(phone, text)
    """,
    "the retry loop with results in between": """
        import time
        from sms.errors import ProviderFailure
        class R:
            def __init__(self, s): self._s = s
            def send(self, phone_number, message):
                for wait in (0, 2, 4):
                    try:
                        result = self._s.send(phone_number, message)
                        return result
                    except ProviderFailure as failure:
                        time.sleep(wait)
                final = self._s.send(phone_number, message)
                return final
    """,
    "the translation of errors, of a status in a variable": """
        from sms.errors import BadInput, Misconfigured, ProviderFailure
        class M:
            def check(self, r):
                status = r.status_code
                if status == 400:
                    raise BadInput(r.text)
                if status in (301, 302, 401, 403):
                    raise Misconfigured(r.text)
                if status >= 500:
                    raise ProviderFailure(r.text)
    """,
    "the checks of the arguments, in two functions": """
        from sms.errors import BadInput
        def good_number(number):
            number = (number or "").strip()
            if len(number) != 10 or not number.isdigit():
                raise BadInput("number")
            return number
        def good_text(text):
            if not text or len(text) > 140:
                raise BadInput("text")
            return text
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
    "a general router beside a specific one": """
        import random
        class PercentageRouter:
            def __init__(self, splits):
                splits = list(splits)
                for _, percentage in splits:
                    if not 0 <= percentage <= 100:
                        raise ValueError("a percentage is from 0 to 100")
                if abs(sum(p for _, p in splits) - 100) > 1e-6:
                    raise ValueError("percentages add up to 100")
                self._splits = splits
            def send_sms(self, phone_number, message):
                point = random.uniform(0, 100)
                for provider, percentage in self._splits:
                    if point < percentage:
                        return provider.send_sms(phone_number, message)
                    point -= percentage
                return self._splits[-1][0].send_sms(phone_number, message)
    """,
    "a general router by choices": """
        import random
        def make_router(splits):
            providers = [p for p, _ in splits]
            weights = [w for _, w in splits]
            if not providers or abs(sum(weights) - 100) > 1e-6 or any(not 0 <= w <= 100 for w in weights):
                raise ValueError("bad split")
            return Weighted(providers, weights)
        class Weighted:
            def __init__(self, providers, weights):
                self._providers = providers
                self._weights = weights
            def send_sms(self, phone_number, message):
                (provider,) = random.choices(self._providers, self._weights)
                return provider.send_sms(phone_number, message)
    """,
    "a fallback": """
        from sms.errors import ProviderFailure
        class Failover:
            def __init__(self, first, second):
                self._first = first
                self._second = second
            def send(self, phone_number, message):
                try:
                    return self._first.send(phone_number, message)
                except ProviderFailure:
                    return self._second.send(phone_number, message)
    """,
    "a reply of its own": """
        from sms.errors import BadInput, ProviderFailure
        class MilioReply:
            def __init__(self, response):
                self._response = response
            def detail(self):
                try:
                    return self._response.json()["error"]["detail"]
                except (ValueError, KeyError, TypeError):
                    return self._response.text
            def identifier(self):
                try:
                    return self._response.json()["id"]
                except (ValueError, KeyError, TypeError) as error:
                    raise ProviderFailure("no id") from error
    """,
    "errors from a table, another library": """
        import httpx
        from sms.errors import BadInput, Misconfigured, ProviderFailure
        KINDS = {400: BadInput, 401: Misconfigured, 403: Misconfigured}
        class MilioSender:
            def __init__(self, client, token):
                self._client = client
                self._token = token
            def send(self, phone_number, message):
                try:
                    response = self._client.post("/v1/messages", headers={"X-Access-Token": self._token}, json={"to": phone_number, "text": message})
                except httpx.HTTPError as error:
                    raise ProviderFailure("Milio cannot be reached") from error
                if response.is_error:
                    raise KINDS.get(response.status_code, ProviderFailure)(response.text)
    """,
    "a holder of a retry": """
        from sms.tenacious import Tenacious
        class Named:
            def __init__(self, inner, name):
                self._inner = Tenacious(inner)
                self._name = name
            def send(self, phone_number, message):
                return self._inner.send(phone_number, message)
    """,
    "checks of something else": """
        from sms.errors import BadInput
        def percent(value):
            if not isinstance(value, (int, float)):
                raise ValueError("no number")
            if value < 0 or value > 100:
                raise ValueError("0 to 100")
            return value / 100
    """,
    "details read from two shapes of an error": """
        def watertel_detail(response):
            try:
                return response.json()["error_message"]
            except (ValueError, KeyError, TypeError):
                return response.text
        def milio_detail(response):
            try:
                return response.json()["error"]["detail"]
            except (ValueError, KeyError, TypeError):
                return response.text
    """,
    "thin wrappers": """
        class Logged:
            def __init__(self, inner, log):
                self._inner = inner
                self._log = log
            def send_sms(self, phone_number, message):
                self._log.info("sending to %s", phone_number)
                return self._inner.send_sms(phone_number, message)
        class Counted:
            def __init__(self, inner):
                self._inner = inner
                self.count = 0
            def send_sms(self, phone_number, message):
                self.count += 1
                return self._inner.send_sms(phone_number, message)
        class Plain:
            def __init__(self, inner):
                self._inner = inner
            def send_sms(self, phone_number, message):
                return self._inner.send_sms(phone_number, message)
    """,
    "two counters with locks": """
        import threading
        class Turns:
            def __init__(self, senders):
                self._senders = list(senders)
                self._lock = threading.Lock()
                self._next = 0
            def __call__(self):
                with self._lock:
                    sender = self._senders[self._next]
                    self._next = (self._next + 1) % len(self._senders)
                return sender
        class Tally:
            def __init__(self):
                self._lock = threading.Lock()
                self._counts = {}
            def note(self, sender):
                with self._lock:
                    self._counts[sender] = self._counts.get(sender, 0) + 1
    """,
    "two values": """
        class Phone:
            def __init__(self, digits): self.digits = digits
            def __eq__(self, other):
                return isinstance(other, Phone) and self.digits == other.digits
            def __hash__(self): return hash(self.digits)
            def __repr__(self): return f"Phone({self.digits!r})"
        class Text:
            def __init__(self, text): self.text = text
            def __eq__(self, other):
                return isinstance(other, Text) and self.text == other.text
            def __hash__(self): return hash(self.text)
            def __repr__(self): return f"Text({self.text!r})"
    """,
    "a token here and a token there": """
        class TokenInQuery:
            def __init__(self, tokens):
                self._tokens = tokens
            def __call__(self, request):
                request.params["accessToken"] = self._tokens.current()
                return request
        class TokenInHeader:
            def __init__(self, token):
                self._token = token
            def __call__(self, request):
                request.headers["X-Access-Token"] = self._token
                return request
    """,
    "error classes": """
        class MilioError(Exception):
            "Base."
        class BadInput(MilioError):
            def __init__(self, detail):
                super().__init__(f"refused: {detail}")
                self.detail = detail
        class Failure(MilioError):
            def __init__(self, detail):
                super().__init__(f"failed: {detail}")
                self.detail = detail
        class Wrong(MilioError):
            def __init__(self, detail, code):
                super().__init__(f"wrong: {detail} ({code})")
                self.detail = detail
                self.code = code
    """,
    "constructors with one computed attribute": """
        import time
        from itertools import accumulate
        class Turns:
            def __init__(self, senders, weights):
                self._senders = tuple(senders)
                self._weights = tuple(weights)
                self._total = sum(self._weights)
        class Shares:
            def __init__(self, senders, weights):
                self._senders = tuple(senders)
                self._weights = tuple(weights)
                self._steps = list(accumulate(self._weights))
        class Kept:
            def __init__(self, inner, clock=time.monotonic):
                self._inner = inner
                self._clock = clock
                self._since = clock()
    """,
    "data classes": """
        from dataclasses import dataclass, field
        @dataclass(frozen=True)
        class WatertelSettings:
            url: str
            username: str
            password: str = field(repr=False)
            timeout: float = 3.0
        @dataclass(frozen=True)
        class MilioSettings:
            url: str
            token: str = field(repr=False)
            timeout: float = 3.0
        @dataclass(frozen=True)
        class Share:
            sender: object
            percentage: float
            def __post_init__(self):
                if not 0 <= self.percentage <= 100:
                    raise ValueError(f"{self.percentage} is no percentage")
    """,
}


@pytest.mark.parametrize("text", DISHONEST.values(), ids=DISHONEST.keys())
def test_a_dressed_up_copy_is_found(text: str) -> None:
    assert found(CLOSED, {"sms/milio.py": text})


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())
def test_what_honest_code_shares_is_left_alone(text: str) -> None:
    assert found(CLOSED, {"sms/milio.py": text}) == []


PROVIDERS = {
    "errors translated by one function, asked by each": (
        """
            from sms.http import HttpError
            from sms.translate import error_for
            class Watertel:
                def __init__(self, http, tokens):
                    self._http = http
                    self._tokens = tokens
                def send_sms(self, phone_number, message):
                    try:
                        reply = self._http.post("/messages", {"phone": phone_number, "message": message, "priority": 2}, {"accessToken": self._tokens.current()})
                    except HttpError as error:
                        raise error_for(error.status, error.body.get("error_message")) from error
                    return reply["messageId"]
        """,
        """
            from sms.http import HttpError
            from sms.translate import error_for
            class Milio:
                def __init__(self, http, token):
                    self._http = http
                    self._token = token
                def send_sms(self, phone_number, message):
                    try:
                        reply = self._http.post("/v1/messages", {"to": phone_number, "text": message}, headers={"X-Access-Token": self._token})
                    except HttpError as error:
                        raise error_for(error.status, error.body.get("error", {}).get("detail")) from error
                    return reply["id"]
        """,
    ),
    "another status for a success": (
        """
            from sms.translate import error_for
            class Watertel:
                def __init__(self, http, tokens):
                    self._http, self._tokens = http, tokens
                def send_sms(self, phone_number, message):
                    response = self._http.post("/messages", {"phone": phone_number, "message": message, "priority": 2}, {"accessToken": self._tokens.current()})
                    if response.status_code != 200:
                        raise error_for(response)
                    return response.json()["messageId"]
        """,
        """
            from sms.translate import error_for
            class Milio:
                def __init__(self, http, token):
                    self._http, self._token = http, token
                def send_sms(self, phone_number, message):
                    response = self._http.post("/v1/messages", {"to": phone_number, "text": message}, headers={"X-Access-Token": self._token})
                    if response.status_code != 202:
                        raise error_for(response)
                    return response.json()["id"]
        """,
    ),
    "small helpers of one's own": (
        """
            class Watertel:
                def __init__(self, http, tokens):
                    self._http, self._tokens = http, tokens
                def send_sms(self, phone_number, message):
                    self._http.post(self._address(), json=self._body(phone_number, message), params=self._params())
                def _address(self):
                    return f"{self._http.base}/messages"
                def _body(self, phone_number, message):
                    return {"phone": phone_number, "message": message, "priority": 2}
                def _params(self):
                    return {"accessToken": self._tokens.current()}
        """,
        """
            class Milio:
                def __init__(self, http, token):
                    self._http, self._token = http, token
                def send_sms(self, phone_number, message):
                    self._http.post(self._address(), json=self._body(phone_number, message), headers=self._headers())
                def _address(self):
                    return f"{self._http.base}/v1/messages"
                def _body(self, phone_number, message):
                    return {"to": phone_number, "text": message}
                def _headers(self):
                    return {"X-Access-Token": self._token}
        """,
    ),
    "a line in the log for each": (
        """
            import logging
            from sms.errors import SmsError
            log = logging.getLogger(__name__)
            class Watertel:
                def __init__(self, api, tokens):
                    self._api, self._tokens = api, tokens
                def send_sms(self, phone_number, message):
                    try:
                        self._api.post("/messages", {"phone": phone_number, "message": message})
                    except SmsError:
                        log.warning("Watertel did not take a message")
                        raise
        """,
        """
            import logging
            from sms.errors import SmsError
            log = logging.getLogger(__name__)
            class Milio:
                def __init__(self, api, token):
                    self._api, self._token = api, token
                def send_sms(self, phone_number, message):
                    try:
                        self._api.post("/v1/messages", {"to": phone_number, "text": message}, headers={"X-Access-Token": self._token})
                    except SmsError:
                        log.warning("Milio did not take a message")
                        raise
        """,
    ),
    "a library's call, with one guard and one judge": (
        """
            import requests
            from sms.guard import provider_trouble, judged
            class Watertel:
                def __init__(self, url, tokens, timeout):
                    self._url = url
                    self._tokens = tokens
                    self._timeout = timeout
                def send_sms(self, phone_number, message):
                    with provider_trouble():
                        response = requests.post(f"{self._url}/messages", params={"accessToken": self._tokens.current()}, json={"phone": phone_number, "message": message, "priority": 2}, timeout=self._timeout, allow_redirects=False)
                    return judged(response)["messageId"]
        """,
        """
            import requests
            from sms.guard import provider_trouble, judged
            class Milio:
                def __init__(self, url, token, timeout):
                    self._url = url
                    self._token = token
                    self._timeout = timeout
                def send_sms(self, phone_number, message):
                    with provider_trouble():
                        response = requests.post(f"{self._url}/v1/messages", headers={"X-Access-Token": self._token}, json={"to": phone_number, "text": message}, timeout=self._timeout, allow_redirects=False)
                    return judged(response)["id"]
        """,
    ),
    "two subclasses of one base": (
        """
            from abc import ABC, abstractmethod
            class Provider(ABC):
                def __init__(self, http):
                    self._http = http
                def send_sms(self, phone_number, message):
                    return self._read(self._http.exchange(self._request(phone_number, message)))
                @abstractmethod
                def _request(self, phone_number, message): ...
                @abstractmethod
                def _read(self, reply): ...
            class Watertel(Provider):
                def __init__(self, http, url, tokens):
                    super().__init__(http)
                    self._url = url
                    self._tokens = tokens
                def _request(self, phone_number, message):
                    return Request("POST", f"{self._url}/messages", params={"accessToken": self._tokens.current()}, json={"phone": phone_number, "message": message, "priority": 2})
                def _read(self, reply):
                    return reply["messageId"]
        """,
        """
            from sms.old import Provider, Request
            class Milio(Provider):
                def __init__(self, http, url, token):
                    super().__init__(http)
                    self._url = url
                    self._token = token
                def _request(self, phone_number, message):
                    return Request("POST", f"{self._url}/v1/messages", headers={"X-Access-Token": self._token}, json={"to": phone_number, "text": message})
                def _read(self, reply):
                    return reply["id"]
        """,
    ),
    "a general router made of the closed one": (
        """
            import random
            class Split:
                def __init__(self, senders, weights):
                    self._senders, self._weights = senders, weights
                def send_sms(self, phone_number, message):
                    [sender] = random.choices(self._senders, weights=self._weights)
                    return sender.send_sms(phone_number, message)
        """,
        """
            import math
            from sms.old import Split
            def make_router(splits):
                splits = list(splits)
                senders, weights = [s for s, _ in splits], [w for _, w in splits]
                for weight in weights:
                    if not 0 <= weight <= 100:
                        raise ValueError("0 to 100")
                if not math.isclose(sum(weights), 100, abs_tol=1e-6):
                    raise ValueError("100 in all")
                return Split(senders, weights)
        """,
    ),
}
"""Two providers' own code, the second new: what is left when all that they share stands in one place."""


@pytest.mark.parametrize(("first", "second"), PROVIDERS.values(), ids=PROVIDERS.keys())
def test_two_providers_that_share_what_can_be_shared_are_no_copies(first: str, second: str) -> None:
    assert not found({"sms/old.py": first}, {"sms/new.py": second})


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


UNROLLED = """
    import time
    from sms.errors import ProviderFailure

    class Stubborn:
        def __init__(self, inner):
            self._inner = inner

        def send(self, phone_number, message):
            try:
                return self._inner.send(phone_number, message)
            except ProviderFailure:
                time.sleep(0)
            try:
                return self._inner.send(phone_number, message)
            except ProviderFailure:
                time.sleep(2)
            try:
                return self._inner.send(phone_number, message)
            except ProviderFailure:
                time.sleep(4)
            return self._inner.send(phone_number, message)
"""


def test_a_loop_written_out_repeats_itself() -> None:
    closed = {path: text for path, text in CLOSED.items() if path != "sms/retry.py"}
    assert found(closed, {"sms/stubborn.py": UNROLLED}) == [("Stubborn.send", "Stubborn.send")]


def test_checks_of_different_things_in_a_row_are_no_loop_written_out() -> None:
    closed = {path: text for path, text in CLOSED.items() if path not in ("sms/watertel.py", "sms/checks.py")}
    assert found(closed, {"sms/watertel.py": WATERTEL, "sms/checks.py": CHECKS}) == []


DOOR = """
from sms.errors import Refused
from sms.people import is_hidden, is_visitor

class {0}:
    def __init__(self, {1}verbs):
        {2}self._verbs = frozenset(verbs)

    def __call__(self, request, onward):
        if request.verb in self._verbs and {3}:
            raise Refused("no")
        return onward(request)
"""


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        ("is_visitor(request.args[0])", "is_hidden(request.args[1])", False),
        ("len(request.args[0]) > 140", "len(request.args[1]) > 80", True),
        ("request.args[0] != 'owner'", "request.args[1] != 'guest'", True),
    ],
)
def test_two_doors_that_ask_other_code_are_no_copies(first: str, second: str, is_found: bool) -> None:
    people = (
        "def is_visitor(name):\n    return name == '~'\ndef is_hidden(item):\n    return item.flags > 2\n"
    )
    doors = {
        "sms/people.py": people,
        "sms/one.py": DOOR.format("MembersOnly", "", "", first),
        "sms/other.py": DOOR.format("Closed", "flags, ", "self._flags = flags\n        ", second),
    }
    assert bool(found(CLOSED, doors)) == is_found


def test_the_trainees_own_tests_are_free() -> None:
    assert found(CLOSED, {"tests/test_retry.py": RETRY, "tests/test_more.py": RETRY}) == []


def test_a_copy_under_tests_that_the_module_imports_is_found() -> None:
    new = {"tests/loop.py": RETRY, "sms/milio.py": "from tests.loop import RetryingSender\n"}
    assert found(CLOSED, new)


def test_the_places_of_a_copy_are_its_lines() -> None:
    files = {path: textwrap.dedent(text).encode() for path, text in CLOSED.items()}
    copy = textwrap.dedent(DISHONEST["the retry loop under another provider's name"]).encode()
    after = files | {"sms/milio.py": copy}
    (clone,) = clones.find(States(Snapshot(files, ""), Snapshot(after, "")), LAYOUT, {})
    assert (clone.copy.module.path, clone.copy.line, clone.copy.end_line) == ("sms/milio.py", 10, 15)
    assert clone.original.module.path == "sms/retry.py"


COPIED = {
    "the retry": (RETRY, {"time", "ProviderFailure"}),
    "the checks": (CHECKS, {"BadInput"}),
    "the router": (ROUTER, {"random"}),
    "the token cache, a class of small methods": (TOKENS, {"time", "requests"}),
    "the translation of errors": (WATERTEL, {"requests", "BadInput", "Misconfigured", "ProviderFailure"}),
}
"""Closed code, and the names in it that come from imports and so keep their meaning."""

LIBRARY = frozenset(
    ["sleep", "random", "strip", "isdigit", "status_code", "text", "json", "post", "RequestException"]
)
FRESH = st.from_regex(r"[a-z]{3,8}_[a-z]{2,6}", fullmatch=True).filter(
    lambda name: not keyword.iskeyword(name)
)


class Disguise(ast.NodeTransformer):
    """Renames every name of the trainee's own, changes texts and turns blocks of checks round."""

    def __init__(self, kept: set[str], names: list[str], dice: random.Random) -> None:
        self._kept = kept
        self._names = list(names)
        self._dice = dice
        self._given: dict[str, str] = {}

    def _renamed(self, name: str) -> str:
        if name in self._kept or name in LIBRARY or name in dir(builtins) or name.startswith("__"):
            return name
        if name == "self":
            return name
        return self._given.setdefault(name, self._names.pop())

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.copy_location(ast.Name(self._renamed(node.id), node.ctx), node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.copy_location(ast.arg(self._renamed(node.arg)), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        return ast.copy_location(ast.Attribute(node.value, self._renamed(node.attr), node.ctx), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.name = self._renamed(node.name)
        checks = [each for each in node.body if isinstance(each, ast.If)]
        if len(checks) > 1:
            others = iter(self._dice.sample(checks, len(checks)))
            node.body = [next(others) if isinstance(each, ast.If) else each for each in node.body]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.name = self._renamed(node.name)
        self._dice.shuffle(node.body)
        return node


@pytest.mark.parametrize("what", COPIED)
@settings(max_examples=8, deadline=None, database=None)
@given(names=st.lists(FRESH, min_size=40, max_size=40, unique=True), seed=st.integers(0, 999))
def test_a_copy_is_found_under_any_names_and_in_another_order(what: str, names: list[str], seed: int) -> None:
    text, kept = COPIED[what]
    tree = Disguise(kept, names, random.Random(seed)).visit(ast.parse(textwrap.dedent(text)))
    assert found(CLOSED, {"sms/disguised.py": ast.unparse(tree)})


FIELDS = st.lists(FRESH, min_size=2, max_size=4, unique=True)


@settings(max_examples=20, deadline=None, database=None)
@given(fields=st.tuples(FIELDS, FIELDS), names=st.lists(FRESH, min_size=8, max_size=8, unique=True))
def test_two_thin_classes_with_the_same_shape_are_no_copies(
    fields: tuple[list[str], list[str]], names: list[str]
) -> None:
    def thin(name: str, method: str, keys: list[str], path: str) -> str:
        body = ", ".join(f'"{path}_{key}": {key}' for key in keys)
        return f"""
import requests

class {name.title()}:
    def __init__(self, url, {", ".join(f"own_{key}" for key in keys)}, timeout):
        self._url = url
        self._timeout = timeout

    def {method}(self, {", ".join(keys)}):
        reply = requests.post(f"{{self._url}}/{path}", json={{{body}}}, timeout=self._timeout)
        return reply.json()["{path}"]
"""

    one = thin(names[0], names[1], fields[0], names[2])
    two = thin(names[3], names[4], fields[1], names[5])
    assert found({"sms/one.py": one}, {"sms/two.py": two}) == []
