"""Has everything ready before the first attempt."""

from collections.abc import Callable

from sms.kinds import Send


def with_token_ready(token: Callable[[], str], send: Send) -> Send:
    """A `send` that begins once there is a token, so that no attempt is lost to a login."""

    def send_with_token(phone_number: str, message: str) -> None:
        token()
        send(phone_number, message)

    return send_with_token
