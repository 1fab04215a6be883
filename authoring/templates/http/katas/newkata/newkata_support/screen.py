"""A simulator: it stands for one outside party, and answers each row of its guide's tables."""

from __future__ import annotations

from kata.grader.toolkit import Reply, Request

MOST = 60


class Screen:
    """Takes lines of text. All its state lives here, outside of the submission's process."""

    name = "screen"
    default_port = 8811
    examples = ('curl -i {url}/lines -d \'{"text": "Welcome, Ann."}\'',)

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.status = 200

    def __call__(self, request: Request) -> Reply:
        """Answers one request as the guide says, or with the status that a test wants."""
        if (request.method, request.path) != ("POST", "/lines"):
            return self.error(404)
        try:
            text = request.json()["text"]
        except (ValueError, KeyError, TypeError):
            return self.error(400)
        if not isinstance(text, str) or not 1 <= len(text) <= MOST:
            return self.error(400)
        if self.status != 200:
            return self.error(self.status)
        self.shown.append(text)
        return Reply.json(200, {"lines": len(self.shown)})

    def error(self, status: int) -> Reply:
        """The body of an error."""
        return Reply.json(status, {"error": status})
