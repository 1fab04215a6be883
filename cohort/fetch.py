"""A repository behind an https address, fetched into a folder of ours: from outside only, and nothing of it is run."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from ..base.errors import StateError, UsageError
from ..workspace import git
from ..workspace.names import printable

SECONDS = 120.0
"""For one repository to come: a kata's takes one."""

MAX_BYTES = 128 * 1024 * 1024
"""Of one file that git writes, so of all that is fetched, which is one pack."""

MAX_COMPLAINT = 200
"""Characters of what git says."""

Resolve = Callable[[str, int], tuple[str, ...]]


@contextmanager
def fetched(address: str, *, checked: Callable[[str], tuple[str, int, str]] | None = None) -> Iterator[Path]:
    """A bare repository, for as long as this lasts; raises UsageError for an address that is not asked.

    No redirect is followed, and no name is looked up again: the address that was checked is the one that is asked.
    """
    host, port, ip = (checked or place_of)(address)
    with tempfile.TemporaryDirectory(prefix="kata-fetched-") as folder:
        target = Path(folder) / "repository.git"
        _clone(address, target, f"{host}:{port}:{ip}")
        yield target


def place_of(address: str, resolve: Resolve | None = None) -> tuple[str, int, str]:
    """Host, port and the one IP address to ask; raises UsageError for whatever is not plainly outside."""
    told = printable(address)[:MAX_COMPLAINT]
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise UsageError(f"{told} is not an address.") from None
    if parts.scheme != "https":
        raise UsageError(f"{told}: only https:// is fetched. Fetch it yourself, then name the folder.")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"The address of {host} holds a name or a password. Fetch it yourself, then name the folder."
        )
    if (
        not host
        or host.startswith("-")
        or not address.isascii()
        or not address.isprintable()
        or " " in address
    ):
        raise UsageError(f"{told} is not an address that is fetched.")
    try:
        found = (resolve or _resolved)(host, port)
    except OSError:
        raise StateError(
            f"{told}: the name {host} is not known. Look at the address and the network."
        ) from None
    inside = [each for each in found if not ipaddress.ip_address(each).is_global]
    if inside or not found:
        raise UsageError(f"{told} leads into this machine or its own network, which is not asked.")
    return host, port, found[0]


def _resolved(host: str, port: int) -> tuple[str, ...]:
    known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]).partition("%")[0] for each in known))


def _clone(address: str, target: Path, pinned: str) -> None:
    settings = {
        "http.curloptResolve": pinned,
        "http.followRedirects": "false",
        "http.proxy": "",
        "transfer.fsckObjects": "true",
        "fetch.fsckObjects": "true",
        "core.hooksPath": "/dev/null",
        "credential.helper": "",
    }
    said = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    asked = [*said, "clone", "--quiet", "--bare", "--no-local", "--template=", "--", address, str(target)]
    limited = ["/bin/sh", "-c", f'ulimit -f {MAX_BYTES // 512} && exec "$@"', "sh", git.executable(), *asked]
    try:
        done = subprocess.run(
            limited,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            cwd="/",
            env={**git.ENVIRONMENT, "GIT_ALLOW_PROTOCOL": "https"},
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        shutil.rmtree(target, ignore_errors=True)
        raise StateError(f"{address} did not come within {SECONDS:g} s. Fetch it yourself.") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        told = printable(lines[-1].removeprefix("fatal: "))[:MAX_COMPLAINT] if lines else "no word of git's"
        raise StateError(f"{address} could not be fetched ({told}). Fetch it yourself, then name the folder.")
