"""The forum, in one class."""

import re
import uuid


class BadInput(ValueError):
    """An argument is not as the house says."""


class NotFound(LookupError):
    """There is no such item."""


class Board:
    """All discussions, comments and votes."""

    def __init__(self, title_limit, text_limit):
        self.__limits = {"title": title_limit, "text": text_limit}
        self.__written = {}
        self.__above = {}
        self.__votes = {}

    def post(self, person, title, text):
        self.__check_person(person)
        self.__check_length("title", title)
        self.__check_length("text", text)
        return self.__write(person, title, text, None)

    def comment(self, person, item, text):
        self.__check_person(person)
        self.__check_length("text", text)
        self.__check_item(item)
        return self.__write(person, "", text, item)

    def react(self, person, item, reaction):
        self.__check_person(person)
        if reaction not in ("up", "down"):
            raise BadInput(f"{reaction!r} is not a reaction")
        self.__check_item(item)
        self.__votes[item][person] = reaction

    def page(self, discussion, reader):
        if reader is not None:
            self.__check_person(reader)
        self.__check_item(discussion)
        if self.__above[discussion] is not None:
            raise NotFound(f"{discussion!r} is not a discussion")
        answers = {}
        for item, above in self.__above.items():
            answers.setdefault(above, []).append(item)
        order, waiting = [], [(discussion, 0)]
        while waiting:
            item, depth = waiting.pop()
            order.append((item, depth))
            waiting += [(answer, depth + 1) for answer in reversed(answers.get(item, []))]
        comments = {}
        for item, _ in reversed(order):
            comments[item] = sum(1 + comments[answer] for answer in answers.get(item, []))
        return [self.__row(item, depth, comments[item]) for item, depth in order]

    def digest(self, reader, count):
        if count is None or count < 0:
            raise BadInput(f"{count!r} is not a count")
        discussions = [item for item, above in self.__above.items() if above is None]
        discussions.sort(key=lambda item: -self.__score(item))
        return discussions[:count]

    def standing(self, person):
        self.__check_person(person)
        return sum(self.__score(item) for item, (by, _, _) in self.__written.items() if by == person)

    def __check_person(self, person):
        if not isinstance(person, str) or re.fullmatch("[a-z0-9]{1,20}", person) is None:
            raise BadInput(f"{person!r} is not a name")

    def __check_length(self, what, value):
        if not isinstance(value, str) or not 0 < len(value) <= self.__limits[what]:
            raise BadInput(f"a {what} has 1 to {self.__limits[what]} characters")

    def __check_item(self, item):
        if item not in self.__written:
            raise NotFound(f"there is no item {item!r}")

    def __write(self, person, title, text, above):
        item = uuid.uuid4().hex if above is None else f"{above}/{len(self.__written)}"
        self.__written[item] = (person, title, text)
        self.__above[item] = above
        self.__votes[item] = {}
        return item

    def __score(self, item):
        return sum(1 if vote == "up" else -1 for vote in self.__votes[item].values())

    def __row(self, item, depth, comments):
        by, title, text = self.__written[item]
        score = self.__score(item)
        row = {"id": item, "by": by, "title": title, "text": text, "depth": depth}
        return {**row, "score": score, "comments": comments}
