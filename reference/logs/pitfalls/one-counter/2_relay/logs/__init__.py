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
from logs.shared import Shared
from logs.shop_log import ShopLog

ledger = Ledger(settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS)
relay = Relay(settings.RELAY_HOST, settings.RELAY_PORT, settings.LOG_HOSTNAME, settings.HTTP_TIMEOUT_SECONDS)
of_ledger = Losses(utc_now)
of_relay = Losses(utc_now)
to_ledger = AtLeast(settings.LOG_LEVEL, Forgiving(ledger, Shared(of_ledger, of_relay)))
to_relay = AtLeast("WARNING", Forgiving(Masked(relay), Shared(of_relay, of_ledger)))
log = ShopLog(FanOut([to_ledger, to_relay]), utc_now)
