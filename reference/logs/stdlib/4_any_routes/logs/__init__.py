"""The composition root: the one place where the module's objects are built and joined."""

from logging import Logger

import settings

from logs.all_of_them import AllOfThem
from logs.any_routes import make_log
from logs.batching import BatchHandler
from logs.ending import EndingLog
from logs.ledger import LedgerHandler
from logs.relay import RelayPoster
from logs.shop import ShopLog
from logs.telling import TellingHandler

ledger = LedgerHandler(
    settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS, settings.LOG_LEVEL
)
batches = BatchHandler(ledger, settings.LOG_LEVEL)
relay = RelayPoster(
    settings.RELAY_HOST, settings.RELAY_PORT, settings.LOG_HOSTNAME, settings.HTTP_TIMEOUT_SECONDS
)
shop = ShopLog(Logger("shop"), AllOfThem([batches, TellingHandler(relay, "WARNING")]))
log = EndingLog(shop, batches)

__all__ = ["log", "make_log"]
