"""What a submission misses when it is graded: files of the workspace that no rule has judged."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..content.kata import Layout

_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")


class Missing:
    """Files of the workspace that are not there when the code runs; `explained` says so where it matters."""

    def __init__(self, layout: Layout, paths: Collection[str]) -> None:
        self._layout = layout
        self._paths = sorted(paths)

    def explained(self, seen: str) -> str:
        """What was seen of a failure and, if it speaks of a file that is missing, why that is so."""
        for name in _QUOTED.findall(seen):
            if any(self._is(name, path) for path in self._paths):
                return f"{seen}. {self._reason(name)}"
        return seen

    @staticmethod
    def _is(name: str, path: str) -> bool:
        """Whether a path or a dotted name in a message is a file of the workspace, or a folder of it."""
        wanted = name.strip("/") if "/" in name or name.endswith(path) else name.replace(".", "/")
        stem = path.removesuffix(".py").removesuffix("/__init__")
        return f"{path}/".startswith(f"{wanted}/") or stem == wanted or f"/{wanted}".endswith(f"/{path}")

    def _reason(self, name: str) -> str:
        tests = self._layout.tests.strip("/")
        if tests in re.split(r"[/.]", name):
            return (
                f"`{name}` is not there when your code is graded: tests may change at any time, "
                "so no other code may need them."
            )
        return (
            f"`{name}` is not there when your code is graded. Only code is there, and the files that it imports, "
            "or reads under a name written in the code."
        )
