"""Entry of the jail: `python -I -S -B /driver CHANNEL_FD`.

Loads the rest of this folder under a name that no workspace can hold, without touching `sys.path`.
"""

import importlib
import importlib.util
import os
import sys

NAME = "_kata_driver"

if __name__ == "__main__":
    folder = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.util.spec_from_file_location(
        NAME, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != folder]
    importlib.import_module(NAME + ".zygote").main(int(sys.argv[1]))
