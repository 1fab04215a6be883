"""`python tests/hostile/ordinary.py COMMAND…`, as root: runs a command as a user without powers, with a home.

The packages of this Python, this checkout and the home are in sight; nothing of the caller's environment is
passed on but what is named here.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from kata.sandbox.inside import drop_root

USER = 61_501  # a user number that no account has
PASSED_ON = ("PATH", "PYTHONPATH", "KATA_EVERY_WALL")
CHECKOUT = Path(__file__).resolve().parents[2]


def become(home: Path) -> dict[str, str]:
    """Makes this process that user's for good; gives the environment to go on with."""
    home.chmod(0o755)
    os.chown(home, USER, USER)
    see = [str(Path(path).resolve()) for path in (sys.prefix, sys.base_prefix, CHECKOUT, home)]
    drop_root.open_the_way(see)
    drop_root.become(USER)
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**kept, "HOME": str(home), "TMPDIR": str(home), "KATA_CACHE": str(home / "cache")}


if __name__ == "__main__":
    environment = become(Path(tempfile.mkdtemp(prefix="kata-ordinary-")))
    os.chdir(CHECKOUT)
    os.execvpe(sys.argv[1], sys.argv[1:], environment)
