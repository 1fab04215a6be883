"""The composition root: the one place where the module's objects are built and joined."""

import settings

from logs.batches import batched
from logs.changes import rewritten, without_cards
from logs.filters import at_least
from logs.forgiveness import forgiving
from logs.ledger import ledger_sink
from logs.relay import relay_sink
from logs.saying import sayer
from logs.spreading import spread
from logs.verdicts import comes_back

ledger = ledger_sink(settings.LEDGER_URL, settings.LEDGER_TOKEN, settings.HTTP_TIMEOUT_SECONDS)
relay = relay_sink(
    settings.RELAY_HOST, settings.RELAY_PORT, settings.LOG_HOSTNAME, settings.HTTP_TIMEOUT_SECONDS
)
live = spread(
    at_least(settings.LOG_LEVEL, batched(ledger, comes_back)),
    at_least("WARNING", forgiving(rewritten(without_cards, relay))),
)
say = sayer(live)
