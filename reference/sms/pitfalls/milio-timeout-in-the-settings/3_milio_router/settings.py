"""Where the providers are and who we are there. Given by the kata: read it, do not edit it.

Each value comes from the environment variable of the same name. The defaults fit the providers
that `kata providers` starts on this machine.
"""

import os

WATERTEL_URL = os.environ.get("WATERTEL_URL", "http://127.0.0.1:8801")
WATERTEL_USERNAME = os.environ.get("WATERTEL_USERNAME", "blipkart")
WATERTEL_PASSWORD = os.environ.get("WATERTEL_PASSWORD", "blipkart-password")

MILIO_URL = os.environ.get("MILIO_URL", "http://127.0.0.1:8802")
MILIO_ACCESS_TOKEN = os.environ.get("MILIO_ACCESS_TOKEN", "blipkart-access-token")

HTTP_TIMEOUT_SECONDS = float(os.environ.get("HTTP_TIMEOUT_SECONDS", "20"))
