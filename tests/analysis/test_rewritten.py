"""Closed code that lies idle since other code does its work is found; what right designs leave behind is not."""

import textwrap

import pytest
from kata.analysis import rewritten
from kata.analysis.states import States
from kata.content.kata import Layout
from kata.content.pack import built_in, state
from kata.workspace.snapshot import Snapshot
from kata.workspace.tree import snapshot

LAYOUT = Layout(clients="clients/", module="shop/", root="shop/__init__.py", tests="tests/")
CLIENT = "from shop import sender\n\ndef order():\n    sender.send('x')\n"
POSTS = """
    import requests

    class Refused(Exception): ...

    def checked(text):
        if not text:
            raise Refused(text)
        return text

    class Posts:
        def __init__(self, url, timeout):
            self._url = url
            self._timeout = timeout

        def send(self, text):
            answer = requests.post(self._url, json={"text": checked(text)}, timeout=self._timeout)
            if answer.status_code != 202:
                raise Refused(text)
"""
OTHER_WORDS = """
    import urllib.request
    from shop.posts import Refused

    class Batches:
        def __init__(self, base):
            self.base = base
            self.kept = []

        def send(self, text):
            self.kept += [text]
            try:
                urllib.request.urlopen(self.base, b"".join(map(str.encode, self.kept))).close()
            except OSError:
                raise Refused(text)
            self.kept = []
"""
ROOT = "from shop.posts import Posts\nsender = Posts('http://x', 3)\n"


def find(closed: dict[str, str], new: dict[str, str]) -> rewritten.Rewritten | None:
    before = {path: textwrap.dedent(text).encode() for path, text in closed.items()}
    after = before | {path: textwrap.dedent(text).encode() for path, text in new.items()}
    return rewritten.find(States(Snapshot(before, ""), Snapshot(after, "")), LAYOUT, {})


CLOSED = {"clients/a.py": CLIENT, "shop/__init__.py": ROOT, "shop/posts.py": POSTS}


def names(found: rewritten.Rewritten | None) -> tuple[list[str], list[str]]:
    assert found is not None
    return [each.name for each in found.idle], [each.name for each in found.instead]


@pytest.mark.parametrize(
    "root",
    [
        "from shop.batches import Batches\nsender = Batches('http://x')\n",
        "from shop.batches import Batches\nfrom shop.posts import Posts\nsender = Batches('http://x')\n",
    ],
    ids=["gone from the root", "left as an import"],
)
def test_a_client_of_the_network_that_is_written_again_is_found(root):
    found = find(CLOSED, {"shop/__init__.py": root, "shop/batches.py": OTHER_WORDS})
    assert names(found) == (["Posts"], ["Batches"])


def test_a_client_that_takes_its_connection_from_a_table_is_one_too():
    table = """
        from http.client import HTTPConnection, HTTPSConnection
        from shop.posts import Refused

        KINDS = {"http": HTTPConnection, "https": HTTPSConnection}

        class Batches:
            def __init__(self, scheme, host):
                self.scheme = scheme
                self.host = host

            def send(self, text):
                connection = KINDS[self.scheme](self.host)
                try:
                    connection.request("POST", "/v1", text)
                    if connection.getresponse().status != 202:
                        raise Refused(text)
                finally:
                    connection.close()
    """
    root = "from shop.batches import Batches\nsender = Batches('http', 'x')\n"
    found = find(CLOSED, {"shop/__init__.py": root, "shop/batches.py": table})
    assert names(found) == (["Posts"], ["Batches"])


def test_an_annotation_of_closed_code_is_no_use_of_the_old_client():
    desk = "from shop.posts import Posts\n\nclass Desk:\n    def __init__(self, posts: Posts) -> None:\n"
    desk += "        self._posts = posts\n\n    def send(self, text):\n        self._posts.send(text)\n"
    root = "from shop.desk import Desk\nfrom shop.posts import Posts\nsender = Desk(Posts('http://x', 3))\n"
    now = "from shop.desk import Desk\nfrom shop.batches import Batches\nsender = Desk(Batches('http://x'))\n"
    closed = {**CLOSED, "shop/desk.py": desk, "shop/__init__.py": root}
    found = find(closed, {"shop/__init__.py": now, "shop/batches.py": OTHER_WORDS})
    assert names(found) == (["Posts"], ["Batches"])


def test_closed_code_that_takes_the_place_of_other_closed_code_is_not_new():
    """Whoever wrote both earlier may choose between them: no new code does the work of old."""
    closed = {**CLOSED, "shop/batches.py": OTHER_WORDS}
    root = "from shop.batches import Batches\nsender = Batches('http://x')\n"
    assert find(closed, {"shop/__init__.py": root}) is None


def test_a_client_that_is_handed_its_session_is_one_too():
    old = POSTS.replace("url, timeout)", "url, timeout, session: requests.Session)")
    old = old.replace("self._url = url", "self._url, self._session = url, session").replace(
        "requests.post", "self._session.post"
    )
    root = (
        "import requests\nfrom shop.posts import Posts\nsender = Posts('http://x', 3, requests.Session())\n"
    )
    now = "from shop.batches import Batches\nsender = Batches('http://x')\n"
    closed = {**CLOSED, "shop/posts.py": old, "shop/__init__.py": root}
    assert names(find(closed, {"shop/__init__.py": now, "shop/batches.py": OTHER_WORDS})) == (
        ["Posts"],
        ["Batches"],
    )


@pytest.mark.parametrize(
    ("root", "new"),
    [
        (
            "from shop.posts import Posts\nfrom shop.batches import Batches\n"
            "sender = Batches(Posts('http://x', 3))\n",
            "class Batches:\n    def __init__(self, held):\n        self._held = held\n\n"
            "    def send(self, text):\n        self._held.send(text)\n",
        ),
        (
            "from shop.posts import Posts\nfrom shop.batches import Batches, Either\n"
            "sender = Either(Batches('http://x'), Posts('http://x', 3))\n",
            textwrap.dedent(OTHER_WORDS) + "\nclass Either:\n    def __init__(self, *each):\n"
            "        self._each = each\n\n    def send(self, text):\n        self._each[0].send(text)\n",
        ),
        (
            "from shop.batches import Batches\nsender = Batches('http://x')\n",
            OTHER_WORDS.replace("import Refused", "import Refused, checked").replace(
                "self.kept += [text]", "self.kept += [checked(text)]"
            ),
        ),
        (
            "from shop.batches import Batches\nsender = Batches('http://x', 3)\n",
            "from shop.posts import Posts\n\nclass Batches(Posts):\n    def send(self, text):\n"
            "        super().send(text + '.')\n",
        ),
    ],
    ids=["held", "beside a second one", "a part is used", "inherited from"],
)
def test_what_still_works_is_not_found(root, new):
    assert find(CLOSED, {"shop/__init__.py": root, "shop/batches.py": new}) is None


def test_one_call_of_the_network_may_be_exchanged_for_another():
    """A sender that is handed a way to post is handed a more patient one."""
    sends = "class Sends:\n    def __init__(self, post):\n        self._post = post\n\n    def send(self, text):\n"
    sends += "        if self._post(text) != 202:\n            raise ValueError(text)\n"
    once = "import requests\n\ndef post(text):\n    return requests.post('http://x', data=text).status_code\n"
    patient = "import requests\n\ndef post(text):\n    with requests.Session() as session:\n"
    patient += "        session.mount('http://', requests.adapters.HTTPAdapter(max_retries=3))\n"
    patient += "        return session.post('http://x', data=text).status_code\n"
    closed = {
        "clients/a.py": CLIENT,
        "shop/__init__.py": "from shop.once import post\nfrom shop.sends import Sends\nsender = Sends(post)\n",
        "shop/once.py": once,
        "shop/sends.py": sends,
    }
    root = "from shop.patient import post\nfrom shop.sends import Sends\nsender = Sends(post)\n"
    assert find(closed, {"shop/__init__.py": root, "shop/patient.py": patient}) is None


def rules(name: str, count: int) -> str:
    """A class with so many methods of two statements each."""
    methods = (
        f"    def rule_{number}(self, text):\n        self.seen = text\n        return text\n"
        for number in range(count)
    )
    return f"class {name}:\n" + "\n".join((*methods, "    def send(self, text): ...\n"))


@pytest.mark.parametrize(("small", "large", "is_found"), [(4, 12, True), (12, 12, False), (0, 10, False)])
def test_more_than_half_that_lies_idle_is_found_unless_it_is_little(small, large, is_found):
    """`large` is left for new code, `small` is still used; no network is about."""
    used = "from shop.small import Small\nfrom shop.{0} import {1}\nsender = {1}()\nsmall = Small()\n"
    closed = {
        "clients/a.py": f"{CLIENT}    print(small)\n".replace("import sender", "import sender, small"),
        "shop/__init__.py": used.format("large", "Large"),
        "shop/small.py": rules("Small", small),
        "shop/large.py": rules("Large", large),
    }
    new = {"shop/__init__.py": used.format("again", "Again"), "shop/again.py": "class Again: ...\n"}
    found = find(closed, new)
    assert (found is not None) == is_found
    if found is not None:
        assert names(found) == (["Large"], [])
        assert 0.5 < found.part < 1


ENGINE = """
    class Engine:
        def __init__(self, rules):
            self.rules = rules
            self.kept = {}

        def post(self, name, text):
            if not text:
                raise ValueError(text)
            for rule in self.rules:
                rule(name)
            self.kept[name] = self.kept.get(name, "") + text
"""
FORUM = """
    class Forum:
        def __init__(self):
            self.items = []

        def post(self, person, words):
            self.checked(words)
            self.items.append((person, words))
{more}

        def checked(self, words):
            if words == "":
                raise ValueError("no words")
"""
MAKERS = {
    "a class that holds the closed one": (
        "from shop.forum import Forum\nclass Maker:\n    def __call__(self, rules):\n        return Forum()\n",
        False,
    ),
    "a class that inherits from it": (
        "from shop.forum import Forum\nclass Ruled(Forum):\n    pass\nclass Maker:\n    def __call__(self, rules):\n"
        "        return Ruled()\n",
        False,
    ),
    "a module that is loaded once more": (
        "import importlib.util\nfrom shop import forum\nclass Maker:\n    def __call__(self, rules):\n"
        "        return importlib.util.spec_from_file_location('again', forum.__file__)\n",
        False,
    ),
    "one written anew": (
        "from shop.engine import Engine\nclass Maker:\n    def __call__(self, rules):\n        return Engine(rules)\n",
        True,
    ),
}


@pytest.mark.parametrize(("maker", "is_found"), MAKERS.values(), ids=MAKERS.keys())
@pytest.mark.parametrize("large", [True, False])
def test_a_factory_uses_the_code_that_the_clients_use(maker, is_found, large):
    lines = "\n".join(f"            self.items.sort(key=lambda each: each[{number}])" for number in range(25))
    closed = {
        "shop/forum.py": FORUM.format(more=lines if large else ""),
        "shop/__init__.py": "from shop.forum import Forum\nsender = Forum()\n",
        "clients/orders.py": CLIENT.replace("send('x')", "post('a', 'x')"),
    }
    new = {
        "shop/engine.py": ENGINE,
        "shop/maker.py": maker,
        "shop/__init__.py": closed["shop/__init__.py"]
        + "from shop.maker import Maker\nmake_forum = Maker()\n",
    }
    before, after = (
        Snapshot({path: textwrap.dedent(text).encode() for path, text in files.items()}, "")
        for files in (closed, closed | new)
    )
    states = States(before, after)
    found = rewritten.made_anew(states, LAYOUT, {}, "shop:make_forum")
    assert (found is not None) == (is_found and large)
    assert rewritten.made_anew(states, LAYOUT, {}, "") is None
    assert rewritten.made_anew(States(after, after), LAYOUT, {}, "shop:make_forum") is None


def test_what_is_deleted_is_for_another_rule():
    after = {
        "clients/a.py": CLIENT,
        "shop/__init__.py": "from shop.batches import Batches\nsender = Batches('x')\n",
    }
    before = {path: textwrap.dedent(text).encode() for path, text in CLOSED.items()}
    left = {path: text.encode() for path, text in after.items()}
    left["shop/batches.py"] = (
        textwrap.dedent(OTHER_WORDS).replace("from shop.posts import Refused", "").encode()
    )
    assert rewritten.find(States(Snapshot(before, ""), Snapshot(left, "")), LAYOUT, {}) is None


@pytest.mark.parametrize("name", built_in().names())
def test_right_designs_are_far_from_what_is_found(monkeypatch, name):
    for limit, value in (("CLIENT_STATEMENTS", 1), ("FEW_STATEMENTS", 0), ("MOST", 0.25)):
        monkeypatch.setattr(rewritten, limit, value)
    pack = built_in()
    kata = pack.kata(name)
    for design in pack.designs(name):
        for stage in kata.stages[1:]:
            states = States(
                snapshot(state(kata, design, stage.number - 1)), snapshot(state(kata, design, stage.number))
            )
            found = rewritten.find(states, kata.layout, kata.given_at(stage.number))
            assert found is None, (design.name, stage.number)


TELLS = 'def tell(count):\n    "Says how many entries lost."\n    return f"{count} entries lost"\n'
USED_TELLER = {
    "clients/a.py": "from shop import tell\n\ndef order():\n    tell(1)\n",
    "shop/__init__.py": "from shop.old import tell\n",
    "shop/old.py": TELLS,
}


def worded_again(new: dict[str, str], closed: dict[str, str] = USED_TELLER) -> tuple[str, str] | None:
    before = {path: text.encode() for path, text in closed.items()}
    after = before | {path: text.encode() for path, text in new.items()}
    states = States(Snapshot(before, ""), Snapshot(after, ""))
    found = rewritten.worded_again(states, LAYOUT, {}, ["entries lost"])
    return None if found is None else (found[0].module.path, found[1].module.path)


BOTH = "from shop.new import also\nfrom shop.old import tell as one\ndef tell(n):\n    one(n)\n    also(n)\n"
BOTH_ROOT = "from shop.both import tell\n"


@pytest.mark.parametrize(
    "way",
    [
        'def also(n):\n    return "%d entries lost" % n\n',
        'WORDS = "{} entries lost"\n\ndef also(n):\n    return WORDS.format(n)\n',
        'def also(n):\n    return str(n) + " entries" " lost"\n',
        'def also(n):\n    return " ".join([str(n), "entries", "lost"])\n',
        'def also(n):\n    return str(n) + " entries " + "lost"\n',
    ],
)
def test_a_prescribed_text_that_two_pieces_in_use_write_is_found(way):
    new = {"shop/__init__.py": BOTH_ROOT, "shop/both.py": BOTH, "shop/new.py": way}
    assert worded_again(new) == ("shop/new.py", "shop/old.py")


@pytest.mark.parametrize(
    "new",
    [
        {},
        {"shop/new.py": TELLS.replace("tell", "also")},  # nothing uses it
        {  # the old one lies idle: whether that may be is asked elsewhere
            "shop/__init__.py": "from shop.new import tell\n",
            "shop/new.py": TELLS,
        },
        {  # what stands in a docstring or a comment is not written by the program
            "shop/__init__.py": BOTH_ROOT,
            "shop/both.py": BOTH,
            "shop/new.py": 'def also(n):\n    "Tells entries lost."\n    # entries lost\n    return n\n',
        },
        {  # two words, and no text of both
            "shop/__init__.py": BOTH_ROOT,
            "shop/both.py": BOTH,
            "shop/new.py": 'def also(n):\n    return {"entries": [], "lost": n}\n',
        },
        {"tests/test_mine.py": 'def test_one():\n    assert "entries lost"\n'},
    ],
    ids=["nothing new", "not in use", "the old one idle", "only said", "two words", "a test"],
)
def test_a_text_that_one_piece_in_use_writes_is_not(new):
    assert worded_again(new) is None


def test_what_was_written_twice_before_is_not_found_again():
    closed = {
        **USED_TELLER,
        "shop/__init__.py": BOTH_ROOT,
        "shop/both.py": BOTH,
        "shop/new.py": TELLS.replace("tell", "also"),
    }
    assert worded_again({"shop/more.py": "MORE = 1\n"}, closed) is None


GATEWAY = """
import requests

class Gateway:
    def post(self, url, **more):
        return requests.post(url, timeout=3, **more)

    def check(self, answer):
        return answer.ok
"""
POSTER = """
class Milk:
    def __init__(self, gateway, url):
        self.gateway = gateway
        self.url = url

    def send(self, text):
        letter = {"text": text}
        found = self.gateway.post(self.url, json=letter)
        return found
"""
AGAIN = """
class Parcel:
    def __init__(self, gateway, address):
        self.desk, self.address = gateway, address

    def send(self, words):
        self.desk.post(self.address, json=dict(text=words))
"""
WRAPS = """
from shop.milk import Milk

class Parcel:
    def __init__(self, gateway, address):
        self.milk = Milk(gateway, address)

    def send(self, words):
        self.milk.send(words)
"""


@pytest.mark.parametrize(
    ("parcel", "is_found"), [(AGAIN, True), (WRAPS, False)], ids=["written again", "wrapped"]
)
def test_who_posts_through_an_object_of_the_workspace_is_a_client_too(parcel, is_found):
    closed = {
        "clients/a.py": CLIENT,
        "shop/__init__.py": "from shop.gateway import Gateway\nfrom shop.milk import Milk\nsender = Milk(Gateway(), 'x')\n",
        "shop/gateway.py": GATEWAY,
        "shop/milk.py": POSTER,
    }
    root = (
        "from shop.gateway import Gateway\nfrom shop.parcel import Parcel\nsender = Parcel(Gateway(), 'x')\n"
    )
    found = find(closed, {"shop/__init__.py": root, "shop/parcel.py": parcel})
    assert (found is not None) == is_found
    if found is not None:
        assert names(found) == (["Milk"], ["Parcel"])
