"""Posts with patience."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from requests import RequestException, Response

from sms.http import read
from sms.trouble import NotConfigured, NotDelivered, NotSendable, Trouble

PAUSES = (0, 2, 4)


@dataclass(frozen=True)
class PatientHttp:
    """Posts up to four times."""

    post: Callable[..., Response]
    seconds: float

    def __call__(self, address: str, **rest: Any) -> dict[str, Any]:
        for pause in PAUSES:
            try:
                return self.once(address, **rest)
            except NotDelivered:
                time.sleep(pause)
        return self.once(address, **rest)

    def once(self, address: str, **rest: Any) -> dict[str, Any]:
        """The answer to one POST."""
        try:
            answer = self.post(address, timeout=self.seconds, allow_redirects=False, **rest)
        except ValueError as problem:
            raise NotConfigured(str(problem)) from problem
        except RequestException as problem:
            raise NotDelivered("nothing came back") from problem
        if not 200 <= answer.status_code <= 299:
            raise meaning_of(answer.status_code)
        return read(answer)


def meaning_of(code: int) -> Trouble:
    """What went wrong."""
    trouble = NotSendable if code == 400 else NotDelivered if code >= 500 else NotConfigured
    return trouble(f"the code was {code}")
