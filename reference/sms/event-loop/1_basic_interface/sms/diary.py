"""A diary of what was sent, in a file of the folder that the program runs in."""

import logging

from sms.sender import Sender


def diary(path: str) -> logging.Logger:
    """A logger that writes to the file `path`."""
    logger = logging.getLogger("sms")
    logger.addHandler(logging.FileHandler(path))
    logger.setLevel(logging.INFO)
    return logger


class Noted:
    """Notes each message that went out, without its number or its text."""

    def __init__(self, sender: Sender, logger: logging.Logger) -> None:
        self._sender = sender
        self._logger = logger

    def send_sms(self, phone_number: str, message: str) -> None:
        self._sender.send_sms(phone_number, message)
        self._logger.info("sent a message of %d characters", len(message))
