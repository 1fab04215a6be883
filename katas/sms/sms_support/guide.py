"""Holds a request against a provider's integration guide, strictly."""

from __future__ import annotations

from collections.abc import Mapping

from kata.grader.toolkit import Request

PHONE_DIGITS = 10
MESSAGE_CHARACTERS = 140

MEANINGS = {
    **dict.fromkeys((301, 302, 303, 307, 308), "wrong address"),
    400: "input refused",
    401: "bad token or account",
    403: "account blocked",
}
"""What an error's text says, by status; anything else is the provider's own trouble."""

Fields = Mapping[str, object]


def json_object(request: Request) -> Fields | None:
    """The body as a JSON object, or None when it is none."""
    try:
        body = request.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def wrong_fields(body: Fields | None, types: Mapping[str, type]) -> str:
    """What is wrong with the body's fields, as words after a provider's name; empty when nothing is."""
    if body is None:
        return "got a body that is no JSON object"
    for name, kind in types.items():
        if name not in body:
            return f'got a body without "{name}"'
        if type(body[name]) is not kind:
            return f'got a "{name}" that is no {_KINDS[kind]}'
    for name in body:
        if name not in types:
            return "got a body with a field that its guide does not know"
    return ""


def wrong_message(phone: object, text: object) -> str:
    """What is wrong with a phone number and a text; empty when nothing is."""
    if not (isinstance(phone, str) and len(phone) == PHONE_DIGITS and phone.isascii() and phone.isdigit()):
        return f"got a phone number that is not {PHONE_DIGITS} digits"
    if not (isinstance(text, str) and 1 <= len(text) <= MESSAGE_CHARACTERS):
        return f"got a message that is not 1 to {MESSAGE_CHARACTERS} characters"
    return ""


_KINDS = {str: "text", int: "whole number"}
