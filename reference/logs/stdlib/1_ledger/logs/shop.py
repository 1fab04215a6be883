"""What the clients call, on top of a logger."""

import logging
from logging import Handler, Logger


class ShopLog:
    """Says things to a logger of its own, which has one handler."""

    def __init__(self, logger: Logger, handler: Handler) -> None:
        self._logger = logger
        self._handler = handler
        logger.addHandler(handler)

    def say(self, level: str, part: str, message: str) -> None:
        """An entry of that part of the shop."""
        number = logging.getLevelNamesMapping()[level]
        self._logger.log(number, "%s", message, extra={"part": part})

    def tick(self) -> None:
        self._handler.flush()

    def stop(self) -> None:
        self._handler.flush()
