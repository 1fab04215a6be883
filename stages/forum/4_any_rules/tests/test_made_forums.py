"""Forums that make_forum makes: rules, weights and ranks from outside."""

from __future__ import annotations

import pytest
from forum_support.house import House, Policy, make, said, shown, weight_one
from forum_support.kinds import Kinds
from forum_support.refusals import bad_calls, missing_calls
from kata.grader.toolkit import FakeError, Raised, Returned, Subject, expect

FLAGGERS = ("vera", "walt", "xenia")


@pytest.fixture
def subject(house: House) -> Subject:
    return house.subject


@pytest.mark.check("behaviour.rules-decide")
@pytest.mark.brief(
    "Rules are asked in order, after bad input and not found",
    "Then the call is *not allowed*, and the reason stands in the error's message.",
    "A *rule* is anything with `refuses(act)`.",
    inputs="three rules, the second and the third of which refuse; a post, a comment and a vote",
)
@pytest.mark.parametrize("do", ["post", "comment", "react"])
def test_the_first_reason_wins(subject: Subject, kinds: Kinds, do: str) -> None:
    closed = [False]
    order: list[str] = []

    def rule(name: str, reason: str | None) -> Policy:
        def refuses(act: object) -> str | None:
            order.append(name)
            return reason if closed[0] else None

        return Policy("refuses", refuses)

    shop = make(subject, [rule("one", None), rule("two", "closed for tea"), rule("three", "too late")])
    discussion = shop.post("ann")
    comment = shop.comment("ben", discussion)
    before = shop.readings([discussion], ["ann", "ben"])
    closed[0] = True
    order.clear()
    call = {
        "post": ("post", "cleo", "Title", "Text"),
        "comment": ("comment", "cleo", comment, "Text"),
        "react": ("react", "cleo", comment, "up"),
    }[do]
    outcome = shop.ask(*call)
    expect(
        isinstance(outcome, Raised) and kinds.is_not_allowed(outcome),
        expected=f"a {do} that a rule refuses is not allowed",
        seen=f"it {said(outcome)}",
        outcome=outcome,
    )
    assert isinstance(outcome, Raised)
    expect(
        "closed for tea" in outcome.message and "too late" not in outcome.message,
        expected="the first reason, 'closed for tea', stands in the error's message",
        seen=f"the message is {outcome.message[:60]!r}",
        outcome=outcome,
    )
    expect(
        order == ["one", "two"],
        expected="rules are asked in order, up to the first that gives a reason",
        seen=f"asked: {', '.join(order) or 'none'}",
    )
    shop.expect_same(before, "an act that is refused changes nothing")


@pytest.mark.check("behaviour.rules-decide")
@pytest.mark.brief(
    "An `act` is a dictionary with exactly these keys:",
    "| `do` |",
    "| `person` |",
    "| `item` |",
    "| `author` |",
    "| `reaction` |",
    "| `standing` |",
    inputs="a post, comments on a discussion and on a comment, an up, a down and a flag, by people with some standing",
)
def test_an_act_tells_all(subject: Subject) -> None:
    rule = Policy("refuses", None)
    shop = make(subject, [rule])
    discussion = shop.post("ann")
    comment = shop.comment("ben", discussion)
    shop.react("cleo", discussion)
    shop.react("dan", discussion)
    for call, act in (
        (("post", "ann", "Title", "Text"), ("post", "ann", None, None, None, 2)),
        (("comment", "ann", comment, "Text"), ("comment", "ann", comment, "ben", None, 2)),
        (("comment", "cleo", discussion, "Text"), ("comment", "cleo", discussion, "ann", None, 0)),
        (("react", "ann", comment, "down"), ("react", "ann", comment, "ben", "down", 2)),
        (("react", "ben", discussion, "up"), ("react", "ben", discussion, "ann", "up", -1)),
        (("react", "dan", comment, "flag"), ("react", "dan", comment, "ben", "flag", 0)),
    ):
        rule.asked.clear()
        shop.give(*call)
        wanted = dict(zip(("do", "person", "item", "author", "reaction", "standing"), act, strict=True))
        expect(
            rule.asked == [wanted],
            expected=f"for a {act[0]} the rule is asked once, with {wanted}",
            seen=f"{rule.asked[0] if rule.asked else 'it was not asked'}",
        )


@pytest.mark.check("behaviour.rules-decide")
@pytest.mark.brief(
    "Rules are asked in order, after bad input and not found",
    inputs="every bad argument and every missing item in a forum whose rule refuses everything",
)
def test_bad_input_and_not_found_come_before_rules(subject: Subject, kinds: Kinds) -> None:
    closed = [False]
    rule = Policy("refuses", lambda _act: "never" if closed[0] else None)
    shop = make(subject, [rule])
    discussion = shop.post("ann")
    comment = shop.comment("ben", discussion)
    closed[0] = True
    rule.asked.clear()
    for call, *arguments in bad_calls(discussion):
        outcome = shop.ask(call, *arguments)
        expect(
            kinds.is_bad_input(outcome),
            expected=f"in a made forum {shown(call, arguments)} is bad input, and that is found first",
            seen=f"it {said(outcome)}",
            outcome=outcome,
        )
    for call, *arguments in missing_calls(comment):
        outcome = shop.ask(call, *arguments)
        expect(
            kinds.is_not_found(outcome),
            expected=f"in a made forum {shown(call, arguments)} is not found, and that comes before any rule",
            seen=f"it {said(outcome)}",
            outcome=outcome,
        )
    expect(not rule.asked, expected="no rule is asked before", seen=f"it was asked {len(rule.asked)} times")


@pytest.mark.check("behaviour.rules-decide")
@pytest.mark.brief(
    "A made forum has the rules that it was given and no other.",
    inputs="with no rule: an up on one's own item, a down without standing, nine comments at once",
)
def test_the_house_rules_are_the_live_forums(subject: Subject) -> None:
    shop = make(subject)
    own = shop.post("ann")
    shop.react("ann", own)
    shop.react("ben", own, "down")
    shop.react("~v", own, "down")
    expect(shop.row(own, own)["score"] == -1, expected="a score of -1", seen=f"{shop.row(own, own)['score']}")
    for _ in range(9):
        shop.give("comment", "ann", own, "Again.")


@pytest.mark.check("behaviour.policy-errors-pass")
@pytest.mark.brief(
    "An error raised by a rule, by `weigh` or by `rank` comes back unchanged:",
    "Nothing has changed then.",
    inputs="a rule that raises at a post, a comment and a vote; weigh and rank that raise at a page and a digest; "
    "errors of their own, and derived from KeyError, AttributeError and ValueError",
)
@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("rule", "Exception"),
        ("rule", "KeyError"),
        ("weigh", "Exception"),
        ("weigh", "AttributeError"),
        ("rank", "Exception"),
        ("rank", "ValueError"),
    ],
)
def test_errors_of_policies_come_back(subject: Subject, who: str, kind: str) -> None:
    broken = [False]

    def breaking(name: str, answer: object) -> object:
        def asked(*arguments: object) -> object:
            if broken[0] and name == who:
                raise FakeError(f"{name}-error", "out of order", kind)
            return answer(*arguments) if callable(answer) else answer

        return asked

    shop = make(
        subject,
        [Policy("refuses", breaking("rule", None))],
        Policy("weight", breaking("weigh", weight_one)),
        Policy("rank", breaking("rank", 0)),
    )
    discussion, _ = shop.post("ann"), shop.post("ben")
    for person in ("cleo", "dan"):
        shop.react(person, shop.comment(person, discussion))
    people = ["ann", "ben", "cleo"]
    before = shop.readings([discussion], people)
    broken[0] = True
    calls = {
        "rule": [
            ("post", "eve", "T", "X"),
            ("comment", "eve", discussion, "X"),
            ("react", "eve", discussion, "up"),
        ],
        "weigh": [("page", discussion, None)],
        "rank": [("page", discussion, None), ("digest", None, 5)],
    }[who]
    for call in calls:
        outcome = shop.ask(*call)
        expect(
            isinstance(outcome, Raised) and outcome.token == f"{who}-error",
            expected=f"{call[0]} raises the very error that {'the rule' if who == 'rule' else who} raised",
            seen=f"it {said(outcome)}",
            outcome=outcome,
        )
    broken[0] = False
    shop.expect_same(before, "nothing has changed when a policy raised")


@pytest.mark.check("behaviour.weights-at-once")
@pytest.mark.brief(
    "`weigh` is asked for the weight of each",
    "Nothing is remembered: a weight that changes shows at once in pages, digests and standings.",
    'The weight of a `"down"` brings its own sign:',
    "`weigh` is anything with `weight(person, reaction)`.",
    inputs="weights of 1, 3, -2, halves and quarters that change between two looks; a visitor's vote",
)
def test_a_weight_that_changes_shows_at_once(subject: Subject) -> None:
    weights = {("cleo", "up"): 1.0, ("dan", "up"): 3.0, ("eve", "down"): -2.0, ("~v", "up"): 1.0}
    shop = make(subject, weigh=Policy("weight", lambda person, reaction: weights[person, reaction]))
    first, second = shop.post("ann"), shop.post("ben")
    shop.react("cleo", first)
    shop.react("~v", first)
    shop.react("dan", second)
    shop.react("eve", second, "down")
    _expect_figures(shop, first, second, (2, 1))
    weights.update({("cleo", "up"): 0.25, ("~v", "up"): 0.5, ("eve", "down"): 2.0})
    _expect_figures(shop, first, second, (0, 5))
    weights.update({("cleo", "up"): 2.5, ("~v", "up"): 4.5, ("eve", "down"): -4.5})
    _expect_figures(shop, first, second, (7, -1))


@pytest.mark.check("behaviour.ranks")
@pytest.mark.brief(
    "`rank` gives the order:",
    "Equal ranks stand oldest first.",
    "`row` is a row as `page` gives it.",
    "`rank` is anything with `rank(row)`.",
    inputs="ranks by a quarter of the length of the text, at three depths and in the digest, some equal, of which "
    "newer ones have more votes; then turned around",
)
def test_rank_orders_siblings_and_the_digest(subject: Subject) -> None:
    sign = [1]
    shop = make(subject, rank=Policy("rank", lambda row: sign[0] * len(row["text"]) / 4))
    tops = [shop.post("ann", "Title", text) for text in ("aa", "aaaa", "a", "bb", "cc", "dd")]
    children = [shop.comment("ben", tops[0], text) for text in ("x", "xxx", "yyy", "xx")]
    below = [shop.comment("cleo", children[1], text) for text in ("z", "zz")]
    deep = [shop.comment("dan", below[0], text) for text in ("q", "qqq", "r")]
    for item in (tops[4], children[2], deep[2]):
        shop.react("zoe", item)
    highest = [
        tops[0],
        children[1],
        below[1],
        below[0],
        deep[1],
        deep[0],
        deep[2],
        *children[2:],
        children[0],
    ]
    lowest = [
        tops[0],
        children[0],
        children[3],
        children[1],
        below[0],
        deep[0],
        deep[2],
        deep[1],
        below[1],
        children[2],
    ]
    for turned, page, digest in (
        (1, highest, [tops[1], tops[0], *tops[3:], tops[2]]),
        (-1, lowest, [tops[2], tops[0], *tops[3:], tops[1]]),
    ):
        sign[0] = turned
        expect(
            [row["id"] for row in shop.page(tops[0])] == page,
            expected="siblings at every depth with the highest rank first, equal ones oldest first",
            seen="another order",
        )
        expect(
            shop.digest(10) == digest and shop.digest(2) == digest[:2],
            expected="a digest with the highest rank first, equal ones oldest first, and `count` at most",
            seen="another order",
        )


@pytest.mark.check("behaviour.ranks")
@pytest.mark.brief(
    "`row` is a row as `page` gives it.",
    inputs="ranks by `comments`, of a discussion with two comments and of a newer one with three below each other",
)
def test_a_row_that_is_ranked_counts_comments_at_any_depth(subject: Subject) -> None:
    shop = make(subject, rank=Policy("rank", lambda row: row["comments"]))
    wide, deep = shop.post("ann"), shop.post("ben")
    item = deep
    for name in ("cleo", "dan", "eve"):
        item = shop.comment(name, item)
    for name in ("cleo", "dan"):
        shop.comment(name, wide)
    expect(
        shop.digest(5) == [deep, wide],
        expected="with `comments` as rank, a discussion of three comments, below each other, before one of two",
        seen="another order",
    )


@pytest.mark.check("behaviour.forums-share-nothing")
@pytest.mark.brief(
    "Two forums share nothing.",
    "The live forum stays as it was:",
    inputs="the live forum and two made ones, in each of which the same people write, vote and flag",
)
def test_forums_share_nothing(house: House, subject: Subject, kinds: Kinds) -> None:
    live = house.post("ann", "Live", "Text")
    before = house.readings([live], ["ann", "ben", "cleo"])
    one, two = make(subject), make(subject)
    first = one.post("ann", "One", "Text")
    one.react("ben", first)
    one.react("omar", one.comment("cleo", first), "flag")
    expect(
        two.digest() == [] and two.standing("ann") == 0,
        expected="a second forum is empty when only the first was written in",
        seen="it has items or standings of the first",
    )
    second = two.post("ben", "Two", "Text")
    expect(
        [len(forum.digest()) for forum in (one, two)] == [1, 1]
        and [row["title"] for row in (one.row(first, first), two.row(second, second))] == ["One", "Two"]
        and (one.standing("ann"), two.standing("ann")) == (1, 0),
        expected="each forum has its own discussions, votes and standings",
        seen="they are mixed",
    )
    below = two.comment("cleo", second, "Here to stay")
    one.react("omar", first, "flag")
    expect(
        one.digest() == [] and two.digest() == [second] and two.row(second, below)["text"] == "Here to stay",
        expected="a moderator's flags in one forum hide nothing in another",
        seen="an item of the other forum is hidden, or the flagged one is not",
    )
    house.expect_same(before, "the live forum knows nothing of the others", "after all that")
    refused = house.ask("react", "ann", live, "up")
    expect(
        kinds.is_not_allowed(refused),
        expected="the live forum keeps its house rules",
        seen=f"a vote on an own item there {said(refused)}",
        outcome=refused,
    )


@pytest.mark.check("behaviour.forums-share-nothing")
@pytest.mark.brief(
    "What stage 3 says of flags, of hidden items and of visitors holds in every forum,",
    "`MODERATORS` are the moderators of every forum.",
    "`make_forum` returns an object with the six functions as methods:",
    inputs="in a made forum: three flags, a moderator's flag, a hidden row, a visitor who writes",
)
def test_flags_and_visitors_work_in_every_forum(subject: Subject, kinds: Kinds) -> None:
    shop = make(subject)
    discussion = shop.post("ann")
    comment = shop.comment("ben", discussion, "First")
    below = shop.comment("cleo", comment, "Second")
    shop.react("dan", comment)
    for flagger in FLAGGERS:
        shop.react(flagger, comment, "flag")
    shop.react("frida", discussion, "flag")
    texts = [row["text"] for row in shop.page(discussion, "yann")]
    expect(
        texts == ["[hidden]", "[hidden]", "Second"] and shop.digest() == [] and shop.standing("ben") == 0,
        expected="what is flagged in a made forum is hidden there, and counts nothing",
        seen="a row, the digest or a standing shows it",
    )
    expect(
        [row["text"] for row in shop.page(discussion, "omar")][1:] == ["First", "Second"],
        expected="a moderator sees the rows as ever",
        seen="they are hidden",
    )
    for call in (("post", "~v", "T", "X"), ("comment", "~v", below, "X"), ("react", "dan", comment, "up")):
        outcome = shop.ask(*call)
        expect(
            kinds.is_not_allowed(outcome),
            expected=f"in every forum {call[0]} by a visitor, or on what is hidden, is not allowed",
            seen=f"it {said(outcome)}",
            outcome=outcome,
        )
    expect(
        isinstance(shop.ask("react", "~v", below, "up"), Returned),
        expected="a visitor may react in every forum",
        seen="it was refused",
    )


def _expect_figures(shop: House, first: str, second: str, wanted: tuple[int, int]) -> None:
    rows = (shop.row(first, first)["score"], shop.row(second, second)["score"])
    standings = (shop.standing("ann"), shop.standing("ben"))
    expect(
        rows == wanted and standings == wanted,
        expected=f"scores and standings of {wanted[0]} and {wanted[1]}, by the weights of this moment",
        seen=f"scores {rows}, standings {standings}",
    )
