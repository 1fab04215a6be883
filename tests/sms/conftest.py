"""The kata's own package is put where the exam process finds it; a small client speaks to its handlers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from kata.grader.toolkit import Answer, Request

sys.path.insert(0, str(Path(__file__).parents[2] / "katas" / "sms"))

Post = Callable[..., Answer]


@pytest.fixture
def post() -> Post:
    """Makes a request as a wire would hand it on, and gives it to a handler."""

    def send(
        handler: Callable[[Request], Answer],
        path: str,
        body: Any,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        at: float = 0.0,
        method: str = "POST",
    ) -> Answer:
        query = {} if token is None else {"accessToken": [token]}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return handler(Request("wire", method, path, query, headers or {}, data, at))

    return send
