"""Where the submissions of a cohort are found, and what an address may be."""

from __future__ import annotations

import pytest
from kata.base.errors import StateError, UsageError
from kata.cohort.fetch import place_of
from kata.cohort.sources import sources


def found(*named) -> list[str]:
    return [source.name for source in sources([str(each) for each in named])]


@pytest.fixture
def folder(tmp_path):
    for name in ("bea/.git", "al", "notes"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("al/BRIEF.md", "cy.tar.gz", "di.bundle", "readme.txt", ".hidden.zip"):
        (tmp_path / name).touch()
    return tmp_path


def test_a_folder_of_submissions_stands_for_them_and_a_submission_for_itself(folder):
    assert found(folder) == ["al", "bea", "cy", "di", "notes"]
    assert found(folder / "al", folder / "bea", folder / "al") == ["al", "bea"]


@pytest.mark.parametrize(
    "text",
    [
        "name,source\nAnn,al\nBob,https://example.org/b/kata.git\n",
        "repository,mark,name\nal,1,Ann\nhttps://example.org/b/kata.git,2,Bob\n",
        "al,Ann\nhttps://example.org/b/kata.git,Bob\n",
        "\ufeffsource;x,name\nal,Ann\n".replace(";x", "") + "https://example.org/b/kata.git,Bob\n",
    ],
)
def test_a_table_lists_them_with_their_names(folder, text):
    (folder / "list.csv").write_text(text)
    ann, bob = sources([str(folder / "list.csv")])
    assert (ann.name, ann.place) == ("Ann", str((folder / "al").resolve()))
    assert (bob.name, bob.place, bob.is_address) == ("Bob", "https://example.org/b/kata.git", True)


def test_every_submission_has_a_name_of_its_own_that_a_folder_can_have(folder):
    (folder / "list.csv").write_text("source,name\na,../x y\nb,../x y\nc,X-y\nd,...\n")
    assert found(folder / "list.csv") == ["x-y", "x-y-2", "X-y-3", "submission"]


@pytest.mark.parametrize("text", ["source,name\n,Ann\n", "name,source\nAnn\n"])
def test_a_row_without_a_place_is_told(folder, text):
    (folder / "list.csv").write_text(text)
    with pytest.raises(UsageError, match="row 1"):
        found(folder / "list.csv")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.git",
        "file:///etc",
        "ext::sh -c id",
        "ssh://git@example.org/a.git",
        "git://example.org/a.git",
        "https://-u.example.org/a.git",
        "https://user:word@example.org/a.git",
        "https://token@example.org/a.git",
        "https:///a.git",
        "https://example.org:port/a.git",
        "https://ex ample.org/a.git",
        "https://example.org/\u202ea.git",
    ],
)
def test_an_address_that_is_not_plain_https_is_refused_before_any_name_is_looked_up(address):
    def never(host, port):
        raise AssertionError(f"{host} was looked up")

    with pytest.raises(UsageError):
        place_of(address, never)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "::1",
        "10.0.0.7",
        "192.168.1.1",
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::ffff:127.0.0.1",
        "fd00::1",
    ],
)
def test_an_address_that_leads_inside_is_refused(ip):
    with pytest.raises(UsageError, match="own network"):
        place_of("https://example.org/a.git", lambda host, port: ("93.184.216.34", ip))


def test_the_address_that_was_checked_is_the_one_that_is_asked():
    told = place_of("https://example.org:8443/a.git", lambda host, port: ("93.184.216.34",))
    assert told == ("example.org", 8443, "93.184.216.34")


def test_a_name_that_nobody_knows_is_told():
    def unknown(host, port):
        raise OSError("no such name")

    with pytest.raises(StateError, match="is not known"):
        place_of("https://example.org/a.git", unknown)
