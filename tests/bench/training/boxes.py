"""Parties as forms show them, for training: side by side, each row `Name: | X`, a label before or over them."""

from random import Random

from app.engine.fields.labels import Label
from tests.bench.training.facts import Facts, Party, digits
from tests.bench.training.paper import Paper
from tests.bench.training.speech import Speech

_LEFT, _MIDDLE = 45.0, 310.0


def boxes(chance: Random, speech: Speech, made: Facts, paper: Paper, y: float, size: float) -> float:
    """Seller and buyer in boxes of one shape; the foot of the deeper one."""
    parties = [(Label.SELLER, "Seller", made.seller), (Label.BUYER, "Buyer", made.buyer)]
    if chance.random() < 0.35:
        parties.reverse()
    step = size * chance.choice((1.3, 1.6))
    rows = _shape(chance, speech)
    way = chance.choice(("over", "over", "before", "before", "first row"))
    stacked = chance.random() < 0.2
    top = deepest = y
    for place, (label, fallback, party) in enumerate(parties):
        x = _LEFT if stacked else (_LEFT, _MIDDLE)[place]
        own = [(title, _value(kind, party, chance)) for kind, title in rows]
        said = speech.say(label, fallback) + chance.choice((":", ""))
        now = deepest + step if stacked else top
        if way == "over":
            now += step
            paper.put(x, now, said, size)
        elif way == "first row":
            own[0] = (said, own[0][1])
        for line, (title, value) in enumerate(own):
            now += step
            at = x
            if way == "before" and not line:
                paper.put(x, now, said, size)
            if way == "before":
                at = x + 65
            if way != "before" and (title or (way == "first row" and not line)):
                at = max(paper.put(x, now, title, size), x + 75)
            paper.put(at, now, value, size)
        deepest = max(deepest, now)
    return deepest + step


def _shape(chance: Random, speech: Speech) -> list[tuple[str, str]]:
    """Which rows both boxes have, with their titles; none for the rows of an address."""
    titled = chance.random() < 0.6
    kinds = ["name", "street", "city"]
    if chance.random() < 0.5:
        kinds.append("tax")
    if chance.random() < 0.4:
        kinds.append("phone")
    if chance.random() < 0.3:
        kinds.append("mail")
    if chance.random() < 0.2:
        kinds.append("account")
    said = {
        "tax": speech.say(Label.VAT_ID),
        "phone": speech.say(Label.PHONE, "Tel"),
        "account": "IBAN",
        "mail": "E-mail",
    }
    return [
        (kind, (said.get(kind) or speech.word(kind)) + ":" if titled or kind in ("tax", "account") else "")
        for kind in kinds
    ]


def _value(kind: str, party: Party, chance: Random) -> str:
    return {
        "name": party.name, "street": party.rows[0], "city": party.rows[-1], "tax": party.tax_id, "phone": party.phone,
        "mail": party.mail, "account": f"{party.tax_id[:2].upper()}{digits(chance, 20)}",
    }[kind]  # fmt: skip
