"""The upper part of a page: who sells, who buys, and the numbers and dates. Each way leaves the pen under itself."""

from collections.abc import Callable

from reportlab.lib.colors import HexColor

from app.domain.invoice import DocumentType, Party
from tests.documents.rendered.pen import Pen

GREY = HexColor("#e8e8e8")


def title(pen: Pen) -> str:
    credit = pen.facts.invoice.document_type is DocumentType.CREDIT_NOTE
    return pen.say("credit_note" if credit else "invoice")


def meta(pen: Pen) -> list[tuple[str, str]]:
    """Labels and values of the document, in the usual order."""
    invoice = pen.facts.invoice
    rows = [(pen.say("number"), invoice.invoice_number or ""), (pen.say("date"), pen.day(invoice.issue_date))]
    if invoice.due_date:
        rows.append((pen.say("due"), pen.day(invoice.due_date)))
    if invoice.purchase_order:
        rows.append((pen.say("order"), invoice.purchase_order))
    if invoice.buyer.customer_id:
        rows.append((pen.say("customer"), invoice.buyer.customer_id))
    return rows


def address(party: Party) -> list[str]:
    return (party.address.text or "").split("\n")


def block(party: Party) -> list[str]:
    return [party.name or "", *address(party)]


def seller_ids(pen: Pen) -> list[str]:
    vat = pen.facts.invoice.seller.vat_id
    return [vat if vat.startswith("ABN") else f"{pen.say('vat_id')}: {vat}"] if vat else []


def buyer_ids(pen: Pen) -> list[str]:
    vat = pen.facts.invoice.buyer.vat_id
    return [vat if vat.startswith("ABN") else f"{pen.say('your_vat_id')}: {vat}"] if vat else []


def contact(pen: Pen) -> list[str]:
    return [f"{pen.say('phone')} {pen.facts.phone}", f"{pen.say('email')}: {pen.facts.mail}"]


def _pairs(pen: Pen, x: float, y: float, *, values: str = "left", room: float = 0) -> float:
    """Labels in one column, values in the next."""
    wide = room or 110.0
    for label, value in meta(pen):
        pen.write(x, y, f"{label}{pen.colon}", bold=pen.chance.random() < 0.2)
        end = values == "right"
        y = pen.write(pen.right if end else x + wide, y, value, align="right" if end else "left")
    return y


def letter(pen: Pen) -> None:
    """As the norm for business letters has it: sender's line over the window, facts beside, title beneath."""
    seller = pen.facts.invoice.seller
    pen.write(pen.left, pen.y, seller.name or "", bold=True, size=15, colour=pen.accent)
    pen.rows(pen.right, pen.y, [*address(seller), *contact(pen)], align="right", size=7.5)
    mark = pen.chance.choice((" · ", " | ", " - ", ", "))
    y = pen.height - 140
    pen.write(pen.left, y, mark.join(block(seller)), size=6.5)
    pen.rows(pen.left, y - 16, [*block(pen.facts.invoice.buyer), *buyer_ids(pen)])
    low = _pairs(pen, pen.right - 190, y - 16, values=pen.chance.choice(("left", "right")))
    pen.y = min(y - 110, low - 20)
    pen.write(pen.left, pen.y, title(pen), bold=True, size=14)
    pen.y -= 28


def side_by_side(pen: Pen) -> None:
    """Logo and seller on the left, the title on the right, both parties' boxes beneath."""
    pen.logo(pen.left, pen.y)
    y = pen.write(pen.left + 36, pen.y, pen.facts.invoice.seller.name or "", bold=True, size=12)
    low = pen.rows(pen.left + 36, y, [*address(pen.facts.invoice.seller), *contact(pen), *seller_ids(pen)])
    pen.write(pen.right, pen.y, title(pen), align="right", bold=True, size=22, colour=pen.accent)
    right = _pairs(pen, pen.right - 180, pen.y - 32, values="right")
    y = min(low, right) - 18
    pen.write(pen.left, y, pen.say("buyer") + pen.colon.strip(), bold=True)
    first = pen.rows(pen.left, y - 13, [*block(pen.facts.invoice.buyer), *buyer_ids(pen)])
    if pen.chance.random() < 0.5:
        middle = (pen.left + pen.right) / 2
        pen.write(middle, y, pen.say("ship") + pen.colon.strip(), bold=True)
        pen.rows(middle, y - 13, ["Werk 2 / Dock B", *address(pen.facts.invoice.buyer)])
    pen.y = first - 22


def boxed(pen: Pen) -> None:
    """Every fact in a ruled box, its label small above it."""
    y = pen.write(pen.left, pen.y, title(pen), bold=True, size=18, colour=pen.accent) - 10
    top, middle = y, (pen.left + pen.right) / 2
    pen.box(pen.left, top - 82, middle - 4, top)
    pen.box(middle + 4, top - 82, pen.right, top)
    low = pen.write(pen.left + 5, top - 11, pen.say("seller"), size=7)
    pen.rows(pen.left + 5, low, [*block(pen.facts.invoice.seller), *seller_ids(pen)])
    low = pen.write(middle + 9, top - 11, pen.say("buyer"), size=7)
    pen.rows(middle + 9, low, [*block(pen.facts.invoice.buyer), *buyer_ids(pen)])
    facts = meta(pen)
    wide, y = (pen.right - pen.left) / len(facts), top - 92
    for place, (label, value) in enumerate(facts):
        x = pen.left + place * wide
        pen.box(x, y - 30, x + wide, y)
        pen.write(x + 4, y - 10, label, size=7)
        pen.write(x + 4, y - 23, value, bold=True)
    pen.y = y - 52


def two_columns(pen: Pen) -> None:
    """Seller left, buyer in a frame on the right, the title over a list of facts."""
    seller = pen.facts.invoice.seller
    y = pen.write(pen.left, pen.y, seller.name or "", bold=True, size=13, colour=pen.accent)
    low = pen.rows(pen.left, y, [*address(seller), *contact(pen), *seller_ids(pen)])
    x, top = pen.width * 0.55, pen.height - 110
    if pen.chance.random() < 0.5:
        pen.write(x, top + 14, pen.say("buyer"), size=8)
    pen.box(x - 8, top - 66, pen.right, top + 10)
    pen.rows(x, top - 6, [*block(pen.facts.invoice.buyer), *buyer_ids(pen)])
    pen.y = min(low, top - 76) - 22
    heads = meta(pen)
    pen.y = pen.write(pen.left, pen.y, f"{title(pen)}", bold=True, size=14) - 4
    for label, value in heads:
        pen.y = pen.write(pen.left, pen.y, f"{label}{pen.colon} {value}")
    pen.y -= 18


def logo_right(pen: Pen) -> None:
    """The buyer at the left, everything of the seller in a narrow column at the right edge."""
    seller = pen.facts.invoice.seller
    pen.logo(pen.right - 28, pen.y)
    x = pen.right - 150
    y = pen.write(x, pen.y - 34, seller.name or "", bold=True)
    low = pen.rows(x, y, [*address(seller), "", *contact(pen), *seller_ids(pen)], size=8)
    top = pen.height - 130
    pen.rows(pen.left, top, [*block(pen.facts.invoice.buyer), *buyer_ids(pen)])
    pen.y = min(low, top - 90) - 16
    pen.write(pen.left, pen.y, f"{title(pen)} {pen.facts.invoice.invoice_number}", bold=True, size=14)
    pen.y -= 20
    for label, value in meta(pen)[1:]:
        pen.y = pen.write(pen.left, pen.y, f"{label}: {value}")
    pen.y -= 16


def strip(pen: Pen) -> None:
    """A shaded row of labels with the values beneath, over the whole width."""
    seller = pen.facts.invoice.seller
    pen.write(pen.left, pen.y, title(pen), bold=True, size=20, colour=pen.accent)
    low = pen.rows(pen.right, pen.y, [*block(seller), *contact(pen), *seller_ids(pen)], align="right")
    y = min(low, pen.y - 50) - 10
    if pen.chance.random() < 0.6:
        y = pen.write(pen.left, y, pen.say("buyer"), bold=True)
    y = pen.rows(pen.left, y, [*block(pen.facts.invoice.buyer), *buyer_ids(pen)]) - 12
    facts = meta(pen)
    wide = (pen.right - pen.left) / len(facts)
    pen.box(pen.left, y - 5, pen.right, y + 11, fill=GREY)
    for place, (label, value) in enumerate(facts):
        pen.write(pen.left + place * wide + 4, y, label, bold=True, size=8)
        pen.write(pen.left + place * wide + 4, y - 17, value)
    pen.y = y - 44


def from_to(pen: Pen) -> None:
    """Two columns headed by the words for seller and buyer, facts in a third."""
    pen.write(pen.left, pen.y, title(pen), bold=True, size=24)
    y, third = pen.y - 44, (pen.right - pen.left) / 3
    columns = (
        (pen.say("seller"), [*block(pen.facts.invoice.seller), *seller_ids(pen)]),
        (pen.say("buyer"), [*block(pen.facts.invoice.buyer), *buyer_ids(pen)]),
    )
    lows = []
    for place, (label, rows) in enumerate(columns):
        x = pen.left + place * third
        pen.write(x, y, label.upper(), size=7, colour=HexColor("#666666"))
        lows.append(pen.rows(x, y - 14, rows))
    x, low = pen.left + 2 * third, y
    for label, value in meta(pen):
        low = pen.write(x, low, label, size=7, colour=HexColor("#666666"))
        low = pen.write(x, low, value) - 3
    pen.y = min(*lows, low) - 24


def in_the_foot(pen: Pen) -> None:
    """Only a wordmark at the top; who the seller is stands in the foot of the page."""
    seller = pen.facts.invoice.seller
    pen.write(
        pen.right,
        pen.y,
        (seller.name or "").split(" ")[0].upper(),
        align="right",
        bold=True,
        size=20,
        colour=pen.accent,
    )
    y = pen.height - 130
    pen.rows(pen.left, y, [*block(pen.facts.invoice.buyer), *buyer_ids(pen)])
    low = _pairs(pen, pen.width * 0.56, y, room=120)
    pen.y = min(y - 100, low - 20)
    pen.write(pen.left, pen.y, title(pen), bold=True, size=13)
    pen.y -= 26
    third = (pen.right - pen.left) / 3
    columns = (block(seller), [*contact(pen), *seller_ids(pen)])
    for place, rows in enumerate(columns):
        pen.rows(pen.left + place * third, 62, rows, size=7)


def centred(pen: Pen) -> None:
    """The letterhead in the middle, the title spelled beneath between two rules."""
    seller, middle = pen.facts.invoice.seller, pen.width / 2
    y = pen.write(
        middle,
        pen.y,
        (seller.name or "").upper() if pen.chance.random() < 0.3 else seller.name or "",
        align="centre",
        bold=True,
        size=16,
    )
    y = pen.rows(
        middle, y, [", ".join(address(seller)), "  ".join(contact(pen)), *seller_ids(pen)], align="centre", size=8
    )
    pen.rule(y + 2)
    pen.write(middle, y - 14, title(pen), align="centre", bold=True, size=12)
    pen.rule(y - 20)
    y -= 40
    pen.write(pen.left, y, f"{pen.say('buyer')}{pen.colon}", bold=True)
    low = pen.rows(pen.left, y - 13, [*block(pen.facts.invoice.buyer), *buyer_ids(pen)])
    pen.y = min(low, _pairs(pen, pen.width * 0.58, y)) - 22


HEADS: dict[bool, tuple[Callable[[Pen], None], ...]] = {
    False: (letter, side_by_side, boxed, two_columns, logo_right),
    True: (strip, from_to, in_the_foot, centred),
}
