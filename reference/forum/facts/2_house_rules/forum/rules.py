"""The rules of the house: functions of the facts, the time and an act."""


def not_ones_own(facts, now, act):
    return "that is your own" if act["do"] == "react" and act["author"] == act["person"] else None


def standing_for_down(facts, now, act):
    return "your standing is below 3" if act["reaction"] == "down" and act["standing"] < 3 else None


def five_a_minute(facts, now, act):
    if act["do"] != "comment":
        return None
    comments = [
        at for at, what, person, _, words in facts if what == "wrote" and person == act["person"] and words[2]
    ]
    return "5 comments in a minute are enough" if sum(now - at < 60 for at in comments) >= 5 else None
