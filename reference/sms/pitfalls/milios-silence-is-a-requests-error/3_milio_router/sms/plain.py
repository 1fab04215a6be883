"""A transport for providers that are always there."""

import requests

from sms.transport import Transport


class PlainTransport(Transport):
    """Exchanges requests for replies, and looks at nothing but the status."""

    def _send(self, request: requests.Request) -> requests.Response:
        return requests.Session().send(request.prepare(), timeout=self._timeout, allow_redirects=False)
