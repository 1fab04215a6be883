"""A second right design in another style: it must pass as well, or a test knows too much."""

from http.client import HTTPConnection
from json import dumps
from urllib.parse import urlsplit


def sending(place: str):
    """A function that shows a line on the screen at that place."""

    def send(line: str) -> None:
        connection = HTTPConnection(urlsplit(place).netloc)
        connection.request("POST", "/lines", dumps({"text": line}))
        answer = connection.getresponse()
        connection.close()
        if answer.status != 200:
            raise OSError(f"the screen answered {answer.status}")

    return send


def first_words(name: str) -> str:
    """The words for a guest."""
    return f"Welcome, {name}."


def showing(words, send):
    """A function that shows what `words` says for a name."""

    def show(name: str) -> None:
        send(words(name))

    return show
