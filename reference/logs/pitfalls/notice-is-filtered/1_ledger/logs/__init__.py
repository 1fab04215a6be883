"""The composition root: the one place where the module's objects are built and joined."""

import settings

from logs.at_least import AtLeast
from logs.clock import utc_now
from logs.forgiving import Forgiving
from logs.ledger import Ledger
from logs.losses import Losses
from logs.shop_log import ShopLog

ledger = Ledger(settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS)
log = ShopLog(Forgiving(AtLeast(settings.LOG_LEVEL, ledger), Losses(utc_now)), utc_now)
