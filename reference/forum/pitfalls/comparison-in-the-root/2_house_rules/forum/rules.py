"""The rules of the house: functions of the facts, the time and an act."""


def not_ones_own(facts, now, act):
    return "that is your own" if act["do"] == "react" and act["author"] == act["person"] else None


def down_needs(is_enough):
    def rule(facts, now, act):
        poor = act["reaction"] == "down" and not is_enough(act["standing"])
        return "your standing is too low" if poor else None

    return rule


def five_a_minute(facts, now, act):
    if act["do"] != "comment":
        return None
    comments = [
        at for at, what, person, _, words in facts if what == "wrote" and person == act["person"] and words[2]
    ]
    return "5 comments in a minute are enough" if sum(now - at < 60 for at in comments) >= 5 else None
