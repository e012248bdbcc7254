"""The items, the totals and the foot of a rendered invoice."""

from decimal import Decimal

from reportlab.lib.colors import HexColor

from app.domain.invoice import Line
from tests.documents.rendered.heads import in_the_foot, seller_ids
from tests.documents.rendered.pen import Pen, width_of

COLUMNS = {
    False: (
        ("pos", "text", "quantity", "unit", "price", "amount"),
        ("text", "quantity", "price", "amount"),
        ("quantity", "text", "price", "amount"),
        ("code", "text", "quantity", "price", "rate", "amount"),
        ("pos", "code", "text", "quantity", "price", "amount"),
        ("text", "quantity", "price", "discount", "amount"),
        ("pos", "quantity", "unit", "text", "price", "discount", "amount"),
        ("text", "price", "quantity", "amount"),
    ),
    True: (
        ("text", "rate", "quantity", "price", "amount"),
        ("pos", "text", "quantity", "price", "rate", "amount"),
        ("code", "quantity", "text", "price", "discount", "amount"),
        ("text", "amount"),
        ("pos", "text", "quantity", "unit", "price", "discount", "rate", "amount"),
        ("quantity", "code", "text", "price", "amount"),
    ),
}
SHARES = {"pos": 5, "code": 12, "quantity": 9, "unit": 8, "price": 13, "discount": 9, "rate": 9, "amount": 14}
NUMBERS = ("quantity", "price", "discount", "rate", "amount")
SHADE = HexColor("#eeeeee")


class Table:
    """Draws the items; `columns` says which of their values are printed."""

    def __init__(self, pen: Pen) -> None:
        chance, invoice = pen.chance, pen.facts.invoice
        self.pen = pen
        columns = list(chance.choice(COLUMNS[pen.left_out]))
        if "discount" not in columns and any(line.discount for line in invoice.lines):
            columns.insert(columns.index("amount"), "discount")
        if "code" in columns and not any(line.product_code for line in invoice.lines):
            columns.remove("code")
        if "rate" not in columns and len(invoice.taxes) > 1:
            columns.insert(columns.index("amount"), "rate")
        self.columns = tuple(columns)
        self.rules = chance.choice(("none", "rows", "grid", "head", "shade"))
        self.sign = chance.random() < 0.6
        self.glued = "unit" not in self.columns and chance.random() < 0.25
        self.sections = len(invoice.lines) > 3 and chance.random() < 0.25
        self.heads_align = chance.choice(("same", "same", "left"))
        self.leading = chance.choice((0.3, 0.6, 1.0))
        self.edges = self._edges()

    def _edges(self) -> dict[str, tuple[float, float]]:
        total = self.pen.right - self.pen.left
        wide = {
            name: max(SHARES[name] * total / 100, 12 + max(self._wide(part) for part in self._texts(name)))
            for name in self.columns
            if name != "text"
        }
        wide["text"] = total - sum(wide.values())
        edges, x = {}, self.pen.left
        for name in self.columns:
            edges[name] = (x, x + wide[name])
            x += wide[name]
        return edges

    def _texts(self, name: str) -> list[str]:
        return [*self._label(name), *(self._value(name, line) for line in self.pen.facts.invoice.lines)]

    def _wide(self, text: str) -> float:
        return width_of(text, self.pen.bold, self.pen.size)

    def _label(self, name: str) -> list[str]:
        label = self.pen.say(f"columns.{name}")
        return [label] if len(label) < 11 or name == "text" else label.replace("-", "- ").split(" ", 1)

    def draw(self) -> None:
        pen = self.pen
        self._head()
        lines = pen.facts.invoice.lines
        cut = pen.chance.randint(1, len(lines) - 1) if self.sections else -1
        for place, (line, remarks) in enumerate(zip(lines, pen.facts.remarks, strict=True)):
            if pen.y - pen.size * 1.25 * (2 + len(remarks)) < 110:
                pen.next_page()
                self._head()
            if self.sections and place in (0, cut):
                pen.y = (
                    pen.write(
                        self.edges["text"][0] + 3, pen.y, pen.say("section") if place == 0 else "Extra", bold=True
                    )
                    - 3
                )
            self._row(place, line, remarks)
        if self.rules in ("rows", "head"):
            pen.rule(pen.y + pen.size * 0.9)

    def _head(self) -> None:
        pen = self.pen
        deep = max(len(self._label(name)) for name in self.columns)
        if self.rules in ("grid", "shade", "head"):
            pen.box(pen.left, pen.y - 4 - (deep - 1) * pen.size * 1.15, pen.right, pen.y + pen.size + 1, fill=SHADE)
        for name in self.columns:
            for place, part in enumerate(self._label(name)):
                self._cell(name, pen.y - place * pen.size * 1.15, part, bold=True, head=True)
        pen.y -= (deep - 1) * pen.size * 1.15 + pen.size * 0.55
        if self.rules != "none":
            pen.rule(pen.y)
        pen.y -= pen.size * 1.3

    def _cell(self, name: str, y: float, text: str, *, bold: bool = False, head: bool = False) -> None:
        x0, x1 = self.edges[name]
        end = name in NUMBERS and not (head and self.heads_align == "left")
        self.pen.write(x1 - 3 if end else x0 + 3, y, text, align="right" if end else "left", bold=bold)

    def _row(self, place: int, line: Line, remarks: tuple[str, ...]) -> None:
        pen = self.pen
        x0, x1 = self.edges["text"]
        rows = [part for text in (line.description or "", *remarks) for part in pen.wrapped(text, x1 - x0 - 6)]
        if self.rules == "shade" and place % 2:
            pen.box(pen.left, pen.y - (len(rows) - 1) * pen.size * 1.2 - 3, pen.right, pen.y + pen.size, fill=SHADE)
        for name in self.columns:
            if name != "text":
                self._cell(name, pen.y, self._value(name, line))
        for step, row in enumerate(rows):
            self._cell("text", pen.y - step * pen.size * 1.2, row)
        pen.y -= (len(rows) - 1) * pen.size * 1.2
        if self.rules in ("rows", "grid"):
            pen.rule(pen.y - pen.size * 0.4)
        pen.y -= pen.size * (1.2 + self.leading)

    def _value(self, name: str, line: Line) -> str:
        pen = self.pen
        if name == "quantity":
            quantity = line.quantity or Decimal(0)
            shown = pen.plain(quantity, 0 if quantity == quantity.to_integral_value() else 2)
            return f"{shown} {line.unit}" if self.glued else shown
        if name in ("price", "amount"):
            return pen.amount(line.unit_price if name == "price" else line.amount, sign=self.sign)
        if name == "rate":
            return f"{pen.rate(line.tax_rate)}%"
        if name == "discount":
            return f"{pen.rate(line.discount)} %" if line.discount else ""
        return {"pos": line.line_no, "code": line.product_code, "unit": line.unit}[name] or ""

    def shown(self, line: Line) -> Line:
        """The line as far as it is printed."""
        absent = {
            "line_no": "pos", "product_code": "code", "quantity": "quantity", "unit_price": "price", "tax_rate": "rate",
        }  # fmt: skip
        gone: dict[str, None] = {name: None for name, column in absent.items() if column not in self.columns}
        if "unit" not in self.columns and not (self.glued and "quantity" in self.columns):
            gone["unit"] = None
        return line.model_copy(update=gone)


def totals(pen: Pen) -> None:
    """Net, taxes and gross, with what stands between them."""
    amounts, taxes = pen.facts.invoice.amounts, pen.facts.invoice.taxes
    way = pen.chance.choice(("right", "right", "wide", "table"))
    if pen.y < 230:
        pen.next_page()
    pen.y -= 12
    x = {"right": pen.right - 200, "wide": pen.left}.get(way, pen.right - 220)
    rows: list[tuple[str, str, bool]] = []
    if amounts.lines_total is not None:
        rows.append((pen.say("lines_total"), pen.amount(amounts.lines_total), False))
    if amounts.discount is not None:
        rows.append((pen.say("discount"), "-" + pen.amount(amounts.discount), False))
    if amounts.shipping is not None:
        rows.append((pen.say("shipping"), pen.amount(amounts.shipping), False))
    rows.append((pen.say("net"), pen.amount(amounts.net), False))
    for tax in taxes:
        key = "tax_row_of" if len(taxes) > 1 and way != "table" else "tax_row"
        label = pen.say(key, rate=pen.rate(tax.rate), base=pen.amount(tax.base))
        rows.append((label, pen.amount(tax.amount), False))
    rows.append((pen.say("gross"), pen.amount(amounts.gross), True))
    if amounts.paid is not None:
        rows.append((pen.say("paid"), "-" + pen.amount(amounts.paid), False))
        rows.append((pen.say("due_amount"), pen.amount(amounts.due), True))
    if way == "table":
        _tax_table(pen)
    for label, value, bold in rows:
        colon = pen.colon if way != "table" else ""
        pen.write(x, pen.y, label + colon, bold=bold)
        pen.write(pen.right - 3, pen.y, value, align="right", bold=bold)
        pen.y -= pen.size * 1.55


def _tax_table(pen: Pen) -> None:
    x = (pen.left + 10, pen.left + 130, pen.left + 220)
    heads = ("columns.rate", "columns.base", "columns.tax_amount")
    for place, head in zip(x, heads, strict=True):
        pen.write(place + 40, pen.y, pen.say(head), align="right", size=8)
    pen.y -= 12
    for tax in pen.facts.invoice.taxes:
        cells = (f"{pen.rate(tax.rate)} %", pen.amount(tax.base, sign=False), pen.amount(tax.amount, sign=False))
        for place, cell in zip(x, cells, strict=True):
            pen.write(place + 40, pen.y, cell, align="right", size=8)
        pen.y -= 12
    pen.y -= 8


def foot(pen: Pen, head: object) -> None:
    """Terms, bank account, and the seller's id where the head left it out."""
    pen.y -= 14
    if pen.facts.invoice.due_date:
        pen.y = pen.write(pen.left, pen.y, pen.say("terms", days=str(pen.facts.days)))
    for account in pen.facts.invoice.payment.accounts:
        iban = account.iban or ""
        shown = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4)) if pen.chance.random() < 0.8 else iban
        pen.y = pen.write(pen.left, pen.y, f"{pen.say('bank')}: IBAN {shown}")
    if "vat_id" not in pen.said and head is not in_the_foot:
        pen.y = pen.rows(pen.left, pen.y, seller_ids(pen))
    pen.write(pen.left, pen.y - 4, pen.say("thanks"))
