"""Your own tests. Write, change and delete them as you like; run them with `python -m pytest`."""


def test_nothing_yet() -> None:
    assert True
