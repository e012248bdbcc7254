"""Random damage to a valid token: nothing is accepted, nothing but `Unauthenticated` comes out."""

import json
import random
import string

import pytest

from app.adapters.tokens.form import decode_part
from app.domain.errors import Unauthenticated
from tests.signed_tokens import claims, good, header, signature, signed, text, verifier

MUTATIONS = 2_000
ODD = [
    "",
    ".",
    "..",
    "=",
    "+",
    "/",
    " ",
    "\n",
    "\0",
    "é",
    "\ud800",
    "\N{MATHEMATICAL DOUBLE-STRUCK DIGIT ONE}",
    "A" * 9_000,
    "{}",
    "null",
]
VALUES = [None, True, False, 0, -1, 1e308, 10**400, "", "x", [], {}, [[]], "none", "\ud800", -0.0]


def damaged_text(token: str, chance: random.Random) -> str:
    """One to three edits of the text itself."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(token) + 1)
        match chance.randrange(4):
            case 0:
                token = token[:at] + chance.choice(string.printable) + token[at + 1 :]
            case 1:
                token = token[:at] + token[at + chance.randint(1, 40) :]
            case 2:
                token = token[:at] + chance.choice(ODD) + token[at:]
            case _:
                token = token[at:] + token[:at]
    return token


def damaged_content(token: str, chance: random.Random) -> str:
    """Another value, a missing or additional member in header or claims, under the old signature or a foreign one."""
    parts = token.split(".")
    which = chance.randrange(2)
    content = json.loads(decode_part(parts[which]))
    name = chance.choice([*content, "crit", "jwk", "nbf", "aud", "kid", "cognito:groups"])
    if chance.random() < 0.3:
        content.pop(name, None)
        content["added"] = chance.random()
    else:
        content[name] = chance.choice([value for value in VALUES if value != content.get(name)])
    parts[which] = text(json.dumps(content).encode())
    if chance.random() < 0.5:
        parts[2] = text(signature(f"{parts[0]}.{parts[1]}", "attacker"))
    return ".".join(parts)


def damaged_bytes(token: str, chance: random.Random) -> str:
    """Flipped bits inside a part, written in clean base64url again."""
    parts = token.split(".")
    which = chance.randrange(3)
    data = bytearray(decode_part(parts[which]))
    for _ in range(chance.randint(1, 4)):
        data[chance.randrange(len(data))] ^= chance.randint(1, 255)
    parts[which] = text(bytes(data))
    return ".".join(parts)


def test_no_mutation_is_accepted_or_raises_anything_else() -> None:
    chance = random.Random(20_261_122)
    tokens, valid = verifier(), good()
    tokens.verify(valid)
    tried = 0
    while tried < MUTATIONS:
        mutated = chance.choice([damaged_text, damaged_content, damaged_bytes])(valid, chance)
        if mutated == valid:
            continue
        tried += 1
        with pytest.raises(Unauthenticated, match=r"^The access token does not hold\.$"):
            tokens.verify(mutated)


def test_well_signed_oddities_raise_nothing_else() -> None:
    """Signed by the real key: whatever the values are, the answer is a caller or `Unauthenticated`."""
    tokens = verifier()
    refused = 0
    for name in [*claims(), "nbf", "aud", "cognito:groups"]:
        for value in VALUES:
            try:
                tokens.verify(signed(header(), claims(**{name: value})))
            except Unauthenticated:
                refused += 1
    assert refused > 100
