"""Makes the hand-made reports beside the tests importable as `samples`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
