"""The composition root: the one place where the module's objects are built and joined."""

import settings

from logs.at_least import AtLeast
from logs.clock import utc_now
from logs.fan_out import FanOut
from logs.forgiving import Forgiving
from logs.ledger import Ledger
from logs.losses import Losses
from logs.masked import Masked
from logs.relay import Relay
from logs.relay_line import RelayLine
from logs.shop_log import ShopLog

ledger = Ledger(settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS)
relay = Relay(settings.RELAY_HOST, settings.RELAY_PORT, settings.LOG_HOSTNAME, settings.HTTP_TIMEOUT_SECONDS)
to_ledger = AtLeast(settings.LOG_LEVEL, Forgiving(ledger, Losses(utc_now)))
to_relay = RelayLine(Masked(relay), utc_now)
log = ShopLog(FanOut([to_ledger, to_relay]), utc_now)
