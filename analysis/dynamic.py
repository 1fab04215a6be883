"""What makes code at run time, or reaches behind the language: by reading, nobody can judge what it does."""

from __future__ import annotations

import ast
import warnings

from ..base.syntax import parse
from .value_origins import Origin

MODULES = frozenset(
    {"__main__", "ast", "bdb", "cProfile", "code", "codeop", "ctypes", "dis", "doctest", "gc", "imp"}
    | {"importlib", "inspect", "marshal", "mock", "multiprocessing", "pdb", "pickle", "pkgutil", "profile"}
    | {"pty", "pydoc", "runpy", "shelve", "site", "subprocess", "symtable", "timeit", "trace", "zipapp"}
    | {"zipimport", "_ctypes", "_operator", "_pickle"}
)
"""Modules of which nothing belongs in wiring: they run texts or programs, or make or change code."""

HARMLESS = frozenset(
    {"importlib.metadata", "importlib.resources", "inspect.cleandoc", "ast.literal_eval", "pkgutil.get_data"}
)
"""Parts of these modules that only read."""

_OF = {
    "builtins": "eval exec compile __import__ setattr delattr globals locals vars breakpoint help input "
    "map filter",
    "types": "FunctionType LambdaType CodeType MethodType CellType new_class prepare_class",
    "os": "system popen fork forkpty posix_spawn posix_spawnp execl execle execlp execlpe execv execve execvp "
    "execvpe spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe putenv unsetenv",
    "sys": "_getframe _current_frames settrace setprofile meta_path path_hooks modules path addaudithook",
    "operator": "methodcaller call setitem delitem not_ truth is_ is_not lt le eq ne ge gt contains",
    "functools": "reduce",
    "itertools": "accumulate compress dropwhile filterfalse groupby starmap takewhile",
    "dataclasses": "make_dataclass",
    "typing": "get_type_hints",
    "threading": "settrace setprofile",
    "logging.config": "dictConfig fileConfig listen",
    "unittest": "mock",
    "asyncio": "create_subprocess_exec create_subprocess_shell",
}
THINGS = frozenset(f"{module}.{name}" for module, names in _OF.items() for name in names.split())
"""Other things that make or run code, decide in place of an `if`, go through values in place of a loop, or change what
exists."""

LOGIC = (
    *(ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.If, ast.For, ast.While, ast.Try),
    *(ast.With, ast.Match, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""What a text holds that was written to be run, and for nothing else."""

MAX_TEXT = 20_000
"""Characters of a text that is looked at for code."""


def makes_code(origin: Origin) -> str:
    """The dotted name of what makes or runs code, if a value comes from such; else nothing."""
    if origin.kind == "module":
        parts = tuple(origin.module.split("."))
    elif origin.kind == "thing":
        parts = (*origin.module.split("."), *origin.path)
    else:
        return ""
    prefixes = [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
    if any(prefix in HARMLESS for prefix in prefixes):
        return ""
    if origin == Origin("module", "builtins"):
        return "builtins"  # handed on as a whole, all of it
    if parts[0] in MODULES and not (origin.kind == "module" and _has_harmless(origin.module)):
        return prefixes[-1]
    return next((prefix for prefix in prefixes if prefix in THINGS), "")


def _has_harmless(module: str) -> bool:
    return any(name.startswith(f"{module}.") for name in HARMLESS)


def holds_code(text: str) -> bool:
    """Whether a text is Python with more in it than names and values, and so was written to be run."""
    if len(text) > MAX_TEXT or not (":" in text or " for " in text):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, LOGIC) for node in ast.walk(tree))
