"""The parts of a page that change while it is open, each made by the macro that makes it in the page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable

from markupsafe import Markup

from ..live import Piece
from .render import piece
from .shown import Board, Projector, Trainee


def of_board(board: Board, now: float) -> dict[str, Piece]:
    """The facilitator's board: what is above the people, a row for each that is new, and each row's cells."""
    room = board.room
    where = (room.state, room.stage, room.stages)
    over = room.state in ("debrief", "closed")

    def part(macro: str, *values: object) -> Callable[[], str]:
        return functools.partial(piece, "parts", macro, *values)

    found = {
        "task": Piece(board.task, part("task", board)),
        "clock": Piece((where, room.clock), part("big_clock", room, now)),
        "desk": Piece((where, room.door, room.code, board.extended, len(board.said)), part("desk", board)),
        "step": Piece((where, board.held_up), part("step", board)),
        "full": Piece(room.full, part("full", room)),
        "trouble": Piece(board.queue.trouble, part("trouble", board.queue)),
        "way-in": Piece((where, room.door, room.code), part("way_in", board)),
        "lost": Piece((board.lost, board.extended), part("lost", board)),
        "twins": Piece(board.twins, part("twins", board)),
        "questions": Piece((room.state, board.questions), part("questions", board)),
        "counts": Piece((where, room.counts), part("counts", room.counts, room.stage, over)),
        "queue": Piece(board.queue, part("queue", board)),
        "news": Piece(board.news, part("news", board)),
    }
    for row in board.rows:
        found[row.id] = Piece(row.id, part("blank_row", row))  # put when its person came; then its cells are
        found[f"{row.id}-who"] = Piece((row.name, row.marks), part("who", row, room, now))
        found[f"{row.id}-left"] = Piece((row.stage, row.clock, row.waits), part("left", row, now))
        for cell in row.cells:
            found[cell.id] = Piece(cell, part("cell", cell))
    return found


def of_projector(shown: Projector, now: float, url: str) -> dict[str, Piece]:
    """The wall, in one piece."""
    return {
        "wall": Piece(shown, functools.partial(piece, "projector_parts", "wall", shown, now, qr(shown, url)))
    }


def of_trainee(me: Trainee, now: float) -> dict[str, Piece]:
    """A trainee's own page."""

    def part(template: str, macro: str, *values: object) -> Callable[[], str]:
        return functools.partial(piece, template, macro, *values)

    pieces: dict[str, tuple[Hashable, Callable[[], str]]] = {
        "task": (me.waits, part("me_parts", "task", me)),
        "clock": ((me.room.state, me.row.stage, me.row.clock), part("me_parts", "clock", me, now)),
        "full": (me.room.full, part("parts", "full", me.room)),
        "extras": (me.extras, part("me_parts", "extras", me)),
        "messages": (me.messages, part("parts", "messages", me.messages)),
        "hand-ins": (me.hand_ins, part("parts", "hand_ins", me.hand_ins, "/me/hand-ins/")),
    }
    return {name: Piece(value, render) for name, (value, render) in pieces.items()}


@functools.lru_cache(maxsize=64)
def _drawn(text: str) -> Markup:
    import segno

    drawn = segno.make(text, micro=False)
    return Markup(
        drawn.svg_inline(border=2, svgclass=None, lineclass="qr", omitsize=True, title="The address to join")
    )


def qr(shown: Projector, url: str) -> Markup:
    """The address to join with its code, as a picture; empty while nobody can join."""
    return _drawn(f"{url}/#{shown.code}") if shown.code else Markup("")
