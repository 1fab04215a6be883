"""The server of a workshop: folder, database, workers and web server put together, and ended in the right order."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import ipaddress
import math
import os
import resource
import secrets
import shutil
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..base.errors import StateError, UsageError
from ..base.lock import locked
from ..base.whole_files import write_whole
from ..fleet.courier import Courier
from ..fleet.workers import Workers as Gradings
from ..sandbox.ladder import ProvedRung, choose
from ..session.clock import SystemClock
from .api.guard import Api, answers, trouble
from .api.routes import routes
from .codes import Guesses
from .connection import connections
from .desk import Desk, Step
from .dispatcher import TWICE, Dispatcher
from .katas import Katas
from .pages.asked import refused
from .pages.guard import Guarded
from .pages.routes import routes as page_routes
from .pages.site import Site, Workers, site
from .queue import oldest, waiting
from .refusal import not_there
from .store.store import Store
from .waits import Waits

if TYPE_CHECKING:
    from starlette.requests import Request

KEY_FILE, SERVING, ADDRESS = "key", "serving", "address"
KEY_BYTES = 32
NICENESS = 10
"""Answering comes before grading."""

MOST_CONNECTIONS = 2000
FREE_BYTES = 100 * 1024 * 1024
"""With less on the disk nothing more is received; verdicts still fit."""

FILES = 4096
"""Open at a time, as far as the machine lets us."""

SHUTDOWN_SECONDS = 5


@dataclass(frozen=True)
class Settings:
    """What `kata workshop serve` was told."""

    data: Path
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    insecure_lan: bool = False
    workers: Gradings = field(default_factory=Gradings)
    pack: str = ""
    require: str | None = None
    allow_weak: bool = False
    trust_proxy: str = ""
    step: Step = field(default=lambda name: None)


@dataclass(frozen=True)
class Running:
    """A server that is ready to answer. `url` is how people reach it."""

    desk: Desk
    dispatcher: Dispatcher
    app: Starlette
    waits: Waits
    pages: Site
    url: str
    proved: ProvedRung
    workers: int

    async def let_go(self) -> None:
        """Answers all who wait for news, and ends the streams."""
        self.pages.live.end_streams()
        await self.waits.stop()


def desk_of(settings: Settings) -> Desk:
    """The desk of a data folder, which is made where it is missing; nobody else can read what is in it."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.data.chmod(0o700)
    store = Store(settings.data, settings.database)
    return Desk(store, SystemClock(), _key(settings.data / KEY_FILE), Katas(settings.pack), settings.step)


@contextlib.contextmanager
def running(
    settings: Settings,
    courier: Courier | None = None,
    prove: Callable[[str | None, bool], ProvedRung] = choose,
) -> Iterator[Running]:
    """A server, all but its web server: workers run, the queue is served. Only one at a time has the data folder.

    Without walls that are strong enough it does not begin: MachineError. `prove` tries them, now and after trouble.
    """
    proved = prove(settings.require, settings.allow_weak)
    _share_heaps()
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        lock = locked(settings.data / SERVING, wait=False)
        lock.__enter__()
    except StateError:
        raise StateError(
            f"A workshop is served from {settings.data} already. Stop it, or name another --data."
        ) from None
    try:
        carries = courier or settings.workers.courier(niceness=NICENESS, patience=math.inf)
        try:
            desk = desk_of(settings)
        except BaseException:
            carries.close()
            raise
        workers = carries.capacity()
        rung = proved.rung.name
        dispatcher = Dispatcher(
            desk,
            carries,
            require=rung,
            prove=lambda: prove(rung, settings.allow_weak),
            alone=desk.store.sqlite,
            twice=0 if settings.workers.scheduler is None else TWICE,
        )
        try:
            dispatcher.start()
            url = url_of(settings)
            _write_address(settings, url)
            waits = Waits(desk, lambda: dispatcher.workers()[0], dispatcher.progress)
            dispatcher.came_on = waits.wake
            note = proved.note()
            pages = site(
                desk,
                lambda: Workers(
                    dispatcher.workers()[0],
                    note.rung,
                    practice=not note.counts_as_grade,
                    progress=dispatcher.progress(),
                    full=not _room_on_disk(settings),
                    trouble=dispatcher.trouble(),
                ),
                url,
                secure=url.startswith("https://") or _is_loopback(settings.host),
            )
            app = application(desk, dispatcher, settings, url, waits, pages)
            yield Running(desk, dispatcher, app, waits, pages, url, proved, workers)
        finally:
            dispatcher.close()
            desk.store.close()
    finally:
        lock.__exit__(None, None, None)


def application(
    desk: Desk, dispatcher: Dispatcher, settings: Settings, url: str, waits: Waits, pages: Site
) -> Starlette:
    """The web application: the API and the pages."""
    api = Api(
        desk,
        waits,
        Guesses(lambda: desk.clock.now().running),
        url,
        lambda: _room_on_disk(settings),
    )

    @contextlib.asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        await waits.start()
        yield
        pages.live.close()
        await waits.stop()

    found = [
        *routes(api),
        Route("/healthz", answers(_health(desk, dispatcher, settings)), methods=["GET"]),
        *page_routes(pages),
    ]
    app = Starlette(routes=found, lifespan=life, exception_handlers={404: _nothing, 405: _nothing})
    app.add_middleware(Guarded)
    return app


M_ARENA_MAX, HEAPS = -8, 2
BACKLOG = 2048
"""Connections that may wait to be taken, as many as uvicorn has."""


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say; raises UsageError for what is not safe or not free."""
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise UsageError("--tls-cert and --tls-key go together.")
    for option, file in (("--tls-cert", settings.tls_cert), ("--tls-key", settings.tls_key)):
        if file and not Path(file).is_file():
            raise UsageError(f"{option} {file} does not exist.")
    plain = not settings.tls_cert and not settings.insecure_lan
    if plain and not _is_loopback(settings.host) and not settings.trust_proxy:
        raise UsageError(
            f"--host {settings.host} is open to others, who could read tokens on the way. Give --tls-cert and "
            "--tls-key, or say --insecure-lan where you trust everybody in the network."
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((settings.host, settings.port))
        found.listen(BACKLOG)  # who comes before the server answers waits, and a second server is told
    except OSError as error:
        found.close()
        raise UsageError(
            f"--host {settings.host} --port {settings.port} cannot be used ({error.strerror})."
        ) from None
    return found


class WebServer(uvicorn.Server):
    """Lets all go who wait for news before it waits for connections to end: they would wait for each other."""

    def __init__(
        self, ready: Running, settings: Settings, http: type[asyncio.Protocol] | None = None
    ) -> None:
        super().__init__(_config(ready, settings, http or connections(settings.trust_proxy)))
        self._ready = ready

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends what is open."""
        await self._ready.let_go()
        await super().shutdown(sockets)


def answer(ready: Running, settings: Settings, listening: socket.socket) -> None:
    """Answers until it is told to stop (Ctrl-C, SIGTERM)."""
    _allow_many_files()
    if threading.current_thread() is threading.main_thread():
        # It is raised once more when the web server has ended: the rest ends, too.
        signal.signal(signal.SIGTERM, _end)
    WebServer(ready, settings).run(sockets=[listening])


def _config(ready: Running, settings: Settings, http: type[asyncio.Protocol]) -> uvicorn.Config:
    return uvicorn.Config(
        ready.app,
        http=http,
        ws="none",
        lifespan="on",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trust_proxy),
        forwarded_allow_ips=settings.trust_proxy or None,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        ssl_certfile=settings.tls_cert or None,
        ssl_keyfile=settings.tls_key or None,
        backlog=MOST_CONNECTIONS,
    )


def _end(number: int, frame: object) -> None:
    raise SystemExit(0)


def _key(path: Path) -> bytes:
    """The secret that codes are derived from: beside the database, never in it."""
    with contextlib.suppress(FileExistsError):
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(made, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    path.chmod(0o600)
    found = path.read_bytes()
    if len(found) != KEY_BYTES:
        raise StateError(
            f"{path} is not a key of a workshop. Put the right file back, or name another --data."
        )
    return found


def served_at(settings: Settings) -> str:
    """How people reach the server that was started last on this folder."""
    with contextlib.suppress(OSError):
        return settings.public_url.rstrip("/") or (settings.data / ADDRESS).read_text(encoding="utf-8")
    return url_of(settings)


def _write_address(settings: Settings, url: str) -> None:
    write_whole(settings.data / ADDRESS, url.encode())
    (settings.data / ADDRESS).chmod(0o600)


def url_of(settings: Settings) -> str:
    """How people reach the server."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    scheme = "https" if settings.tls_cert else "http"
    host = settings.host
    if host in ("0.0.0.0", "::"):
        host = _own_address()
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _own_address() -> str:
    """How others of the network reach this machine, as well as it can be known."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # an address for examples: nothing is sent
            return str(asked.getsockname()[0])
        except OSError:
            return socket.gethostname()


def _room_on_disk(settings: Settings) -> bool:
    return shutil.disk_usage(settings.data).free >= FREE_BYTES


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _share_heaps() -> None:
    """Without this, glibc gives each thread a heap of its own, which seldom shrinks: a server has some forty threads.

    The number of heaps is that of `mallopt(3)`; other systems have no such thing.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, HEAPS)


def _health(desk: Desk, dispatcher: Dispatcher, settings: Settings) -> Any:
    """For this machine alone: the queue, the workers, the database, the disk; no names."""

    async def health(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        if request.client is None or not _is_loopback(request.client.host):
            return await _nothing(request, None)

        def told() -> dict[str, Any]:
            with desk.store.read() as connection:
                queued, since = waiting(connection), oldest(connection)
                database = connection.dialect.name
            capacity, busy = dispatcher.workers()
            return {
                "queued": len(queued),
                "oldest_seconds": None if since is None else max(0.0, desk.clock.now().wall - since),
                "database": database,
                "workers": capacity,
                "busy": busy,
                "halted": dispatcher.trouble(),
                "free_bytes": shutil.disk_usage(settings.data).free,
            }

        return JSONResponse(await run_in_threadpool(told))

    return health


async def _nothing(request: Request, error: Exception | None) -> Response:
    if "text/html" in request.headers.get("accept", ""):  # a person mistyped an address
        return refused(not_there(), "/")
    return trouble(404, "not-there", "There is nothing here.")
