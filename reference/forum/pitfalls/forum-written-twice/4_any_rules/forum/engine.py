"""A forum engine with rules, weights and ranks that can be plugged in."""

from __future__ import annotations

import itertools
import re
from typing import Any, Iterable

from forum.errors import BadInput, NotFound
from forum.ruled import NotAllowed

ANYBODY = re.compile(r"~?[a-z0-9]{1,20}")


class Post:
    """A node of the thread."""

    def __init__(self, key: str, author: str, title: str, body: str, parent: Post | None) -> None:
        self.key = key
        self.author = author
        self.title = title
        self.body = body
        self.parent = parent
        self.children: list[Post] = []
        self.opinions: dict[str, str] = {}
        self.complaints: set[str] = set()


class Engine:
    """One forum."""

    def __init__(self, limits, moderators, rules, weigh, rank) -> None:
        self.title_limit, self.text_limit = limits
        self.moderators = moderators
        self.rules = list(rules)
        self.weigh = weigh
        self.rank = rank
        self.nodes: dict[str, Post] = {}
        self.serial = itertools.count(1)

    # -- the six functions

    def post(self, person: str, title: str, text: str) -> str:
        self._name(person)
        self._words(title, self.title_limit)
        self._words(text, self.text_limit)
        if person.startswith("~"):
            raise NotAllowed("visitors do not post")
        self._apply("post", person, None, None)
        return self._grow(person, title, text, None)

    def comment(self, person: str, item: str, text: str) -> str:
        self._name(person)
        self._words(text, self.text_limit)
        parent = self._node(item)
        if person.startswith("~") or self._gone(parent):
            raise NotAllowed("not here")
        self._apply("comment", person, parent, None)
        return self._grow(person, "", text, parent)

    def react(self, person: str, item: str, reaction: str) -> None:
        self._name(person)
        if reaction not in ("up", "down", "flag"):
            raise BadInput(f"reaction {reaction!r}")
        node = self._node(item)
        if self._gone(node):
            raise NotAllowed("hidden")
        self._apply("react", person, node, reaction)
        if reaction == "flag":
            node.complaints.add(person)
        else:
            node.opinions[person] = reaction

    def page(self, discussion: str, reader: str | None) -> list[dict[str, Any]]:
        if reader is not None:
            self._name(reader)
        root = self._node(discussion)
        if root.parent is not None:
            raise NotFound(f"{discussion!r} is a comment")
        below = self._counts(root)
        rows = []
        stack = [(self._row(root, 0, below, reader), root)]
        while stack:
            row, node = stack.pop()
            rows.append(row)
            answers = [
                (self._row(child, row["depth"] + 1, below, reader), child)
                for child in node.children
            ]
            answers.sort(key=lambda pair: self.rank.rank(dict(pair[0])), reverse=True)
            stack.extend(answers[::-1])
        return rows

    def digest(self, reader: str | None, count: int) -> list[str]:
        if reader is not None:
            self._name(reader)
        if not isinstance(count, int) or count < 0:
            raise BadInput(f"count {count!r}")
        roots = [n for n in self.nodes.values() if n.parent is None and not self._gone(n)]
        roots.sort(
            key=lambda n: self.rank.rank(self._row(n, 0, self._counts(n), reader)), reverse=True
        )
        return [n.key for n in roots[:count]]

    def standing(self, person: str) -> int:
        self._name(person)
        own = (n for n in self.nodes.values() if n.author == person)
        return sum(self._points(n) for n in own if not self._gone(n))

    # -- helpers

    def _name(self, name: Any) -> None:
        if not isinstance(name, str) or not ANYBODY.fullmatch(name):
            raise BadInput(f"name {name!r}")

    def _words(self, words: Any, limit: int) -> None:
        if not isinstance(words, str) or not words or len(words) > limit:
            raise BadInput(f"needs 1 to {limit} characters")

    def _node(self, key: str) -> Post:
        if key not in self.nodes:
            raise NotFound(f"no {key!r}")
        return self.nodes[key]

    def _grow(self, person: str, title: str, text: str, parent: Post | None) -> str:
        node = Post(str(next(self.serial)), person, title, text, parent)
        self.nodes[node.key] = node
        if parent:
            parent.children.append(node)
        return node.key

    def _gone(self, node: Post) -> bool:
        if len(node.complaints) > 2:
            return True
        return any(name in self.moderators for name in node.complaints)

    def _points(self, node: Post) -> int:
        return int(sum(self.weigh.weight(who, what) for who, what in node.opinions.items()))

    def _counts(self, root: Post) -> dict[str, int]:
        found = [root]
        for node in found:
            found.extend(node.children)
        counts = dict.fromkeys((node.key for node in found), 0)
        for node in found[:0:-1]:
            counts[node.parent.key] += counts[node.key] + 1
        return counts

    def _row(self, node: Post, depth: int, below: dict[str, int], reader: str | None) -> dict[str, Any]:
        row = dict(id=node.key, by=node.author, title=node.title, text=node.body, depth=depth)
        if self._gone(node) and reader != node.author and reader not in self.moderators:
            row.update(by="", title="[hidden]" if depth == 0 else "", text="[hidden]", score=0)
        else:
            row["score"] = self._points(node)
        row["comments"] = below[node.key]
        return row

    def _apply(self, do: str, person: str, node: Post | None, reaction: str | None) -> None:
        if not self.rules:
            return
        act = dict(
            do=do,
            person=person,
            item=node.key if node else None,
            author=node.author if node else None,
            reaction=reaction,
            standing=self.standing(person),
        )
        for rule in self.rules:
            if (reason := rule.refuses(dict(act))) is not None:
                raise NotAllowed(reason)


class Engines:
    """Makes engines."""

    def __init__(self, title_limit: int, text_limit: int, moderators: Iterable[str]) -> None:
        self._limits = (title_limit, text_limit)
        self._moderators = frozenset(moderators)

    def __call__(self, rules, weigh, rank) -> Engine:
        return Engine(self._limits, self._moderators, rules, weigh, rank)
