"""Pages and cells as HTML: one environment, in which every value is made printable and escaped."""

from __future__ import annotations

import functools
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup, escape

from ...views.escape import visible
from ...views.formats.html import environment as of_reports
from .board import of_day, span
from .shown import SIGNS


@functools.cache
def environment() -> Environment:
    """That of the reports, with the room's templates before theirs."""
    found = of_reports()
    assert found.loader is not None
    found.loader = ChoiceLoader([PackageLoader("kata.workshop.pages", "templates"), found.loader])
    found.globals.update(signs=SIGNS, span=span, of_day=of_day, typed=typed)
    return found


def page(template: str, **values: Any) -> str:
    """A whole document."""
    return environment().get_template(f"room/{template}.html").render(**values)


def piece(template: str, macro: str, *values: Any) -> str:
    """One part of a page, made by the macro that makes it in the page."""
    made: Markup = getattr(_module(template), macro)(*values)
    return str(made).strip()


@functools.cache
def _module(template: str) -> Any:
    return environment().get_template(f"room/{template}.html").module


def typed(text: str) -> Markup:
    """The text with what stands between backticks as something to type."""
    parts = [visible(part) for part in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )
