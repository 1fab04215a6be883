"""Who asks, and how much they may send: bearer tokens, bounded bodies within a deadline, and errors that tell nothing.

Every route is wrapped by `answers`: what goes wrong inside is a word, a sentence and a number to look up.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import msgspec
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ...base.errors import KataError, MachineError
from .. import grants, messages, people
from ..codes import Guesses
from ..connection import is_known
from ..desk import Desk
from ..grants import Caller
from ..parcel import Body, Refused, TooLong, check_length
from ..refusal import Refusal
from ..waits import Waits

log = logging.getLogger(__name__)

BODY_SECONDS = 20.0
"""For a body to come whole."""

PARCELS_AT_ONCE = 8
"""Hand-ins that are received at a time; the next wait for their turn, which is part of their deadline."""

BEARER = "Bearer "
RETRY = {"Retry-After": "2"}


@dataclass
class Api:
    """What the routes share. `url` is how people reach the server; `room_on_disk` whether more may be kept."""

    desk: Desk
    waits: Waits
    guesses: Guesses
    url: str = ""
    room_on_disk: Callable[[], bool] = lambda: True
    parcels: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PARCELS_AT_ONCE))


Handler = Callable[[Request, Caller], Awaitable[Response]]


class Late(Exception):
    """The body did not come in time."""


def answers(inner: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """The handler, whose troubles become answers."""

    async def handler(request: Request) -> Response:
        try:
            return await inner(request)
        except Refusal as refusal:
            return trouble(refusal.status, refusal.error, refusal.message, refusal.do)
        except TooLong as error:
            return trouble(413, "too-long", str(error), closes=True)
        except (Refused, messages.Refused) as error:
            return trouble(400, "refused", str(error), closes=True)
        except Late:
            return trouble(408, "late", "The request did not come in time.", "Send it again.", closes=True)
        except ClientDisconnect:
            return Response(status_code=400)
        except (DBAPIError, NoConnection) as error:
            log.error("the database cannot be used: %s", type(error).__name__)
            return trouble(
                503, "busy", "The room cannot answer now.", "Try again in a moment.", headers=RETRY
            )
        except MachineError as error:
            return trouble(503, "machine", str(error), headers=RETRY)
        except KataError as error:
            return trouble(409, "refused", str(error))
        except Exception:  # what it was is for the log alone: it may hold a hidden test
            number = secrets.token_hex(4)
            log.exception("error %s", number)
            return trouble(500, "error", f"Something went wrong (error {number}).", "Tell the facilitator.")

    return handler


def trainee(api: Api, inner: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The handler, asked only by somebody who shows a trainee's token."""

    async def known(request: Request) -> Response:
        shown = request.headers.get("authorization", "")
        caller = None
        if shown.startswith(BEARER):
            caller = await run_in_threadpool(_caller, api.desk, shown.removeprefix(BEARER))
        if caller is None or caller.role != "trainee":
            raise Refusal("who", "The room does not know you.", "Join again: `kata join`.", status=401)
        is_known(request)
        return await inner(request, caller)

    return answers(known)


async def message_in(request: Request) -> bytes:
    """The body of a request that is no parcel."""
    return await body_in(request, messages.MAX_BODY_BYTES)


async def body_in(request: Request, most: int, turn: asyncio.Semaphore | None = None) -> bytes:
    """The body, at most so many bytes. Raises TooLong, Refused without a length, Late after the deadline."""
    check_length(request.headers.get("content-length"), most)
    body = Body(most)

    async def whole() -> None:
        async for chunk in request.stream():
            body.add(chunk)

    try:
        async with asyncio.timeout(BODY_SECONDS):
            if turn is None:
                await whole()
            else:
                async with turn:
                    await whole()
    except TimeoutError:
        raise Late from None
    return body.data


def said(status: int, message: msgspec.Struct) -> Response:
    """A message as an answer."""
    return Response(messages.encode(message), status, media_type="application/json")


def trouble(
    status: int,
    error: str,
    told: str,
    do: str = "",
    *,
    headers: dict[str, str] | None = None,
    closes: bool = False,
) -> Response:
    """A refusal as an answer. `closes`: what the body still sends is not read."""
    data = messages.encode(messages.Trouble(error=error[:80], message=told[:4000], do=do[:4000]))
    answer = Response(data, status, headers=headers, media_type="application/json")
    if closes:
        answer.headers["Connection"] = "close"
    return answer


def address(request: Request) -> str:
    """Where the request comes from; a proxy's word on it was taken before, or not (`--trust-proxy`)."""
    return request.client.host if request.client else ""


def _caller(desk: Desk, token: str) -> Caller | None:
    with desk.store.read() as connection:
        found = grants.caller(connection, token, "bearer", desk.clock.now().wall)
    if found is not None and found.person:
        people.seen(desk, found.person)
    return found
