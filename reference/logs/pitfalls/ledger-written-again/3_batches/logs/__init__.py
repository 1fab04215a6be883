"""The composition root: the one place where the module's objects are built and joined."""

import settings

from logs.at_least import AtLeast
from logs.clock import utc_now
from logs.fan_out import FanOut
from logs.forgiving import Forgiving
from logs.losses import Losses
from logs.masked import Masked
from logs.post_office import PostOffice
from logs.relay import Relay
from logs.shop_log import ShopLog

ledger = PostOffice(settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS, utc_now)
relay = Relay(settings.RELAY_HOST, settings.RELAY_PORT, settings.LOG_HOSTNAME, settings.HTTP_TIMEOUT_SECONDS)
to_ledger = AtLeast(settings.LOG_LEVEL, ledger)
to_relay = AtLeast("WARNING", Forgiving(Masked(relay), Losses(utc_now)))
log = ShopLog(FanOut([to_ledger, to_relay]), utc_now)
