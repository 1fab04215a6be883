"""The edge: HTTP out, replies in, and every trouble translated into our three kinds."""

import requests

from sms.errors import BadInput, Misconfigured, ProviderFailure
from sms.reply import Reply


class Transport:
    """Exchanges a request for a reply, within `timeout` seconds of silence."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout

    def exchange(self, request: requests.Request) -> Reply:
        """The reply to `request`, when the provider accepted it."""
        response = self._send(request)
        status = response.status_code
        detail = response.text if status < 300 else response.json()
        if 200 <= status < 300:
            return Reply(response.content)
        if status == 400:
            raise BadInput(f"the provider refused the message: {detail}")
        if status >= 500:
            raise ProviderFailure(f"the provider is in trouble (status {status}): {detail}")
        raise Misconfigured(f"the provider refused our address, token or account (status {status})")

    def _send(self, request: requests.Request) -> requests.Response:
        try:
            with requests.Session() as session:
                return session.send(request.prepare(), timeout=self._timeout, allow_redirects=False)
        except ValueError as error:  # what requests raises for an address or a header it cannot even send
            raise Misconfigured("the provider's address or our token cannot be used") from error
        except requests.RequestException as error:
            raise ProviderFailure("the provider did not answer") from error
