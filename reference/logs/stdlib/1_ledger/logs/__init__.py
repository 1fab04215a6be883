"""The composition root: the one place where the module's objects are built and joined."""

from logging import Logger

import settings

from logs.ledger import LedgerHandler
from logs.shop import ShopLog

ledger = LedgerHandler(
    settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS, settings.LOG_LEVEL
)
log = ShopLog(Logger("shop"), ledger)
