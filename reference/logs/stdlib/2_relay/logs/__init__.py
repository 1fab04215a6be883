"""The composition root: the one place where the module's objects are built and joined."""

from logging import Logger

import settings

from logs.all_of_them import AllOfThem
from logs.ledger import LedgerHandler
from logs.relay import RelayPoster
from logs.shop import ShopLog
from logs.telling import TellingHandler

ledger = LedgerHandler(
    settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS, settings.LOG_LEVEL
)
relay = RelayPoster(
    settings.RELAY_HOST, settings.RELAY_PORT, settings.LOG_HOSTNAME, settings.HTTP_TIMEOUT_SECONDS
)
log = ShopLog(Logger("shop"), AllOfThem([ledger, TellingHandler(relay, "WARNING")]))
