"""Asks the room's server over HTTP: https, or this very machine; no redirect is followed, nothing is believed."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from ..base.errors import MachineError, StateError, UsageError
from . import messages
from .messages import MAX_ANSWER_BYTES, Trouble

if TYPE_CHECKING:
    import httpx
    from msgspec import Struct

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
"""Until an answer is whole, beside what the server was asked to wait."""

LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that say nothing about the request: it is sent again."""

JUDGING = "judging"
"""The room's word for: an amendment that was sent before has no verdict yet. It is sent again, too."""


class Offline(MachineError):
    """The room does not answer now."""


class Strange(MachineError):
    """What answers does not speak as a room does."""


class Refusal(StateError):
    """The room said no; `error` is its word for programs, `status` HTTP's."""

    def __init__(self, status: int, error: str, told: str) -> None:
        self.status = status
        self.error = error
        super().__init__(told)


class NotWelcome(Refusal):
    """The room does not know this token any more."""


def address(text: str, *, insecure: bool) -> str:
    """The room's address as it is kept; raises UsageError for one over which a token must not go."""
    text = text.strip()
    if "://" not in text:
        text = f"{'http' if insecure or _is_this_machine(_host(f'//{text}')) else 'https'}://{text}"
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError(f"{text!r} is no address. It looks like https://room.example.org.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{text!r} is no address of a room. It looks like https://room.example.org.")
    if parts.username is not None or parts.query or parts.fragment:
        raise UsageError("The address of a room has no name, password, ? or # in it. Leave them out.")
    if parts.scheme == "http" and not insecure and not _is_this_machine(host):
        raise UsageError(
            "Over http everybody on the network could read and change what you send. Ask for the room's https "
            "address; or, on a network that you trust, add --insecure."
        )
    return text.rstrip("/")


def is_open_to_all(url: str) -> bool:
    """Whether what is sent to that address can be read on the way."""
    return url.startswith("http://") and not _is_this_machine(_host(url))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


T = TypeVar("T")


class Client:
    """One trainee's line to one room. Without a token, only `join` is answered."""

    def __init__(self, url: str, token: str = "") -> None:
        self._url = url
        self._token = token
        self._http: httpx.Client | None = None

    def ask(self, path: str, kind: type[T], *, wait: float = 0, params: Mapping[str, str] | None = None) -> T:
        """What is at that path, as that message. `wait`: for how many seconds more it may be held back."""
        return self._read(self.send("GET", path, wait=wait, params=params)[1], kind)

    def tell(self, path: str, message: Struct, kind: type[T]) -> T:
        """The answer to a message."""
        data = messages.encode(message)
        return self._read(self.send("POST", path, data, {"Content-Type": "application/json"})[1], kind)

    def bytes_at(self, path: str) -> bytes:
        """What is at that path, as it is."""
        return self.send("GET", path)[1]

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        wait: float = 0,
        params: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """The status (200 to 299) and the body of the answer.

        Raises Offline where nobody answers or the answer is to ask later, Refusal for a no, Strange for the rest.
        """
        import httpx

        end = time.monotonic() + ANSWER_SECONDS + wait
        told = {"Accept-Encoding": "identity", **(headers or {})}
        if self._token:
            told["Authorization"] = f"Bearer {self._token}"
        try:
            with self._line().stream(
                method,
                self._url + path,
                content=body or None,
                headers=told,
                params=params,
                timeout=httpx.Timeout(ANSWER_SECONDS + wait, connect=CONNECT_SECONDS),
            ) as answer:
                data = _whole(answer, end)
        except httpx.TransportError as error:
            raise Offline(f"The room does not answer ({type(error).__name__}).") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise Strange(f"{self._url} does not answer as a room does ({error}).") from None
        if 200 <= answer.status_code < 300:
            return answer.status_code, data
        raise self._no(answer.status_code, data)

    def close(self) -> None:
        """Hangs up."""
        if self._http is not None:
            self._http.close()

    def _line(self) -> httpx.Client:
        import httpx

        if self._http is None:
            # What goes to this machine goes through no proxy.
            here = _is_this_machine(_host(self._url))
            self._http = httpx.Client(follow_redirects=False, trust_env=not here)
        return self._http

    def _read(self, data: bytes, kind: type[T]) -> T:
        try:
            return messages.decode(data, kind, MAX_ANSWER_BYTES)
        except messages.Refused as error:
            raise Strange(f"{self._url} does not answer as a room does: {error}") from None

    def _no(self, status: int, data: bytes) -> Exception:
        try:
            trouble = messages.decode(data, Trouble)
        except messages.Refused:
            trouble = Trouble(error="", message="")
        told = " ".join(part for part in (trouble.message, trouble.do) if part)
        if status in LATER or trouble.error == JUDGING:
            return Offline(told or f"The room has no answer now ({status}).")
        if 300 <= status < 400:
            return Strange(
                f"{self._url} sends elsewhere, where your token must not go. Use the room's own address."
            )
        if not told:
            return Strange(f"{self._url} does not answer as a room does (status {status}).")
        kind = NotWelcome if status == 401 else Refusal
        return kind(status, trouble.error, told)


def _whole(answer: httpx.Response, end: float) -> bytes:
    """The body, within its size and its time."""
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise ValueError("the answer is packed")
    data = bytearray()
    for chunk in answer.iter_raw():
        data += chunk
        if len(data) > MAX_ANSWER_BYTES:
            raise ValueError(f"the answer has more than {MAX_ANSWER_BYTES:,} bytes")
        if time.monotonic() > end:
            raise Offline("The room answers too slowly.")
    return bytes(data)
