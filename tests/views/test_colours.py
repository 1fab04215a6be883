"""The page's colours can be read: WCAG's contrast of 4.5 to 1 for text, in both themes and on paper."""

import re
from importlib.resources import files

import pytest

CSS = (files("kata.views") / "templates" / "page.css").read_text(encoding="utf-8")
THEMES = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.S)
]
GROUNDS = ("paper", "sheet", "wash", "accent-wash", "added")


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_are_three_themes() -> None:
    assert len(THEMES) == 3


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark", "paper"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_can_be_read_on_every_ground(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark", "paper"])
def test_a_value_on_a_band_can_be_read(theme: dict[str, str]) -> None:
    assert contrast(theme["ink"], theme["band"]) >= 4.5
