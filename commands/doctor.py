"""doctor: what this machine has and lacks for a kata, and how to get it."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from ..base.errors import KataError
from ..workspace.git import OLDEST
from .support.open import open_pack
from .support.screen import Screen

SCHEMA = "kata/doctor/v1"
PYTHON_NEEDED = (3, 11)
GIT_TIMEOUT_SECONDS = 10.0
"""`git --version` answers at once; a git that does not is broken."""

Look = Callable[[str], "tuple[Finding, ...]"]
Health = Literal["good", "weak", "missing"]
SIGNS: dict[Health, str] = {"good": "✓", "weak": "!", "missing": "✗"}


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at. `cure` says what to do when it is not good."""

    name: str
    health: Health
    seen: str
    cure: str = ""


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """All that was looked at; `well` when nothing is missing."""

    schema: str = SCHEMA
    well: bool
    findings: tuple[Finding, ...]


def doctor(screen: Screen, pack: str) -> int:
    """Looks at git, Python, the sandbox, the packages, the state folder and the katas."""
    findings = tuple(finding for name, look in LOOKS for finding in _looked(name, look, pack))
    diagnosis = Diagnosis(well=all(f.health != "missing" for f in findings), findings=findings)
    if screen.json:
        screen.document(diagnosis)
    else:
        for finding in findings:
            screen.show(f"{SIGNS[finding.health]} {finding.name}: {finding.seen}")
            if finding.cure:
                screen.show(f"    {finding.cure}")
        screen.show()
        screen.show("All that is needed is here." if diagnosis.well else "Something is missing.", "bold")
    return 0 if diagnosis.well else 3


def _looked(name: str, look: Look, pack: str) -> tuple[Finding, ...]:
    """What a look found; a look that fails is a finding itself."""
    try:
        return look(pack)
    except (KataError, OSError) as error:
        return (Finding(name=name, health="missing", seen=str(error)),)


def _python(pack: str) -> tuple[Finding, ...]:
    seen = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info >= PYTHON_NEEDED:
        return (Finding(name="Python", health="good", seen=seen),)
    needed = ".".join(map(str, PYTHON_NEEDED))
    return (Finding(name="Python", health="missing", seen=seen, cure=f"Install Python {needed} or newer."),)


def _git(pack: str) -> tuple[Finding, ...]:
    path = shutil.which("git")
    if path is None:
        cure = "Install git (Debian, Ubuntu: apt install git; macOS: xcode-select --install)."
        return (Finding(name="git", health="missing", seen="not found", cure=cure),)
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=GIT_TIMEOUT_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return (
            Finding(name="git", health="missing", seen=f"{path} does not run: {error}", cure="Repair it."),
        )
    version = answer.stdout.decode("utf-8", "replace").strip().removeprefix("git version ")
    numbers = (
        tuple(int(part) for part in version.split()[0].split(".")[:2] if part.isdecimal()) if version else ()
    )
    if numbers < OLDEST:
        cure = f"Install git {'.'.join(map(str, OLDEST))} or newer."
        return (Finding(name="git", health="missing", seen=f"{version or 'no version'} ({path})", cure=cure),)
    return (Finding(name="git", health="good", seen=f"{version} ({path})"), _git_identity())


def _git_identity() -> Finding:
    from ..workspace.repository import Repository

    notes = Repository(Path.cwd()).notes()
    if not notes:
        return Finding(name="git's name for you", health="good", seen="known")
    return Finding(name="git's name for you", health="weak", seen="not known", cure=notes[0])


def _sandbox(pack: str) -> tuple[Finding, ...]:
    from ..sandbox.ladder import choose

    proved = choose(allow_weak=True)
    note = proved.note()
    seen = f"{note.rung}; not guarded: {'; '.join(note.unguarded)}"
    if note.counts_as_grade:
        return (Finding(name="Sandbox", health="good", seen=seen),)
    stronger = "\n".join(f"  {problem}" for problem in proved.passed_over)
    cure = f"For practice this will do. For a grade that counts:\n{stronger}"
    return (Finding(name="Sandbox", health="weak", seen=seen, cure=cure),)


def _grading(pack: str) -> tuple[Finding, ...]:
    """A small exam of each kata, in the folders and behind the walls of a grading."""
    from ..grader.rehearsal import rehearse
    from ..sandbox.ladder import choose

    try:
        proved = choose(allow_weak=True)
    except KataError:
        return ()  # told with the sandbox
    opened = open_pack(pack)
    for name in opened.names():
        rehearse(opened.kata(name), proved)
    return (Finding(name="A small grading", health="good", seen=f"ran behind {proved.rung.name}"),)


def _packages(pack: str) -> tuple[Finding, ...]:
    """The distributions that solutions of the pack's katas may import."""
    opened = open_pack(pack)
    names = sorted({package for name in opened.names() for package in opened.kata(name).packages})
    katas = Finding(name="Katas", health="good", seen=", ".join(opened.names()))
    return (katas, *(_package(name) for name in names))


def _package(name: str) -> Finding:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        cure = f"Install it where kata is installed: {sys.executable} -m pip install {name}"
        return Finding(name=f"Package {name}", health="missing", seen="not installed", cure=cure)
    return Finding(name=f"Package {name}", health="good", seen=version)


def _state(pack: str) -> tuple[Finding, ...]:
    from ..base.folders import STATE_VARIABLE
    from ..session.home import Home

    folder = Home().folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / "probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        cure = f"Make it writable for you, or name another folder in {STATE_VARIABLE}."
        return (
            Finding(name="State folder", health="missing", seen=f"{folder}: {error.strerror}", cure=cure),
        )
    return (Finding(name="State folder", health="good", seen=str(folder)),)


LOOKS: tuple[tuple[str, Look], ...] = (
    ("Python", _python),
    ("git", _git),
    ("Sandbox", _sandbox),
    ("Katas", _packages),
    ("A small grading", _grading),
    ("State folder", _state),
)
