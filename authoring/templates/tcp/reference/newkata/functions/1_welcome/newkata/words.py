"""A second right design in another style: it must pass as well, or a test knows too much."""

from socket import create_connection


def sending(host: str, port: int):
    """A function that shows a line on the screen at that place."""

    def send(line: str) -> None:
        with create_connection((host, port)) as connection:
            stream = connection.makefile("rw", encoding="utf-8", newline="\n")
            print(line, file=stream, flush=True)
            if stream.readline() != "shown\n":
                raise OSError("the screen did not show the line")

    return send


def first_words(name: str) -> str:
    """The words for a guest."""
    return f"Welcome, {name}."


def showing(words, send):
    """A function that shows what `words` says for a name."""

    def show(name: str) -> None:
        send(words(name))

    return show
