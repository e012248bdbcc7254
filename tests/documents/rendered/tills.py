"""Till receipts on narrow paper, in several ways of printing items and totals."""

from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from random import Random
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from app.domain.invoice import Address, Amounts, DocumentType, Invoice, Line, Party
from tests.documents.rendered.facts import table
from tests.documents.rendered.pen import bold_of

WIDTH = 226.0
Row = tuple[str, str]  # left and right; a left that begins with ^ is centred


def till_receipt(chance: Random, *, left_out: bool) -> tuple[bytes, Invoice, str]:
    """The PDF, the truth and the look. Prices include the tax."""
    shops: list[dict[str, Any]] = [row for row in table("shops")["shop"] if row.get("left_out", False) is left_out]
    shop = chance.choice(shops)
    lines = _lines(chance, shop)
    total = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    rounded = (total * 20).quantize(Decimal(1), ROUND_HALF_UP) / 20 if shop["rounds"] else total
    rate = Decimal(str(shop["rate"]))
    net = (rounded * 100 / (100 + rate)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    bought = date(2023, 1, 3) + timedelta(days=chance.randint(0, 1200))
    address = list(shop["address"])
    shows_tax = chance.random() < 0.7
    invoice = Invoice(
        document_type=DocumentType.RECEIPT,
        invoice_number=f"{chance.choice(('', 'R', 'CS', 'A-'))}{chance.randint(10000, 999999)}",
        issue_date=bought,
        issue_time=time(chance.randint(8, 21), chance.randint(0, 59)),
        currency=shop["currency"][1],
        seller=Party(name=chance.choice(shop["names"]), address=Address(text="\n".join(address))),
        lines=lines,
        amounts=Amounts(gross=rounded, net=net if shows_tax else None, tax=rounded - net if shows_tax else None),
    )
    rows, look = _rows(chance, shop, invoice, total, left_out=left_out)
    invoice = invoice.model_copy(update={"lines": tuple(_shown(line, look) for line in lines)})
    font = chance.choice(("Courier", "Courier", "Vera") if not left_out else ("Courier", "Roboto", "Helvetica"))
    return _print(rows, font), invoice, f"{shop['country']} {look} {font}"


def _lines(chance: Random, shop: dict[str, Any]) -> tuple[Line, ...]:
    lines = []
    for name in chance.sample(shop["goods"], chance.randint(1, min(8, len(shop["goods"])))):
        quantity, price = Decimal(chance.choice((1, 1, 1, 2, 3))), Decimal(chance.randint(45, 6999)) / 100
        lines.append(Line(description=name, quantity=quantity, unit_price=price, amount=quantity * price))
    return tuple(lines)


def _rows(
    chance: Random, shop: dict[str, Any], invoice: Invoice, total: Decimal, *, left_out: bool
) -> tuple[list[Row], str]:
    say: dict[str, Any] = {
        key: chance.choice(ways[-1:] if left_out else ways[:-1] or ways) for key, ways in shop["words"].items()
    }
    decimal, sign = shop["decimal"], shop["currency"][0]
    amounts = invoice.amounts

    def money(value: Decimal | None) -> str:
        return f"{value:.2f}".replace(".", decimal)

    rows: list[Row] = [(f"^{invoice.seller.name}", "")]
    rows += [(f"^{row}", "") for row in (invoice.seller.address.text or "").split("\n")]
    rows += [(f"^{say['phone']} {chance.randint(10, 99)} 555 {chance.randint(1000, 9999)}", "")]
    if shop["register"]:
        number = "".join(str(chance.randint(0, 9)) for _ in range(12))
        rows.append((f"^{say['register']} {number}", ""))
    if say["title"]:
        rows += [("", ""), (f"^{say['title']}", "")]
    assert invoice.issue_date and invoice.issue_time
    shown = f"{invoice.issue_date.strftime(chance.choice(shop['dates']))}"
    when = f"{invoice.issue_time:%H:%M}"
    together = chance.random() < 0.5
    rows += [("", ""), (f"{say['number']} {invoice.invoice_number}", "")]
    rows += [(f"{say['date']} {shown}", when)] if together else [(say["date"], shown), (say["time"], when)]
    rows += [(f"{say['cashier']} {chance.choice(('03', 'ANA', 'Tom'))}", ""), ("-" * 38, "")]
    style = chance.choice(("below", "before", "plain") if not left_out else ("above", "columns", "plain"))
    rows += _items(invoice, style, money)
    rows += [("-" * 38, "")]
    if amounts.gross != total and amounts.gross is not None:
        rows += [(say["subtotal"], money(total)), (say["rounding"], money(amounts.gross - total))]
    rows += [(f"{say['total']} {sign}", money(amounts.gross))]
    assert amounts.gross is not None
    if chance.random() < 0.5:
        given = (amounts.gross / 10).to_integral_value(ROUND_HALF_UP) * 10 + 10
        rows += [(say["cash"], money(given)), (say["change"], money(given - amounts.gross))]
    else:
        rows += [(say["card"], money(amounts.gross))]
    if amounts.tax is not None:
        rows += [("", ""), *_taxes(say, shop, amounts, money)]
    rows += [("", ""), (f"^{say['thanks']}", "")]
    return rows, style


def _items(invoice: Invoice, style: str, money: Any) -> list[Row]:
    rows: list[Row] = []
    for line in invoice.lines:
        many = f"{line.quantity} x {money(line.unit_price)}"
        name = line.description or ""
        if style == "below":
            rows += [(name, ""), (f"  {many}", money(line.amount))]
        elif style == "above":
            rows += [(f"{many}", ""), (name, money(line.amount))]
        elif style == "before":
            rows += [(f"{line.quantity} {name}", money(line.amount))]
        elif style == "columns":
            rows += [(name, ""), (f"{line.quantity:>4}        {money(line.unit_price)}", money(line.amount))]
        else:
            rows += [(name, money(line.amount)), *([(f"   {many}", "")] if line.quantity != 1 else [])]
    return rows


def _shown(line: Line, style: str) -> Line:
    """The line as far as it is printed."""
    if style == "plain" and line.quantity == 1:
        return line.model_copy(update={"quantity": None, "unit_price": None})
    return line.model_copy(update={"unit_price": None}) if style == "before" else line


def _taxes(say: dict[str, Any], shop: dict[str, Any], amounts: Amounts, money: Any) -> list[Row]:
    rate = str(shop["rate"]).replace(".", shop["decimal"])
    return [(f"{say['net']}", money(amounts.net)), (f"{say['tax']} {rate}%", money(amounts.tax))]


def _print(rows: list[Row], font: str) -> bytes:
    bold_of(font)
    size = 8.5 if font == "Courier" else 8.0
    height = 44.0 + 11.5 * len(rows)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, height), invariant=1)
    canvas.setFont(font, size)
    for place, (left, right) in enumerate(rows):
        y = height - 26 - 11.5 * place
        if left.startswith("^"):
            canvas.drawCentredString(WIDTH / 2, y, left[1:])
        elif set(left) == {"-"}:
            canvas.line(14, y + 3, WIDTH - 14, y + 3)
        else:
            canvas.drawString(14, y, left)
        canvas.drawRightString(WIDTH - 14, y, right)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
