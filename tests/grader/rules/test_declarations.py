"""What the rules declare, and what is told of a kata that asks them for something else."""

from dataclasses import replace

import pytest
from kata.analysis.patching.running_functions import RunningFunction
from kata.base.errors import ContentError
from kata.content.kata import Check, Kata
from kata.content.pack import built_in
from kata.grader.asked import asked, comparing
from kata.grader.rules import MODULES, RULES
from kata.grader.rules.few_parameters import Options
from kata.grader.rules.not_patched import judge_running


def kata_with(rule, options, check="design.x") -> Kata:
    kata = built_in().kata("sms")
    checks = (Check(check, "x", "x", "x", rule=rule, options=options),)
    return replace(kata, stages=(replace(kata.stages[0], name="1_x", checks=checks),))


def test_every_file_of_the_folder_is_a_rule_of_its_name() -> None:
    assert list(RULES) == list(MODULES)
    assert set(RULES) == built_in().rules


def test_the_rules_that_compare_are_those_that_say_so() -> None:
    assert comparing(built_in().kata("sms")) == {
        "open-closed.unmodified",
        "open-closed.nothing-removed",
        "open-closed.not-patched",
        "clients.unchanged",
        "duplication.none",
        "duplication.statuses-judged-once",
    }


def test_the_built_in_kata_asks_for_nothing_unknown() -> None:
    assert asked(built_in().kata("sms"))


@pytest.mark.parametrize(
    ("rule", "options", "field"),
    [
        ("few_parameters", {"limits": 5}, "options.limits"),
        ("few_parameters", {"limit": "five"}, "options.limit"),
        ("factory_names_none", {"words": []}, "options.factory"),
        ("factory_names_none", {"factory": "a:b", "words": [1]}, "options.words[0]"),
        ("resending_held", {"limit": 5}, "options.limit"),
        ("unmodified", {}, "id"),
    ],
)
def test_a_wrong_option_is_told_by_file_and_field(rule, options, field) -> None:
    with pytest.raises(ContentError) as raised:
        asked(kata_with(rule, options))
    (mistake,) = raised.value.mistakes
    assert (mistake.file, mistake.field) == ("stages/sms/1_x/stage.toml", f"checks[0].{field}")


def test_options_reach_the_rule_typed() -> None:
    assert asked(kata_with("few_parameters", {"limit": 3}))["design.x"].options == Options(limit=3)
    assert asked(kata_with("few_parameters", {}))["design.x"].options == Options(limit=5)


def test_a_hard_rule_may_stand_in_a_hard_group() -> None:
    assert asked(kata_with("unmodified", {}, "open-closed.x"))


def test_what_runs_is_judged_by_the_rule_that_wants_it(make_case) -> None:
    case = make_case({"shop/new.py": "def fake(self):\n    pass\n"})
    alive = RunningFunction("shop.sender.Sender.send", "shop/new.py", 1)
    judgement = judge_running(case, [alive])
    assert judgement is not None
    assert judgement.outcome == "failed"
    assert judge_running(case, []) is None
    assert [rule.name for rule in RULES.values() if rule.judge_running] == ["not_patched"]
