"""Milio: takes messages with an access token in a header."""

from __future__ import annotations

import secrets

from kata.grader.toolkit import Answer, Reply, Request
from kata.grader.toolkit.faults import Speech, Trouble

from sms_support.guide import MEANINGS, json_object, wrong_fields, wrong_message
from sms_support.journal import Arrival, Journal, Kind, Outcome

MESSAGES = "/v1/messages"
"""The path of its guide."""
TOKEN_HEADER = "x-access-token"


class Milio:
    """A handler. All its state lives here, outside of the submission's process."""

    name = "milio"
    default_port = 8802
    from_stage = 3
    examples = (
        "curl -i {url}/v1/messages -H 'X-Access-Token: blipkart-access-token'"
        ' -d \'{"to": "9876543210", "text": "Hello"}\'',
    )

    def __init__(
        self,
        *,
        token: str = "blipkart-access-token",
        journal: Journal | None = None,
        common_trouble: Trouble | None = None,
    ) -> None:
        self.journal = journal if journal is not None else Journal()
        self.trouble = Trouble()
        self._common_trouble = common_trouble if common_trouble is not None else Trouble()
        self._token = token

    def __call__(self, request: Request) -> Answer:
        """Answers one request, as the guide says or as the script of faults says."""
        if request.path != MESSAGES:
            why = "got a request for an address that its guide does not know"
            return self._refuse(request, "unknown", 404, why)
        if request.method != "POST":
            return self._refuse(request, "message", 400, f"got {request.method} where its guide says POST")
        if request.query:
            return self._refuse(
                request, "message", 400, "got a message with something after the question mark"
            )
        headers = {name.lower(): value for name, value in request.headers.items()}
        if TOKEN_HEADER not in headers:
            return self._refuse(request, "message", 401, "got a message without the header X-Access-Token")
        if headers[TOKEN_HEADER] != self._token:
            return self._refuse(request, "message", 401, "got a wrong access token in X-Access-Token")
        return self._message(request)

    def error(self, status: int, text: str = "") -> Reply:
        """The documented body of an error."""
        detail = text or MEANINGS.get(status, "internal trouble")
        return Reply.json(status, {"error": {"code": 1000 + status, "detail": detail}})

    def _message(self, request: Request) -> Answer:
        body = json_object(request)
        wrong = wrong_fields(body, {"to": str, "text": str})
        if wrong or body is None:
            return self._refuse(request, "message", 400, wrong)
        wrong = wrong_message(body["to"], body["text"])
        if wrong:
            return self._refuse(request, "message", 400, wrong)
        phone, text = str(body["to"]), str(body["text"])
        fields = {"id": secrets.token_hex(8), "status": "queued"}
        self._common_trouble.reach(self.name)
        fault = self.trouble.next() or self._common_trouble.next()
        if fault is not None:
            self._note(request, "message", "faulted", fault.words, phone, text)
            return fault.answer(Speech(202, fields, self.error))
        self._note(request, "message", "accepted", "", phone, text)
        return Reply.json(202, fields)

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
