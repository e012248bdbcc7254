"""One rendered invoice or receipt from a seed."""

from dataclasses import dataclass
from random import Random

from app.domain.invoice import Invoice
from tests.documents.rendered.bodies import Table, foot, totals
from tests.documents.rendered.facts import invent
from tests.documents.rendered.heads import HEADS
from tests.documents.rendered.pen import Pen
from tests.documents.rendered.tills import till_receipt


@dataclass(frozen=True)
class Sheet:
    """A PDF with a text layer, its truth, and its look in words for who reads a failure."""

    pdf: bytes
    invoice: Invoice
    look: str


def sheet(seed: int, *, left_out: bool = False, kind: str = "") -> Sheet:
    """`kind`: `invoice` or `receipt`; without it one in four is a receipt."""
    chance = Random(f"{seed} {left_out}")
    kind = kind or ("receipt" if chance.random() < 0.25 else "invoice")
    if kind == "receipt":
        pdf, invoice, look = till_receipt(chance, left_out=left_out)
        return Sheet(pdf, invoice, f"receipt {look}")
    facts = invent(chance, left_out=left_out)
    pen = Pen(facts, chance, left_out)
    head = chance.choice(HEADS[left_out])
    head(pen)
    items = Table(pen)
    items.draw()
    totals(pen)
    foot(pen, head)
    lines = tuple(items.shown(line) for line in facts.invoice.lines)
    look = f"{facts.code} {head.__name__} {'/'.join(items.columns)} {pen.font} {items.rules} {pen.money_form}"
    return Sheet(pen.done(), facts.invoice.model_copy(update={"lines": lines}), look)
