"""The katas that the server can play, loaded once, and what its verdicts rest on."""

from __future__ import annotations

import threading
from pathlib import Path

from ..content.kata import Kata
from ..content.pack import Pack, built_in
from ..session.gradings import fingerprint


class Katas:
    """Those of one pack; `folder` is empty for the built-in one."""

    def __init__(self, folder: str = "") -> None:
        self.folder = str(Path(folder).resolve()) if folder else ""
        self.pack = Pack(Path(self.folder)) if folder else built_in()
        self._lock = threading.Lock()
        self._fingerprints: dict[str, str] = {}

    def kata(self, name: str) -> Kata:
        """The kata of that name; raises UsageError where there is none, ContentError where it is broken."""
        with self._lock:
            return self.pack.kata(name)

    def fingerprint(self, name: str) -> str:
        """What a verdict on that kata rests on, beside files and walls."""
        kata = self.kata(name)
        with self._lock:
            if name not in self._fingerprints:
                self._fingerprints[name] = fingerprint(kata)
            return self._fingerprints[name]
