"""A folder with the libraries that a solution may import, and nothing else of kata's environment."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from ..base.errors import MachineError
from ..base.folders import cache_folder

# Where a child sees them; only for the names of files in a traceback.
SEEN_AT = "/packages"
# What judges a solution is never beside it: with these a child could read or patch the judge.
NEVER = frozenset({"design-katas", "pytest", "hypothesis"})
# Tells where on this machine a distribution came from.
PRIVATE = frozenset({"direct_url.json"})
# Certificates of authorities, cut to the first: nothing there speaks TLS, and reading all costs 20 ms a client.
AUTHORITIES = "cacert.pem"
END_OF_CERTIFICATE = b"-----END CERTIFICATE-----\n"
LAYOUT = 2  # raise it when the content of a folder changes, so that old ones are not taken


def assemble(distributions: Sequence[str], cache: Path | None = None) -> Path:
    """A read-only-to-be folder of the named distributions with all that they require, byte-compiled.

    Made once per set of versions and Python, in the cache folder; safe to call from many processes.
    """
    chosen = _closure(distributions)
    home = (cache or cache_folder()) / "packages"
    target = home / _key(chosen)
    if target.is_dir():
        return target
    home.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=home))
    try:
        for found in chosen.values():
            _copy(found, making)
        import compileall  # a folder is put together once for all; its names are asked for by each command
        import py_compile

        compileall.compile_dir(
            making,
            quiet=2,  # a file for another Python version is no trouble until it is imported
            stripdir=str(making),
            prependdir=SEEN_AT,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        _open_for_all(making)
        try:
            making.rename(target)
        except OSError:
            if not target.is_dir():  # else another process was first, with the same content
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target


def import_names(distributions: Sequence[str]) -> tuple[str, ...]:
    """What the named distributions and all that they require are imported as, in the order of the alphabet."""
    files = (file for found in _closure(distributions).values() for file in found.files or ())
    return tuple(sorted({file.parent.name for file in files if file.parts[1:] == ("__init__.py",)}))


@functools.cache
def imported_as(name: str) -> frozenset[str]:
    """What one distribution is imported as; where it is not installed here, its own name."""
    try:
        files = distribution(name).files or ()
    except PackageNotFoundError:
        files = ()
    tops = {file.parts[0] for file in files if file.suffix in {".py", ".so", ".pyd"}}
    names = {top.partition(".")[0] for top in tops}
    return frozenset(each for each in names if each.isidentifier()) or frozenset(
        {name.lower().replace("-", "_").replace(".", "_")}
    )


def versions(distributions: Sequence[str]) -> tuple[str, ...]:
    """`name==version` of each named distribution and of all that they require."""
    return tuple(f"{name}=={found.version}" for name, found in _closure(distributions).items())


def _closure(names: Sequence[str]) -> dict[str, Distribution]:
    """The named distributions and what they require here, by their normal names."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, Distribution] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        wanted = waiting.pop()
        name = str(canonicalize_name(wanted.name))
        if name in NEVER:
            raise MachineError(
                f"A solution may not be given {name}: it judges it. Take it out of the kata's packages."
            )
        found[name] = _installed(name)
        extras = ("", *sorted(wanted.extras))
        for extra in extras:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            for line in found[name].requires or ():
                required = Requirement(line)
                if required.marker is None or required.marker.evaluate({"extra": extra}):
                    waiting.append(required)
    return dict(sorted(found.items()))


def _installed(name: str) -> Distribution:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise MachineError(
            f"The library {name} is not installed beside kata, and a solution may use it. "
            f"Install it: {sys.executable} -m pip install {name}"
        ) from None
    if found.files is None:
        raise MachineError(
            f"The library {name} does not say which files are its own. "
            f"Install it again: {sys.executable} -m pip install --force-reinstall {name}"
        )
    return found


def _key(chosen: dict[str, Distribution]) -> str:
    parts = [str(LAYOUT), str(sys.implementation.cache_tag), os.uname().machine]
    parts += [f"{name}=={found.version}" for name, found in chosen.items()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _copy(found: Distribution, target: Path) -> None:
    for file in found.files or ():
        path = PurePosixPath(file)
        if (
            ".." in path.parts
            or path.is_absolute()
            or path.suffix in {".pyc", ".pth"}
            or path.name in PRIVATE
        ):
            continue
        source = Path(str(found.locate_file(file)))
        if source.is_file():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / path)
        if path.name == AUTHORITIES:
            first, end, _ = source.read_bytes().partition(END_OF_CERTIFICATE)
            (target / path).write_bytes(first + end)


def _open_for_all(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
