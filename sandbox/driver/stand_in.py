"""What stands in the place of a built-in function or of a built-in type's method, and looks like it."""

from __future__ import annotations

import ctypes
import functools
import gc
import sys
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any


class BuiltIn:
    """Calls a function of ours; as a class attribute it stays what it is, as a built-in does."""

    def __init__(self, original: Any, function: Callable[..., Any]) -> None:
        self.__name__: str = original.__name__
        self.__qualname__ = original.__qualname__
        self.__module__, self.__doc__ = original.__module__, original.__doc__
        self.__self__ = getattr(original, "__self__", None)
        self.__text_signature__ = getattr(original, "__text_signature__", None)
        self._function, self._shown = function, repr(original)

    @property  # type: ignore[misc]  # what isinstance asks
    def __class__(self) -> type:
        return types.BuiltinFunctionType

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)

    def __repr__(self) -> str:
        return self._shown

    def __reduce__(self) -> str:
        return self.__name__  # found again by its name, in its module


def functions(module: types.ModuleType, replaced: Mapping[str, Callable[..., Any]]) -> None:
    """Puts these functions in the place of the module's own, also where another module holds them already."""
    stand_ins: dict[int, BuiltIn] = {}
    kept: list[Any] = []  # so that no number is another's
    for name, function in replaced.items():
        original = getattr(module, name, None)
        if original is not None:
            kept.append(original)
            stand_ins[id(original)] = BuiltIn(original, function)
    for holder in _holders():
        for name, value in list(vars(holder).items()):
            if id(value) in stand_ins:
                setattr(holder, name, stand_ins[id(value)])


def method(kind: type, name: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Puts `make(original)` in the place of a built-in type's method, for all its objects."""
    original = kind.__dict__[name]
    ours = make(original)
    for each in ("__name__", "__qualname__", "__doc__"):
        setattr(ours, each, getattr(original, each))
    (names,) = gc.get_referents(kind.__dict__)  # a built-in type lets nobody set an attribute
    names[name] = ours
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def _holders() -> Iterable[Any]:
    """Every module that is loaded, less the driver's own, and the classes that they define."""
    own = __name__.partition(".")[0]
    for name, module in list(sys.modules.items()):
        if isinstance(module, types.ModuleType) and name.partition(".")[0] != own:
            yield module
            for value in list(vars(module).values()):
                if isinstance(value, type) and value.__module__ == name and _is_open(value):
                    yield value


@functools.cache
def _is_open(kind: type) -> bool:
    """Whether the type's attributes can be set: it was made by a class statement."""
    return bool(kind.__flags__ & (1 << 9)) and not kind.__flags__ & (1 << 8)
