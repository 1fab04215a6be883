"""A POST that ends in an answer or in trouble of ours."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from requests import RequestException, Response

from sms.trouble import NotConfigured, NotDelivered, NotSendable, Trouble


@dataclass(frozen=True)
class Http:
    """Calls `send`, the post of a session, with a time-out in seconds and no redirects."""

    send: Callable[..., Response]
    timeout: float

    def __call__(self, url: str, **request: Any) -> dict[str, Any]:
        """The JSON object of the answer to a POST; `request` is what requests takes."""
        try:
            response = self.send(url, timeout=self.timeout, allow_redirects=False, **request)
        except ValueError as error:  # an address or a header that is none
            raise NotConfigured(str(error)) from error
        except RequestException as error:
            raise NotDelivered("there was no proper answer") from error
        if response.status_code in (301, 302) or response.status_code >= 400:
            raise trouble_of(response.status_code)
        return read(response)


def trouble_of(status: int) -> Trouble:
    """What an unhappy status says about us, the message or the provider."""
    kind = NotSendable if status == 400 else NotDelivered if status >= 500 else NotConfigured
    return kind(f"the answer's status was {status}")


def read(response: Response) -> dict[str, Any]:
    """The JSON object in a happy answer."""
    try:
        answer = response.json()
    except (ValueError, RecursionError) as error:
        raise NotDelivered("the answer was no JSON") from error
    if not isinstance(answer, dict):
        raise NotDelivered("the answer was no object")
    return answer


def need(answer: dict[str, Any], **kinds: type) -> None:
    """Raises unless the answer has these fields, of these kinds."""
    for name, kind in kinds.items():
        if not isinstance(answer.get(name), kind):
            raise NotDelivered(f"the answer had no proper {name}")
