"""Gives each request another chance, and another."""

import time
from typing import Any

import requests

PAUSES = (0, 2, 4)  # seconds before the second, third and fourth attempt

post_once = requests.post


def post(url: str, **request: Any) -> requests.Response:
    """Posts up to four times, until the provider is well."""
    for pause in PAUSES:
        try:
            response = post_once(url, **request)
            if response.status_code < 500:
                return response
        except (requests.ConnectionError, requests.Timeout):
            pass
        time.sleep(pause)
    return post_once(url, **request)


requests.post = post
