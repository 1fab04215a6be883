"""A workshop that is really served, and the people in it: each command is a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from pathlib import Path
from typing import Any

import httpx
from forked import Command
from kata.workshop.store.store import Store
from kata.workshop.store.tables import opening, reveal
from msgspec.structs import replace
from sqlalchemy import select, update

from tests.commands.conftest import PACK

OVERLAYS = PACK / "reference" / "tea" / "pots"


class Workshop:
    """`kata workshop serve` in a process of its own, and what the facilitator sends; on SQLite, or that database."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.data = folder / "data"
        self.database = database
        self._environment = {
            **os.environ,
            "KATA_STATE_HOME": str(folder / "state"),
            "KATA_TRUSTED_PACKS": str(PACK),
        }
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = str(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"
        self.code = self.room = self.link = self.cookie = ""
        self._process: Command | None = None

    def start(self) -> None:
        """Starts it; the first time it makes a room."""
        line = self._line("serve", "--port", self._port, "--workers", "1", "--pack", str(PACK))
        line += ["--allow-weak-sandbox", *([] if self.room else ["--room", "tea"])]
        self._process = self._begun(line)
        for words in self._process.stdout:
            if found := re.search(r"(http\S+)/#(\S+)", words):
                self.link = found[2]
                if self.room:
                    return
            if found := re.search(r"Room (\w+)\..*kata join (\S+) (\S+)", words):
                self.room, url, self.code = found.groups()
                assert url == self.url
                return
        raise AssertionError("the server did not start")

    def runs(self, *arguments: str) -> str:
        """What `kata workshop` says beside the server."""
        process = self._begun(self._line(*arguments))
        said = process.ends()
        assert process.returncode == 0, said
        return said

    def time_passes(self, minutes: float) -> None:
        """Everybody began earlier than they did: no test waits."""
        store = Store(self.data, self.database)
        with store.write() as connection:
            for table, begun in ((opening, opening.c.opened), (reveal, reveal.c.revealed)):
                for row in connection.execute(select(table, begun.label("begun"))).all():
                    earlier = replace(
                        row.begun,
                        wall=row.begun.wall - 60 * minutes,
                        awake=row.begun.awake - 60 * minutes,
                        running=row.begun.running - 60 * minutes,
                    )
                    same = [column == row._mapping[column.name] for column in table.primary_key]
                    connection.execute(update(table).where(*same).values({begun.name: earlier}))
        store.close()

    def _line(self, *arguments: str) -> list[str]:
        database = ["--database", self.database] if self.database else []
        return ["workshop", *arguments, "--data", str(self.data), *database]

    def _begun(self, line: list[str]) -> Command:
        return Command(line, Path.cwd(), self._environment, also_errors=False)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self.end()

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process.stdout.close()
            self._process = None

    def does(self, what: str, **form: str) -> None:
        """The facilitator sends a form of the board."""
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}, trust_env=False) as browser:
            if not self.cookie:
                entered = browser.post("/enter", data={"token": self.link})
                self.cookie = entered.headers["set-cookie"].partition(";")[0]
                browser.cookies.clear()
            answer = browser.post(f"/rooms/{self.room}/{what}", data=form, headers={"Cookie": self.cookie})
            assert answer.status_code == 303, answer.text


class Trainee:
    """Somebody with a folder and a state of their own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.inside = folder, folder / "tea"
        self._environment = {
            **os.environ,
            "KATA_STATE_HOME": str(folder / "state"),
            "COLUMNS": "300",  # no sentence is broken where a test looks for it
            "BROWSER": "echo %s",
        }

    def starts(self, *arguments: str) -> Command:
        folder = self.inside if self.inside.is_dir() else self.folder
        return Command(arguments, folder, self._environment, also_errors=True)

    def runs(self, *arguments: str, code: int = 0) -> str:
        process = self.starts(*arguments)
        said = process.ends()
        assert process.returncode == code, said
        return said

    def document(self, *arguments: str) -> Any:
        return json.loads(self.runs(*arguments, "--format", "json"))

    def lays(self, stage: str) -> None:
        shutil.copytree(OVERLAYS / stage, self.inside, dirs_exist_ok=True)

    def writes(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            (self.inside / path).write_text(text, encoding="utf-8")
