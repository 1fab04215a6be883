"""The login, which is good for some time."""

from collections.abc import Callable
from datetime import timedelta

from sms.connection import Connection, require
from sms.errors import ProviderError


class Login:
    """Logs in to a connection as somebody."""

    def __init__(
        self, connection: Connection, username: str, password: str, clock: Callable[[], float]
    ) -> None:
        self.connection = connection
        self.body = {"username": username, "password": password}
        self.clock = clock
        self.access_token = ""
        self.good_until = float("-inf")

    def token(self) -> str:
        """The access token, renewed when it has expired."""
        if self.clock() >= self.good_until:
            self.renew()
        return self.access_token

    def renew(self) -> None:
        """Logs in, whether that is needed or not."""
        began = self.clock()
        answer = self.connection.post("/login", self.body)
        require(answer, "accessToken")
        self.good_until = began + seconds(answer.get("expiry"))
        self.access_token = answer["accessToken"]


def seconds(expiry: object) -> float:
    """An expiry in seconds, if it is one; a century at most."""
    if not isinstance(expiry, int | float):
        raise ProviderError("the provider's answer has no expiry")
    return float(min(expiry, timedelta(days=36_500).total_seconds()))
