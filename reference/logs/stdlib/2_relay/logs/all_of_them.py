"""A handler of handlers."""

import logging
from logging import Handler, LogRecord


class AllOfThem(logging.Handler):
    """Hands each record to all, each with its own level."""

    def __init__(self, handlers: list[Handler]) -> None:
        super().__init__()
        self._handlers = handlers

    def emit(self, record: LogRecord) -> None:
        for handler in self._handlers:
            if record.levelno >= handler.level:
                handler.handle(record)

    def flush(self) -> None:
        for handler in self._handlers:
            handler.flush()
