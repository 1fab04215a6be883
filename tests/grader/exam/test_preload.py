"""What is loaded once, before a submission's first process."""

from __future__ import annotations

from kata.grader.exam.preload import COSTLY, worth_loading

PACKAGES = ("requests", "httpx", "tenacity")


def test_a_package_that_is_named_comes_with_what_it_needs():
    found = worth_loading(PACKAGES, [b"x = 1\n", b"def f():\n    import httpx\n"])
    assert {"httpx", "httpcore", "h11"} <= set(found)
    assert {"requests", "tenacity"}.isdisjoint(found)


def test_of_the_standard_library_only_what_is_listed_is_loaded():
    found = worth_loading(PACKAGES, [b"from urllib.parse import urljoin\nimport antigravity, this\n"])
    assert found == ("urllib.request",)


def test_nothing_is_loaded_for_words_that_only_look_like_an_import():
    assert worth_loading(PACKAGES, [b"# import httpx\n'from requests'\nimportlib = 1\n\xff\n"]) == ()


def test_all_that_is_listed_can_be_loaded_by_name():
    text = "\n".join(f"import {module}" for module in COSTLY).encode()
    assert worth_loading((), [text]) == COSTLY


def test_a_package_is_known_by_what_it_is_imported_as():
    assert "yaml" in worth_loading(("PyYAML",), [b"import yaml\n"])
    assert worth_loading(("PyYAML",), [b"import pyyaml\n"]) == ()
