import functools
import json
import sys
import types

import pytest
from kata.sandbox.driver.libraries import Libraries

SOURCE = """
import functools

class Session:
    count = 0

    def send(self):
        return 1

    @property
    def name(self):
        return "a"

class Callable:
    def __call__(self):
        return 1

def post():
    return 1

filled = functools.partial(post)
thing = Callable()
"""


@pytest.fixture
def library():
    """A module of a watched package, with the libraries as they were when it had been loaded."""
    module = types.ModuleType("requests.probe")
    exec(SOURCE, vars(module))
    return module, Libraries({**sys.modules, "requests.probe": module})


def other():
    return 2


def exchange_code(module):
    module.Session.send.__code__ = other.__code__


def exchange_a_propertys_code(module):
    module.Session.name.fget.__code__ = other.__code__


CHANGES = {
    "a function": lambda module: setattr(module, "post", other),
    "a new name": lambda module: setattr(module, "more", other),
    "a name less": lambda module: delattr(module, "post"),
    "a method": lambda module: setattr(module.Session, "send", other),
    "a new method": lambda module: setattr(module.Session, "more", other),
    "a method's code": exchange_code,
    "a property's code": exchange_a_propertys_code,
    "an object's class": lambda module: setattr(module.thing, "__class__", type("Mine", (), {})),
    "a filled-in function": lambda module: setattr(module, "filled", functools.partial(other)),
    "a class": lambda module: setattr(module, "Session", type("Session", (), {})),
}


def test_a_library_that_nobody_touched_is_as_before(library):
    module, libraries = library
    module.Session().send()
    assert libraries.are_as_before("requests.probe", module)


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_seen(library, change):
    module, libraries = library
    CHANGES[change](module)
    assert not libraries.are_as_before("requests.probe", module)


def test_an_equal_object_is_not_the_same(library):
    module, libraries = library

    class Equal:
        def __eq__(self, _other):
            return True

        __hash__ = None  # type: ignore[assignment]

    module.post = Equal()
    assert not libraries.are_as_before("requests.probe", module)


def test_another_module_under_the_same_name_is_not_as_before(library):
    _, libraries = library
    assert not libraries.are_as_before("requests.probe", types.ModuleType("requests.probe"))
    assert not libraries.had("requests.probe", types.ModuleType("requests.probe"))


def test_what_was_loaded_later_is_not_as_before():
    assert not Libraries({}).are_as_before("json", json)


def test_the_packages_that_a_kata_allows_are_watched_too():
    module = types.ModuleType("teapot.probe")
    exec(SOURCE, vars(module))
    loaded = {"teapot.probe": module}
    assert not Libraries(loaded).watches("teapot.probe")
    watching = Libraries(loaded, ["teapot"])
    assert watching.watches("teapot.probe") and watching.are_as_before("teapot.probe", module)
    vars(module).update(post=other)
    assert not watching.are_as_before("teapot.probe", module)


@pytest.mark.parametrize("name", ["random", "secrets", "hmac", "hashlib", "logging.handlers", "datetime"])
def test_where_chance_and_time_and_logs_come_from_is_watched(name):
    assert Libraries({}).watches(name)
