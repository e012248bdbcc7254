"""Receipts of tills for training: narrow paper, one amount column, money given and given back."""

from collections.abc import Callable
from decimal import Decimal
from random import Random

from app.engine.fields.labels import Label
from tests.bench.training.facts import digits, facts
from tests.bench.training.paper import Paper
from tests.bench.training.speech import Speech

_WIDE = 230.0
_LABELS = (Label.TOTAL, Label.TOTAL, Label.GROSS, Label.DUE)


def till(chance: Random, speech: Speech) -> tuple[Paper, dict[str, object]]:
    made = facts(chance, speech, most_items=16)
    paper = Paper(chance, wide=_WIDE, high=chance.choice((420.0, 520.0, 700.0)))
    size, middle = chance.choice((8.0, 9.0, 10.0)), chance.random() < 0.7
    step = size * chance.choice((1.2, 1.4))
    y = 20.0
    truth: dict[str, object] = {
        "type": "receipt", "seller": made.seller.name, "number": None, "date": made.issued.isoformat(), "due": None, "net": None, "tax": None,
        "gross": str(made.gross), "currency": speech.code,
    }  # fmt: skip

    def row(left: str, right: str = "", big: float = 1.0) -> None:
        nonlocal y
        y += step * max(1.0, big)
        paper.put(8, y, left, size * big)
        if right:
            paper.put(_WIDE - 8, y, right, size * big, "right")

    def centred(text: str, big: float = 1.0) -> None:
        nonlocal y
        y += step * max(1.0, big)
        paper.put(_WIDE / 2 if middle else 8, y, text, size * big, "middle" if middle else "left")

    if chance.random() < 0.12:
        centred(speech.word(chance.choice(("welcome", "copy", made.items[0].text))))
    centred(made.seller.name, chance.choice((1, 1, 1.3, 1.8)))
    if chance.random() < 0.15:
        centred(f"({digits(chance, 6)}-{chance.choice('AXMK')})")
    for text in made.seller.rows if chance.random() < 0.85 else []:
        centred(text)
    if chance.random() < 0.6:
        centred(f"{speech.say(Label.PHONE, 'Tel')}: {made.seller.phone}")
    if chance.random() < 0.5:
        centred(f"{speech.say(Label.TAX_NUMBER)}: {made.seller.tax_id}")
    if chance.random() < 0.3:
        centred(speech.word(chance.choice(("receipt", "tax invoice", "cash sale"))))
    number = made.number
    time = f"{chance.randint(8, 21):02}:{chance.randint(0, 59):02}"
    top = chance.random() < 0.7

    def dated() -> None:
        day = speech.day(made.issued)
        label = f"{speech.say(Label.PLAIN_DATE)}: " if chance.random() < 0.6 else ""
        row(label + day + (f" {time}" if chance.random() < 0.7 else ""))
        if chance.random() < 0.6:
            row(
                f"{speech.say(chance.choice((Label.INVOICE_NUMBER, Label.INVOICE_NUMBER, Label.PLAIN_NUMBER)))}: {number}"
            )
            truth["number"] = number
        else:
            truth["number"] = "?"
        if chance.random() < 0.4:
            row(f"{speech.word('cashier')}: {chance.randint(1, 40)}", speech.word("pos") + str(chance.randint(1, 9)))

    if top:
        dated()
    y += step / 2
    inclusive = chance.random() < 0.6 and bool(made.taxes)
    letters = chance.random() < 0.25
    for item in made.items:
        amount = speech.amount(item.amount, bare=chance.random() < 0.85) + (
            f" {chance.choice('AB')}" if letters else ""
        )
        if item.quantity > 1 and chance.random() < 0.7:
            if chance.random() < 0.5:
                row(item.text)
                row(f"  {item.quantity} x {speech.amount(item.price, bare=True)}", amount)
            else:
                row(f"{item.quantity} {item.text}", amount)
        else:
            row(item.text if chance.random() < 0.7 else f"{digits(chance, 6)} {item.text}", amount)
    gross = made.gross
    if inclusive:  # prices hold the tax
        gross = made.net
        truth["gross"] = str(gross)
    y += step / 2
    if made.shipping or made.discount:
        row(speech.say(Label.LINES_TOTAL), speech.amount(made.net + made.discount - made.shipping, bare=True))
        if made.discount:
            row(speech.say(Label.DISCOUNT), speech.amount(-made.discount, bare=True))
        if made.shipping:
            row(speech.say(Label.SERVICE_CHARGE), speech.amount(made.shipping, bare=True))
    if made.taxes and not inclusive:
        if chance.random() < 0.8:
            row(speech.say(chance.choice((Label.NET, Label.LINES_TOTAL))), speech.amount(made.net, bare=True))
            truth["net"] = str(made.net)
        for rate, _, amount in made.taxes:
            row(
                f"{speech.say(Label.TAX)} {rate}%" if chance.random() < 0.6 else speech.say(Label.TAX),
                speech.amount(amount, bare=True),
            )
        truth["tax"] = str(made.tax) if len(made.taxes) == 1 else "?"
        truth["net"] = truth["net"] or "?"
    elif not made.taxes and chance.random() < 0.3:
        row(speech.say(Label.LINES_TOTAL), speech.amount(gross, bare=True))
        truth["net"] = "?"
    if chance.random() < 0.2:
        row(speech.word("items"), str(len(made.items)))
    row(speech.say(chance.choice(_LABELS)), speech.amount(gross), chance.choice((1, 1, 1.3, 1.7)))
    _paid(chance, speech, gross, row)
    if inclusive and made.taxes:
        _taxes_within(chance, speech, gross, made.taxes[0][0], row, truth)
    if not top:
        dated()
    if chance.random() < 0.5:
        centred(speech.word(chance.choice(("thank you", "thank you for shopping", "goods sold are not returnable"))))
    if chance.random() < 0.3:
        centred(made.seller.web)
    return paper, truth


def _paid(chance: Random, speech: Speech, gross: Decimal, row: Callable[..., None]) -> None:
    luck = chance.random()
    if luck < 0.45:
        step = Decimal(chance.choice((5, 10, 50, 100)))
        given = (gross // step + 1) * step
        row(speech.say(Label.CASH), speech.amount(given, bare=True))
        row(speech.say(Label.CHANGE), speech.amount(given - gross, bare=True))
    elif luck < 0.75:
        row(speech.word(chance.choice(("visa", "card", "ec-cash", "mastercard"))), speech.amount(gross, bare=True))


def _taxes_within(
    chance: Random,
    speech: Speech,
    gross: Decimal,
    rate: Decimal,
    row: Callable[..., None],
    truth: dict[str, object],
) -> None:
    """The tax that prices hold, told under the total, as a row or as a small table."""
    net = speech.round(gross * 100 / (100 + rate))
    way = chance.random()
    if way < 0.4:
        row(
            f"{rate}% {speech.amount(net, bare=True)} {speech.amount(gross - net, bare=True)} {speech.amount(gross, bare=True)}"
        )
        truth |= {"net": [str(net), None], "tax": [str(gross - net), None]}
    elif way < 0.75:
        row(f"{speech.say(Label.TAX)} {rate}%", speech.amount(gross - net, bare=True))
        truth |= {"net": ["?"][0], "tax": [str(gross - net)]}
    else:
        truth |= {"net": "?", "tax": "?"}
