"""Where things are. Given by the kata: each value comes from the environment, and its default fits `kata services`."""

import os

SCREEN_HOST = os.environ.get("SCREEN_HOST", "127.0.0.1")
SCREEN_PORT = int(os.environ.get("SCREEN_PORT", "8812"))
SECONDS = 5.0
