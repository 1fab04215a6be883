"""Picks between two ways to send."""

from sms.kinds import Send


def one_in(count: int, rare: Send, usual: Send) -> Send:
    """A `send` that takes the rare way for one number in `count`, by its last digit."""

    def send_either_way(phone_number: str, message: str) -> None:
        way = rare if int(phone_number[-1]) % count == 0 else usual
        return way(phone_number, message)

    return send_either_way
