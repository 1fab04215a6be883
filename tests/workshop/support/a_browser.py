"""A real browser of the tests: the system's Chromium, and what axe complains about on a page."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
needs_chromium = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="There is no Chromium on this machine."
)

PATIENCE = 300_000
"""Milliseconds for what must come: tests wait for states, and a busy machine may take long."""


@contextlib.contextmanager
def started() -> Iterator[Any]:
    """A browser without windows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0)
        yield found
        found.close()


def complaints(page: Any) -> list[str]:
    """What axe finds wrong on the page as it is shown, with the elements."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    seen = page.evaluate("axe.run()")
    assert len(seen["passes"]) > 10
    return [
        f"{each['id']}: {[str(node['html'])[:160] for node in each['nodes'][:3]]}"
        for each in seen["violations"]
    ]
