"""The only place that knows of HTTP."""

from typing import Any

import requests

from sms.failures import Fault, Refused, SmsFailure

MEANING = {4: Fault, 3: Fault, 5: SmsFailure}  # by the first digit of a status
REFUSED_INPUT = 400


class Gateway:
    """Posts JSON and hands out the wanted fields of the answer."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout

    def post(self, url: str, wanted: dict[str, tuple[type, ...]], **request: Any) -> list[Any]:
        """The values of the `wanted` fields, in their order; `request` is as requests has it."""
        try:
            response = requests.post(url, timeout=self._timeout, allow_redirects=False, **request)
            answer = response.json() if response.ok and response.status_code < 300 else {}
        except requests.JSONDecodeError as error:
            raise SmsFailure("the provider does not answer with JSON") from error
        except ValueError as error:
            raise Fault("the provider's address or our token is malformed") from error
        except (requests.RequestException, RecursionError) as error:
            raise SmsFailure("the provider cannot be reached or understood") from error
        self._accept(response.status_code)
        return self._pick(answer, wanted)

    def _accept(self, status: int) -> None:
        if status == REFUSED_INPUT:
            raise Refused("the provider refuses this message")
        if status >= 300:
            raise MEANING.get(status // 100, SmsFailure)(f"the provider answers with {status}")

    def _pick(self, answer: Any, wanted: dict[str, tuple[type, ...]]) -> list[Any]:
        for name, types in wanted.items():
            if not isinstance(answer, dict) or not isinstance(answer.get(name), types):
                raise SmsFailure(f"the provider's answer is without {name}")
        return [answer[name] for name in wanted]
