"""Client functions are called by position and by name; one whose names are wrong is blamed for that once."""

from typing import Any

import pytest
from kata.grader.toolkit import Raised, Returned
from kata.grader.toolkit.subject import Place

from sms_support import shop as module
from sms_support.shop import Shop


class Subject:
    """Stands for a submission in which one client function knows no names."""

    def __init__(self, error):
        self.error, self.calls, self.tangled = error, [], False

    def call(self, target, *args, **kwargs):
        self.calls.append((target, args, kwargs))
        return self.error if kwargs and target.endswith("confirm_order") else Returned(None)

    def forget(self):
        pass

    def tangle(self):
        self.tangled = True


@pytest.fixture
def open_shop(monkeypatch):
    monkeypatch.setattr(module, "_other_names", set())
    monkeypatch.setattr(
        module, "_beyond_reach", dict.fromkeys([("watertel", name) for name in module.FUNCTIONS], None)
    )

    def open_one(error=None):
        subject: Any = Subject(error)
        return Shop(lambda *_: subject, 1, timeout_seconds=1, expiry_seconds=60, refusing=())

    return open_one


def test_all_functions_are_called_by_position_and_by_name(open_shop):
    shop = open_shop(Returned(None))
    ways = [(sender.name, sender.by_name) for sender, _ in zip(shop.senders(), range(6), strict=False)]
    assert sorted(ways) == sorted((name, by_name) for name in module.FUNCTIONS for by_name in (False, True))


def test_names_that_are_wrong_are_given_up_for_positions(open_shop):
    shop = open_shop(Raised(("builtins.TypeError", "builtins.Exception"), "unexpected keyword argument"))
    assert shop.sender("confirm_order", by_name=True)() == Returned(None)
    assert [bool(kwargs) for _, _, kwargs in shop.subject.calls] == [True, False]
    shop.sender("confirm_order", by_name=True)()
    assert [bool(kwargs) for _, _, kwargs in shop.subject.calls] == [True, False, False]
    assert shop.subject.tangled  # the tests after this one go otherwise


def test_an_error_of_the_function_itself_is_what_the_call_came_to(open_shop):
    place = Raised(("builtins.TypeError",), "no", where=(Place("clients/orders.py", 1, "confirm_order"),))
    shop = open_shop(place)
    assert shop.sender("confirm_order", by_name=True)() == place


def test_a_value_of_none_is_sent_as_it_is(open_shop):
    shop = open_shop()
    shop.delivery_update("1", None)
    assert shop.subject.calls[-1][1] == ("1", None)


def test_a_function_that_reaches_nobody_is_left_to_the_check_of_that(open_shop, monkeypatch):
    shop = open_shop()
    monkeypatch.setitem(module._beyond_reach, ("watertel", "confirm_order"), Returned(None))
    names = {sender.name for sender, _ in zip(shop.senders(), range(6), strict=False)}
    assert names == {"delivery_update", "send_otp"}
