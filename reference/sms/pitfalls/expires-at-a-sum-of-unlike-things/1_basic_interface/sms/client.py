"""Sends messages through Watertel."""

import re
from datetime import datetime

import requests

from sms.errors import BadInput, Misconfigured, ProviderFailure


class SmsClient:
    """One account at Watertel."""

    def __init__(self, url, username, password, timeout):
        self.url = url
        self.username = username
        self.password = password
        self.timeout = timeout
        self.token = None
        self.expires = None

    def send(self, phone_number, message):
        """Send one message, logging in first when needed."""
        phone = self.checked_phone(phone_number)
        if not message or len(message) > 140:
            raise BadInput("a message has 1 to 140 characters")
        reply = self.post(
            "/messages",
            {"phone": phone, "message": message, "priority": 2},
            params={"accessToken": self.current_token()},
        )
        if "messageId" not in reply:
            raise ProviderFailure("no messageId")

    def checked_phone(self, phone_number):
        """The phone number without spaces around it."""
        if phone_number is None:
            raise BadInput("no phone number")
        phone = phone_number.strip()
        if not re.fullmatch("[0-9]{10}", phone):
            raise BadInput("a phone number has 10 digits")
        return phone

    def current_token(self):
        """A token that is still good."""
        if self.token is None or datetime.now() >= self.expires:
            self.log_in()
        return self.token

    def log_in(self):
        """Get a new token."""
        reply = self.post("/login", {"username": self.username, "password": self.password})
        try:
            self.token = reply["accessToken"]
            int(reply["expiry"])
        except (KeyError, ValueError, TypeError) as error:
            raise ProviderFailure("a login without a token") from error
        self.expires = datetime.now() + 3600

    def post(self, path, body, params=None):
        """One request; the answer as a dict."""
        try:
            reply = requests.post(
                self.url + path, json=body, params=params, timeout=self.timeout, allow_redirects=False
            )
        except requests.RequestException as error:
            raise ProviderFailure("Watertel cannot be reached") from error
        if reply.status_code == 400:
            raise BadInput("Watertel refused it")
        if reply.status_code >= 500:
            raise ProviderFailure(f"Watertel answered {reply.status_code}")
        if reply.status_code >= 300:
            raise Misconfigured(f"Watertel answered {reply.status_code}")
        try:
            answer = reply.json()
        except ValueError as error:
            raise ProviderFailure("an answer that is no JSON") from error
        if not isinstance(answer, dict):
            raise ProviderFailure("an answer that is no object")
        return answer
