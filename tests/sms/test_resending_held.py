"""Advice of the kata's own: resending is added by holding a sender, not by inheriting from a provider's class."""

import textwrap
from dataclasses import replace

import pytest
from kata.analysis.states import States
from kata.content.pack import built_in
from kata.grader.asked import asked
from kata.grader.rule import Case
from kata.workspace.snapshot import Snapshot

KATA = built_in().kata("sms")
RULE = asked(KATA)["design.composition"].rule


def case(files: dict[str, str]) -> Case:
    given = {"settings.py": b"import os\nURL = os.environ.get('URL')\n"}
    after = given | {path: textwrap.dedent(text).encode() for path, text in files.items()}
    return Case(KATA, KATA.stage(2), states=States(Snapshot({}, ""), Snapshot(after, "")), given=given)


ACME = """
    import requests

    class AcmeSender:
        def __init__(self, url):
            self._url = url

        def send(self, phone, text):
            return requests.post(self._url, json={"phone": phone})
"""

INHERITED = {
    "a loop around super": """
        from sms.acme import AcmeSender
        class RetryingAcme(AcmeSender):
            def send(self, phone, text):
                for _ in range(4):
                    try:
                        return super().send(phone, text)
                    except OSError:
                        pass
    """,
    "the class by its name": """
        import sms.acme
        class RetryingAcme(sms.acme.AcmeSender):
            def send(self, phone, text):
                while True:
                    try:
                        return sms.acme.AcmeSender.send(self, phone, text)
                    except OSError:
                        pass
    """,
    "a recursion": """
        from sms.acme import AcmeSender
        class RetryingAcme(AcmeSender):
            def send(self, phone, text, left=3):
                try:
                    return super().send(phone, text)
                except OSError:
                    return self.send(phone, text, left - 1)
    """,
    "a decorator": """
        from tenacity import retry
        from sms.acme import AcmeSender
        class RetryingAcme(AcmeSender):
            @retry(reraise=True)
            def send(self, phone, text):
                return super().send(phone, text)
    """,
    "a decorator of its own": """
        from sms.acme import AcmeSender
        def stubborn(times):
            def decorate(send):
                def attempt(*message):
                    for _ in range(times):
                        try:
                            return send(*message)
                        except OSError:
                            pass
                return attempt
            return decorate
        class StubbornAcme(AcmeSender):
            @stubborn(4)
            def send(self, phone, text):
                return super().send(phone, text)
    """,
    "a mixin": """
        from sms.acme import AcmeSender
        class Retries:
            def send(self, phone, text):
                for _ in range(4):
                    return super().send(phone, text)
        class RetryingAcme(Retries, AcmeSender):
            pass
    """,
    "a call under a new name": """
        from sms.acme import AcmeSender
        class RetryingAcme(AcmeSender):
            def send_with_retries(self, phone, text):
                for _ in range(4):
                    return self.send(phone, text)
    """,
    "a function handed to a retry": """
        from tenacity import Retrying
        from sms.acme import AcmeSender
        class RetryingAcme(AcmeSender):
            def send(self, phone, text):
                return Retrying(reraise=True)(super().send, phone, text)
    """,
}

COMPOSED = {
    "a wrapper": """
        class Retrying:
            def __init__(self, inner):
                self._inner = inner
            def send(self, phone, text):
                for _ in range(4):
                    return self._inner.send(phone, text)
    """,
    "a base of wrappers": """
        class Wrapper:
            def __init__(self, inner):
                self._inner = inner
            def send(self, phone, text):
                return self._inner.send(phone, text)
        class Retrying(Wrapper):
            def send(self, phone, text):
                for _ in range(4):
                    return super().send(phone, text)
    """,
    "a base of providers": """
        from abc import ABC, abstractmethod
        import requests
        class Provider(ABC):
            def send(self, phone, text):
                return requests.post(self.url(), json=self.body(phone, text))
            @abstractmethod
            def url(self): ...
        class Bolt(Provider):
            def url(self):
                return "u"
            def send(self, phone, text):
                try:
                    return super().send(phone, text)
                except OSError as error:
                    raise ValueError from error
    """,
    "a provider that translates errors": """
        from sms.acme import AcmeSender
        class Strict(AcmeSender):
            def send(self, phone, text):
                try:
                    return super().send(phone, text)
                except OSError as error:
                    raise ValueError from error
    """,
    "a provider behind another decorator": """
        from sms.acme import AcmeSender
        def plain(send):
            def attempt(*message):
                return send(*message)
            return attempt
        class Plain(AcmeSender):
            @plain
            def send(self, phone, text):
                return super().send(phone, text)
    """,
    "another provider": """
        from sms.acme import AcmeSender
        class Bolt(AcmeSender):
            def send(self, phone, text):
                return super().send(phone, text.upper())
    """,
}


@pytest.mark.parametrize("text", INHERITED.values(), ids=INHERITED.keys())
def test_inherited_resending_is_told(text: str) -> None:
    judgement = RULE.judge(case({"sms/__init__.py": "", "sms/acme.py": ACME, "sms/new.py": text}))
    assert judgement.outcome == "told"
    assert judgement.evidence[0].path == "sms/new.py"


@pytest.mark.parametrize("text", COMPOSED.values(), ids=COMPOSED.keys())
def test_composed_resending_passes(text: str) -> None:
    judgement = RULE.judge(case({"sms/__init__.py": "", "sms/acme.py": ACME, "sms/new.py": text}))
    assert judgement.outcome == "passed", judgement


BASE = """
import requests
class Acme:
    def send(self, to):
        self._post({"to": self._number(to)})
    def _number(self, to):
        return to
    def _post(self, data):
        requests.post("x", json=data)
"""

ONCE = {
    "another way to send": "self._post({'n': self._number(to)})",
    "either way, once": "if to:\n            self._post({'to': to})\n        else:\n            self._post({})",
    "once, guarded": "try:\n            self._post({'to': to})\n        except ValueError:\n            raise RuntimeError from None",
    "super, once": "print(to)\n        super().send(to)",
    "a loop over something else": "for each in to:\n            print(each)\n        self._post({})",
}
AGAIN = {
    "a loop": "for _ in range(4):\n            self._post({})",
    "written out": "try:\n            super().send(to)\n        except ValueError:\n            super().send(to)",
    "afterwards": "try:\n            return self._post({})\n        except ValueError:\n            pass\n        self._post({})",
}


def _heir(body: str, old: bool) -> Case:
    heir = f"from sms.acme import Acme\nclass Bolt(Acme):\n    def send(self, to):\n        {body}\n"
    made = case({"sms/__init__.py": "", "sms/acme.py": BASE, "sms/bolt.py": heir})
    return replace(made, states=States(made.after, made.after)) if old else made


@pytest.mark.parametrize("body", ONCE.values(), ids=ONCE.keys())
def test_inheriting_from_a_provider_without_resending_is_not_told(body: str) -> None:
    assert RULE.judge(_heir(body, old=False)).outcome == "passed"


@pytest.mark.parametrize("body", AGAIN.values(), ids=AGAIN.keys())
def test_resending_by_inheritance_is_told_at_the_stage_that_wrote_it_alone(body: str) -> None:
    assert RULE.judge(_heir(body, old=False)).outcome == "told"
    assert RULE.judge(_heir(body, old=True)).outcome == "passed"
