"""A simulator: it stands for one outside party, and answers each row of its guide's table."""

from __future__ import annotations

from kata.grader.toolkit import Line

MOST = 60


class Screen:
    """Takes lines of text over TCP. All its state lives here, outside of the submission's process."""

    name = "screen"
    default_port = 8812
    examples = ("printf 'Welcome, Ann.\\n' > /dev/tcp/{host}/{port}  # in bash",)

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.torn = 0
        self.trouble = ""

    def on_line(self, line: Line) -> bytes | None:
        """Answers one line as the guide says, or with the trouble that a test wants."""
        if not line.whole:
            self.torn += 1
            return None
        return f"{self.trouble or self._take(line.data)}\n".encode()

    def _take(self, data: bytes) -> str:
        try:
            text = data.decode().removesuffix("\n")
        except UnicodeDecodeError:
            return "refused"
        if not 1 <= len(text) <= MOST:
            return "refused"
        self.shown.append(text)
        return "shown"
