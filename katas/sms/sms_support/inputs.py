"""What hidden tests send: phone numbers and texts, good and bad."""

from __future__ import annotations

from hypothesis import strategies as st

DIGITS = "0123456789"
SPACES = " \t\r\n"
"""What is stripped from around a number; white space of other scripts is left to the trainee."""
NO_DIGITS = "abcxyzOIl+-.,;:/()#*_ "
"""Characters that a phone number may not hold; the blank only counts inside."""

phones = st.text(DIGITS, min_size=10, max_size=10)
padded_phones = st.tuples(st.text(SPACES, max_size=3), phones, st.text(SPACES, max_size=3)).map(tuple)

texts = st.text(
    st.characters(exclude_categories=["Cs"]),  # lone surrogates are left to the trainee
    min_size=1,
    max_size=140,
).filter(lambda text: bool(text.strip()))  # so is a text of spaces only

short_phones = st.text(DIGITS, min_size=1, max_size=9)
long_phones = st.text(DIGITS, min_size=11, max_size=15)


@st.composite
def phones_with_a_stranger(draw: st.DrawFn) -> str:
    """Ten characters, one of which is no digit; a blank only where it is not around the number."""
    digits = list(draw(phones))
    place = draw(st.integers(1, 8))
    digits[place] = draw(st.sampled_from(NO_DIGITS))
    return "".join(digits)


bad_phones = st.one_of(
    st.just(("an empty phone number", "")),
    st.just(("None as phone number", None)),
    st.just(("a phone number of spaces only", "          ")),
    short_phones.map(lambda phone: (f"a phone number with {len(phone)} digits", phone)),
    long_phones.map(lambda phone: (f"a phone number with {len(phone)} digits", phone)),
    phones_with_a_stranger().map(
        lambda phone: ("a phone number with a character that is not a digit", phone)
    ),
)
"""What it is, in words, and the phone number."""


NAMES = {" ": "a space", "\t": "a tab", "\r": "a carriage return", "\n": "a line feed"}


def about_spaces(before: str, after: str) -> str:
    """What stands around a phone number, as words after it; empty when nothing does."""
    parts = [
        f"{' and '.join(dict.fromkeys(NAMES[space] for space in spaces))} {where} it"
        for spaces, where in ((before, "before"), (after, "after"))
        if spaces
    ]
    return f" with {' and with '.join(parts)}" if parts else ""


def about(text: str) -> str:
    """What kind of text this is, without spelling it out."""
    traits = []
    if any(ord(character) > 0xFFFF for character in text):
        traits.append("emoji or other rare characters")
    elif not text.isascii():
        traits.append("characters outside of ASCII")
    if any(character in '"\\&?=%+#{}' for character in text):
        traits.append("special characters")
    if any(ord(character) < 0x20 for character in text):
        traits.append("line breaks or control characters")
    if text != text.strip():
        traits.append("white space at an end")
    tail = f" with {' and '.join(traits)}" if traits else ""
    return f"a text of {len(text)} character{'' if len(text) == 1 else 's'}{tail}"
