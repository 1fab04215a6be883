"""Where things are. Given by the kata: each value comes from the environment, and its default fits `kata services`."""

import os

SCREEN_URL = os.environ.get("SCREEN_URL", "http://127.0.0.1:8811")
SECONDS = 5.0
