"""Names of people in a room: what is taken as one, when two are twins, and the animals of those without."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Collection

from .refusal import Refusal

MOST_CHARACTERS = 40

LOOKS_LIKE = str.maketrans(
    "авекмнорстухіјѕԁԛԝһӏαβεηικνορτυχγωıℓ0135",  # noqa: RUF001  # that is the point
    "abekmhopctyxijsdqwhlabenikvoptuxywiloles",
)
"""Letters, folded, that are read as a Latin one."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


KINDS = _words(
    "agile amber ancient autumn balmy bold brave bright brisk calm candid clever coral cosy curious daring eager early "
    "fair fleet fond gentle glad golden hardy hazel honest humble jolly keen kind lively lucky lunar mellow merry mild "
    "modest nimble noble patient plucky polite quick quiet ruby sandy silver snowy solar spry steady sunny tidy "
    "velvet warm wise witty zesty"
)
ANIMALS = _words(
    "alpaca badger beaver bison bonobo buffalo camel cheetah cobra condor coyote crane cricket deer dingo dolphin "
    "donkey eagle falcon ferret finch gecko gibbon giraffe heron hippo ibex iguana impala jackal jaguar kestrel "
    "kiwi koala lemur leopard lizard llama lynx magpie marmot meerkat moose narwhal newt ocelot octopus osprey otter "
    "panda pelican penguin puffin puma quokka raven robin salmon seal swan tapir toucan walrus wombat yak zebra"
)


def cleaned(name: str) -> str:
    """The name as it is kept and shown; raises Refusal for one that cannot be shown safely."""
    found = " ".join(unicodedata.normalize("NFKC", name).split())
    if not found.isprintable() or any(unicodedata.category(letter) in ("Cf", "Co", "Cn") for letter in found):
        raise Refusal("name", "The name holds signs that cannot be seen.", "Choose another.", status=400)
    if len(found) > MOST_CHARACTERS:
        raise Refusal(
            "name", f"The name is longer than {MOST_CHARACTERS} letters.", "Choose another.", status=400
        )
    return found


def folded(name: str) -> str:
    """The same for two names that people would take for one: by case, accents, spaces and letters that look alike."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if letter.isalnum())
    return letters.translate(LOOKS_LIKE) or plain


def animal(taken: Collection[str]) -> str:
    """An animal that nobody has yet."""
    while True:
        found = f"{secrets.choice(KINDS)} {secrets.choice(ANIMALS)}"
        if found not in taken:
            return found
        if len(taken) > len(KINDS) * len(ANIMALS) // 2:
            found = f"{found} {secrets.randbelow(10_000)}"
            if found not in taken:
                return found
