"""Where the services are, and how much is told. Given by the kata: read it, do not edit it.

Each value comes from the environment variable of the same name. The defaults of Ledger fit the service
that `kata services` starts on this machine. `nc -lk 8822` shows what Relay would get.
"""

import os

LEDGER_URL = os.environ.get("LEDGER_URL", "http://127.0.0.1:8821")
LEDGER_TOKEN = os.environ.get("LEDGER_TOKEN", "ledger-token")

LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO")
"""DEBUG, INFO, WARNING or ERROR."""

HTTP_TIMEOUT_SECONDS = float(os.environ.get("HTTP_TIMEOUT_SECONDS", "5"))
"""Of requests to Ledger, and of connections to Relay."""

RELAY_HOST = os.environ.get("RELAY_HOST", "127.0.0.1")
RELAY_PORT = int(os.environ.get("RELAY_PORT", "8822"))

LOG_HOSTNAME = os.environ.get("LOG_HOSTNAME", "shop-1")
"""The name by which Relay knows this machine."""
