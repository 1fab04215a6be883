"""Watertel: logs in for a token that expires, and takes messages with it."""

from __future__ import annotations

import secrets

from kata.grader.toolkit import Answer, Reply, Request
from kata.grader.toolkit.faults import Speech, Trouble

from sms_support.guide import MEANINGS, json_object, wrong_fields, wrong_message
from sms_support.journal import Arrival, Journal, Kind, Outcome

LOGIN, MESSAGES = "/login", "/messages"
"""The paths of its guide."""
TOKEN_BYTES = 24
"""192 random bits: a token cannot be guessed."""
DEFAULT_EXPIRY_SECONDS = 3600
LOWEST_PRIORITY = 3


class Watertel:
    """A handler. All its state lives here, outside of the submission's process."""

    name = "watertel"
    default_port = 8801
    examples = (
        'TOKEN=$(curl -s {url}/login -d \'{"username": "blipkart", "password": "blipkart-password"}\''
        " | python3 -c 'import json, sys; print(json.load(sys.stdin)[\"accessToken\"])')",
        'curl -i "{url}/messages?accessToken=$TOKEN"'
        ' -d \'{"phone": "9876543210", "message": "Hello", "priority": 1}\'',
    )

    def __init__(
        self,
        *,
        username: str = "blipkart",
        password: str = "blipkart-password",
        expiry_seconds: int = DEFAULT_EXPIRY_SECONDS,
        journal: Journal | None = None,
        common_trouble: Trouble | None = None,
    ) -> None:
        self.expiry_seconds = expiry_seconds
        self.journal = journal if journal is not None else Journal()
        self.trouble = Trouble()
        self.login_trouble = Trouble()
        self._common_trouble = common_trouble if common_trouble is not None else Trouble()
        self._credentials = {"username": username, "password": password}
        self._tokens: dict[str, float] = {}

    def __call__(self, request: Request) -> Answer:
        """Answers one request, as the guide says or as the script of faults says."""
        if request.path == LOGIN:
            return self._login(request)
        if request.path == MESSAGES:
            return self._message(request)
        self._note(request, "unknown", "refused", "got a request for an address that its guide does not know")
        return self.error(404, "unknown address")

    @property
    def has_let_in(self) -> bool:
        """Whether anybody ever logged in."""
        return bool(self._tokens)

    def error(self, status: int, text: str = "") -> Reply:
        """The documented body of an error."""
        return Reply.json(status, {"error_message": text or MEANINGS.get(status, "internal trouble")})

    def _login(self, request: Request) -> Answer:
        body = json_object(request)
        wrong = _wrong_method(request) or wrong_fields(body, {"username": str, "password": str})
        if not wrong and request.query:
            wrong = "got a login with something after the question mark"
        if wrong:
            return self._refuse(request, "login", 400, wrong)
        if body != self._credentials:
            return self._refuse(request, "login", 401, "got a login with the wrong username or password")
        fields = {"accessToken": secrets.token_urlsafe(TOKEN_BYTES), "expiry": self.expiry_seconds}
        fault = self.login_trouble.next()
        if fault is not None:
            self._note(request, "login", "faulted", fault.words)
            return fault.answer(Speech(200, fields, self.error))
        self._tokens[str(fields["accessToken"])] = request.at + self.expiry_seconds
        self._note(request, "login", "accepted")
        return Reply.json(200, fields)

    def _message(self, request: Request) -> Answer:
        wrong = _wrong_method(request)
        if wrong:
            return self._refuse(request, "message", 400, wrong)
        wrong = self._wrong_token(request)
        if wrong:
            return self._refuse(request, "message", 401, wrong)
        body = json_object(request)
        wrong = wrong_fields(body, {"phone": str, "message": str, "priority": int})
        if wrong or body is None:
            return self._refuse(request, "message", 400, wrong)
        wrong = wrong_message(body["phone"], body["message"])
        if not wrong and body["priority"] not in range(1, LOWEST_PRIORITY + 1):
            wrong = f'got a "priority" that is not 1 to {LOWEST_PRIORITY}'
        if wrong:
            return self._refuse(request, "message", 400, wrong)
        phone, text = str(body["phone"]), str(body["message"])
        fields = {"messageId": secrets.token_hex(8)}
        self._common_trouble.reach(self.name)
        fault = self.trouble.next() or self._common_trouble.next()
        if fault is not None:
            self._note(request, "message", "faulted", fault.words, phone, text)
            return fault.answer(Speech(200, fields, self.error))
        self._note(request, "message", "accepted", "", phone, text)
        return Reply.json(200, fields)

    def _wrong_token(self, request: Request) -> str:
        tokens = request.query.get("accessToken", [])
        if len(tokens) != 1 or len(request.query) != 1:
            return 'got a message whose address does not end in "?accessToken=TOKEN"'
        good_until = self._tokens.get(tokens[0])
        if good_until is None:
            return "got an access token that it never issued"
        if request.at > good_until:
            return "got an access token that has expired"
        return ""

    def _refuse(self, request: Request, kind: Kind, status: int, why: str) -> Reply:
        self._note(request, kind, "refused", why)
        return self.error(status, why.removeprefix("got "))

    def _note(
        self,
        request: Request,
        kind: Kind,
        outcome: Outcome,
        words: str = "",
        phone: str = "",
        text: str = "",
    ) -> None:
        self.journal.note(Arrival(self.name, kind, request.at, outcome, words, phone, text))


def _wrong_method(request: Request) -> str:
    return "" if request.method == "POST" else f"got {request.method} where its guide says POST"
