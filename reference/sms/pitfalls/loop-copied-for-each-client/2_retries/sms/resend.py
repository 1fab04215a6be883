"""Sends again while the provider fails: orders, deliveries and logins."""

import time

from sms.kinds import Send
from sms.trouble import ProviderFailure


def resending_orders(send: Send) -> Send:
    """Sends orders up to four times."""

    def send_order(phone_number: str, message: str) -> None:
        waits = [0, 2, 4]
        while True:
            try:
                return send(phone_number, message)
            except ProviderFailure:
                if not waits:
                    raise
            time.sleep(waits.pop(0))

    return send_order


def resending_deliveries(send: Send) -> Send:
    """Sends delivery updates up to four times."""

    def send_delivery(phone_number: str, message: str) -> None:
        waits = [0, 2, 4]
        while True:
            try:
                return send(phone_number, message)
            except ProviderFailure:
                if not waits:
                    raise
            time.sleep(waits.pop(0))

    return send_delivery


def resending_logins(send: Send) -> Send:
    """Sends login codes up to four times."""

    def send_login(phone_number: str, message: str) -> None:
        waits = [0, 2, 4]
        while True:
            try:
                return send(phone_number, message)
            except ProviderFailure:
                if not waits:
                    raise
            time.sleep(waits.pop(0))

    return send_login
