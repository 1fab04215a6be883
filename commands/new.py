"""new: a whole tiny kata to begin with, or a new part of one: a stage, a check, a pitfall, a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.errors import UsageError
from .support.open import is_pack
from .support.screen import Screen
from .support.trust import trust

if TYPE_CHECKING:
    from ..authoring.new import Plan


@dataclass(frozen=True)
class Part:
    """What to make, as it was typed; empty texts were not given."""

    stage: str = ""
    check: str = ""
    pitfall: str = ""
    design: str = ""
    base: str = ""
    files: Sequence[str] = ()


def new(screen: Screen, name: str, pack: str, like: str, part: Part) -> int:
    """Makes what is asked for, shows each file, and says what to do next."""
    if not (part.stage or part.check or part.pitfall or part.design):
        return _kata(screen, name, pack, like or "none")
    if like:
        raise UsageError("--like is for a new kata: kata new NAME --like KIND")
    root = _root(pack)
    plan = _part(root, _name(root, name), part)
    _write(screen, root, plan)
    screen.show(
        "Now write what the files ask for, then run `kata verify --fast`: it says what is still to be written."
    )
    return 0


def _kata(screen: Screen, name: str, pack: str, like: str) -> int:
    from ..authoring.new import kata

    if not name:
        raise UsageError("Say what the kata is called: kata new NAME")
    here = Path.cwd()
    root = Path(pack).absolute() if pack else here if is_pack(here) else here / name
    known = is_pack(root)
    _write(screen, root, kata(root, name, like))
    if not known:
        trust(root)
    where = "" if root == here else f"cd {root.relative_to(here) if root.is_relative_to(here) else root} && "
    screen.show(f"The kata {name} is made. Prove it, then play with it:")
    screen.show(f"  {where}kata verify", whole=True)
    screen.show(f"  kata try {name}", whole=True)
    return 0


def _part(root: Path, name: str, part: Part) -> Plan:
    from ..authoring import new

    wanted = [word for word in (part.check, part.pitfall, part.design) if word]
    if len(wanted) > 1 or (part.design and part.stage):
        raise UsageError("Make one thing at a time: --stage, --check, --pitfall or --design.")
    if part.design:
        return new.design(root, name, part.design)
    if part.check:
        return new.check(root, name, part.check, _number(part.stage))
    if part.pitfall:
        return new.pitfall(root, name, part.pitfall, part.base, _number(part.stage), part.files)
    return new.stage(root, name, part.stage)


def _number(stage: str) -> int:
    if not stage.isdecimal():
        raise UsageError("Say at which stage, by its number: --stage N")
    return int(stage)


def _root(pack: str) -> Path:
    root = Path(pack).absolute() if pack else Path.cwd()
    if not is_pack(root):
        raise UsageError(f"{root} is no pack of katas. Go into one, or name it: --pack FOLDER")
    return root


def _name(root: Path, name: str) -> str:
    """The kata that is meant: the one that is named, or the only one."""
    from ..content.pack import Pack

    names = Pack(root).names()
    if name in names:
        return name
    if not name and len(names) == 1:
        return names[0]
    raise UsageError(f"Which kata? Name one of: {', '.join(names)}.")


def _write(screen: Screen, root: Path, plan: Plan) -> None:
    for path in plan.write(root):
        screen.show(f"  {'grows' if path in plan.grown else 'new  '} {path}", whole=True)
