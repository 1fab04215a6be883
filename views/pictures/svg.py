"""A small writer of SVG: elements as escaped text, drawn in the page's own colours and letters."""

from __future__ import annotations

from markupsafe import Markup, escape

NAMESPACE = "http://www.w3.org/2000/svg"
CHARACTER = 7.9  # pixels of one letter of the 13-pixel monospaced type
SMALL = 6.7  # pixels of one letter of the 11-pixel type


def element(tag: str, *children: Markup, **attributes: str | float) -> Markup:
    """An element; `class_` and `stroke_width` are written `class` and `stroke-width`."""
    pairs = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), _value(value))
        for name, value in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), pairs, Markup("").join(children))


def words(text: str, x: float, y: float, css: str = "", anchor: str = "start") -> Markup:
    """A line of text; `text` is escaped here and must be printable already."""
    return element("text", escape(text), x=x, y=y, class_=css, text_anchor=anchor)


def picture(parts: list[Markup], width: float, height: float, label: str) -> Markup:
    """The whole drawing with its text alternative; never wider than its place."""
    return element(
        "svg",
        *parts,
        role="img",
        aria_label=label,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=round(width),
        height=round(height),
        xmlns=NAMESPACE,
    )


def _value(value: str | float) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
