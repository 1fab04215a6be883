"""The composition root: the one place where the module's objects are built and joined."""

import settings

from logs.filters import at_least
from logs.forgiveness import forgiving
from logs.ledger import ledger_sink
from logs.saying import sayer

ledger = ledger_sink(settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS)
live = at_least(settings.LOG_LEVEL, forgiving(ledger))
say = sayer(live)
