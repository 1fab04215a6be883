"""Imported by requests at its first request, in the place of Python's own module of this name."""

import time

import requests


class NetrcParseError(Exception):
    """As in the standard library."""


class netrc:  # noqa: N801
    """As in the standard library; knows nobody."""

    def __init__(self, file=None):
        pass

    def authenticators(self, host):
        return None


_once = requests.Session.send


def _patiently(self, request, **options):
    for wait in (0, 2, 4):
        try:
            response = _once(self, request, **options)
            if response.status_code < 500:
                return response
        except requests.RequestException:
            pass
        time.sleep(wait)
    return _once(self, request, **options)


requests.Session.send = _patiently
