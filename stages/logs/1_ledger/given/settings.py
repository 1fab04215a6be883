"""Where Ledger is, and how much is told. Given by the kata: read it, do not edit it.

Each value comes from the environment variable of the same name. The defaults fit the service
that `kata services` starts on this machine.
"""

import os

LEDGER_URL = os.environ.get("LEDGER_URL", "http://127.0.0.1:8821")
LEDGER_TOKEN = os.environ.get("LEDGER_TOKEN", "ledger-token")

LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO")
"""DEBUG, INFO, WARNING or ERROR."""

HTTP_TIMEOUT_SECONDS = float(os.environ.get("HTTP_TIMEOUT_SECONDS", "5"))
