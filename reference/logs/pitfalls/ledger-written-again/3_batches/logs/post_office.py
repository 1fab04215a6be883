"""Ledger in batches."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from logs.entries import LEVELS, Entry


class PostOffice:
    """Keeps entries, and posts many of them in one go."""

    def __init__(self, base: str, key: str, patience: float, clock: Callable[[], str]) -> None:
        self.base, self.key, self.patience, self.clock = base, key, patience, clock
        self.kept: list[tuple[float, Entry]] = []
        self.gone = 0
        self.quiet_until: float | None = None

    def write(self, entries: list[Entry]) -> None:
        for entry in entries:
            self.keep(entry)
            if self.quiet_until is None and (entry["level"] == "ERROR" or len(self.kept) >= 50):
                self.flush()

    def keep(self, entry: Entry) -> None:
        self.kept.append((time.monotonic(), entry))
        if len(self.kept) > 500:
            small = [i for i, (_, e) in enumerate(self.kept) if LEVELS.index(e["level"]) < 2]
            del self.kept[small[0] if small else 0]
            self.gone += 1

    def tick(self) -> None:
        if self.quiet_until is not None:
            if time.monotonic() >= self.quiet_until:
                self.quiet_until = None
                self.flush()
        elif (self.kept and time.monotonic() - self.kept[0][0] >= 5) or (self.gone and not self.kept):
            self.flush()

    def stop(self) -> None:
        self.flush()

    def flush(self) -> None:
        while self.kept or self.gone:
            part = [entry for _, entry in self.kept[:99]]
            told = {"at": self.clock(), "level": "WARNING", "logger": "logs", "message": f"{self.gone} entries lost"}
            status, later = self.post([told, *part] if self.gone else part)
            if status == 0 or status == 429 or 500 <= status < 600:
                end = time.monotonic() + (int(later) if later.isdigit() else 5)
                self.quiet_until = max(end, self.quiet_until or 0.0)
                return
            self.kept = self.kept[len(part) :]
            self.gone = 0 if status == 202 else self.gone + len(part)
            if status != 202 and not self.kept:
                return

    def post(self, rows: list[Entry]) -> tuple[int, str]:
        request = urllib.request.Request(
            self.base + "/v1/entries",
            json.dumps({"entries": rows}).encode(),
            {"Authorization": "Bearer " + self.key, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=self.patience) as reply:
                return reply.status, ""
        except urllib.error.HTTPError as reply:
            reply.close()
            return reply.code, reply.headers.get("Retry-After") or ""
        except Exception:
            return 0, ""
