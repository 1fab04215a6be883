"""A chapter's Markdown as XHTML: fit for a page and for an EPUB alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ..highlight import highlighted
from ..objects import sentence
from ..pictures.objects import draw_objects
from .pieces import Picture, pieces

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LANGUAGES = {"python": "code.py"}
"""What a block calls itself -> a file name that the highlighter knows."""


def prose(text: str, pictures: Mapping[str, bytes]) -> Markup:
    """The text with its code highlighted and its pictures drawn."""
    return Markup("\n").join(
        _figure(piece) if isinstance(piece, Picture) else Markup(_markdown().render(piece))
        for piece in pieces(text, pictures)
        if isinstance(piece, Picture) or piece.strip()
    )


@cache
def _markdown() -> MarkdownIt:
    """Markdown in which HTML is text, so that nothing but what we write gets into the page."""
    from markdown_it import MarkdownIt

    options = {"html": False, "xhtmlOut": True, "typographer": True}
    parser = MarkdownIt("commonmark", options).enable(["table", "smartquotes"])
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    return parser


def _figure(picture: Picture) -> Markup:
    return Markup(
        '<figure class="scroll" tabindex="0" aria-label="{0}">{1}'
        '<figcaption><b>{0}</b> <span class="chain">{2}</span></figcaption></figure>'
    ).format(picture.caption, draw_objects(picture.objects, picture.caption), sentence(picture.objects))


def _fence(_renderer: Any, tokens: Sequence[Any], index: int, _options: Any, _environment: Any) -> str:
    token = tokens[index]
    language = token.info.partition(" ")[0]
    lines = highlighted(token.content.rstrip("\n").split("\n"), LANGUAGES.get(language, "text.txt"))
    label = escape(f"{language} code".strip().capitalize())
    pre = Markup('<pre class="code scroll" tabindex="0" role="group" aria-label="{}"><code>{}</code></pre>\n')
    return str(pre.format(label, Markup("\n").join(lines)))


def _table_open(*_: Any) -> str:
    return '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"
