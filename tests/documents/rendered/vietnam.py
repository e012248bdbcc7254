"""Vietnamese tax invoices, as Thông tư 78/2021 and Nghị định 123/2020 have them, and till receipts: with their truth.

`vietnamese(seed)` draws from the layouts, fonts and words that rules may be developed on, `left_out=True` from those
that are only for judging. Amounts are whole đồng.
"""

from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from random import Random
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.domain.countries.vn import mst
from app.domain.invoice import Address, Amounts, DocumentType, Invoice, Line, Party, Tax, TaxId
from tests.documents.rendered.facts import table
from tests.documents.rendered.pen import bold_of, width_of
from tests.documents.rendered.sheets import Sheet

FONTS = {False: ("Roboto", "SourceSansPro"), True: ("SourceSerifPro", "SourceSerifPro", "Roboto")}
LEFT, RIGHT = 40.0, A4[0] - 40
SPELLED = "Một trăm hai mươi ba triệu bốn trăm năm mươi nghìn đồng chẵn"


def vietnamese(seed: int, *, left_out: bool = False, kind: str = "") -> Sheet:
    """`kind`: `invoice` or `receipt`; without it one in three is a receipt."""
    chance = Random(f"vn {seed} {left_out}")
    kind = kind or ("receipt" if chance.random() < 0.33 else "invoice")
    words = table("vietnam")["left_out" if left_out else "developed"]
    font = chance.choice(FONTS[left_out])
    page = _Receipt(chance, words, font) if kind == "receipt" else _TaxInvoice(chance, words, font, left_out)
    return Sheet(page.draw(), page.truth, f"{kind} {page.look} {font}")


def shown(value: Decimal | None) -> str:
    """`1.234.567`, quantities with a comma."""
    assert value is not None
    whole, _, rest = format(value.normalize(), "f").partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")


def whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def tax_code(chance: Random) -> str:
    while not mst(number := f"{chance.choice('03')}{chance.randint(100000000, 999999999)}"):
        pass
    return number


class _Page:
    """A canvas that writes rows of labels and values; `y` falls."""

    def __init__(self, font: str, size: tuple[float, float]) -> None:
        self.font, self.bold, self.page = font, bold_of(font), size
        self.buffer = BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=size, invariant=1)
        self.y = size[1] - 40

    def write(self, x: float, text: str, *, align: str = "left", bold: bool = False, size: float = 10) -> None:
        self.canvas.setFont(self.bold if bold else self.font, size)
        draw = {"left": "drawString", "right": "drawRightString", "centre": "drawCentredString"}[align]
        getattr(self.canvas, draw)(x, self.y, text)

    def pair(self, x: float, label: str, value: str, *, bold: bool = False) -> None:
        """A label, a colon, and its value behind."""
        self.write(x, f"{label}:")
        self.write(x + width_of(f"{label}: ", self.font, 10), value, bold=bold)
        self.y -= 15

    def done(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self.buffer.getvalue()


class _TaxInvoice:
    def __init__(self, chance: Random, words: dict[str, Any], font: str, left_out: bool) -> None:
        self.chance, self.left_out = chance, left_out
        self.say = {key: chance.choice(ways) for key, ways in words["words"].items()}
        self.taxed = chance.random() < 0.85
        self.person = chance.choice(words["persons"])
        self.method = chance.choice(words["payments"])
        self.serial = f"1C{chance.choice(('25', '26'))}T{chance.choice('ABCDGHKLMNY')}{chance.choice('ABCDGHKLMNY')}"
        self.letterhead = chance.random() < (0.7 if left_out else 0.4)
        self.look = f"{'letterhead' if self.letterhead else 'labels'} {'taxed' if self.taxed else 'sale'}"
        self.out = _Page(font, A4)
        self.truth = self._invent(words)

    def _invent(self, words: dict[str, Any]) -> Invoice:
        chance = self.chance
        rate = Decimal(chance.choice((10, 8, 8, 5)))
        lines = []
        for number, name in enumerate(chance.sample(words["goods"], chance.choice((1, 2, 3, 5))), 1):
            quantity = Decimal(chance.choice((1, 2, 3, 5, 10, 24))) + Decimal(chance.choice((0, 0, 0, "0.5")))
            price = Decimal(chance.randint(12, 9000) * 500)
            amount = whole(quantity * price)
            lines.append(Line(
                line_no=str(number), description=name, quantity=quantity, unit=chance.choice(words["units"]),
                unit_price=price, amount=amount, tax_rate=rate if self.taxed and self.left_out else None,
            ))  # fmt: skip
        net = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
        tax = whole(net * rate / 100)
        amounts = Amounts(net=net, tax=tax, gross=net + tax) if self.taxed else Amounts(gross=net)
        seller, buyer = (self._party(words, kind) for kind in ("sellers", "buyers"))
        return Invoice(
            document_type=DocumentType.INVOICE,
            invoice_number=chance.choice((f"{chance.randint(1, 99999):08}", f"{chance.randint(11, 99999)}")),
            issue_date=date(2025, 1, 3) + timedelta(days=chance.randint(0, 600)),
            currency="VND",
            seller=seller,
            buyer=buyer,
            lines=tuple(lines),
            taxes=(Tax(rate=rate, base=net, amount=tax),) if self.taxed else (),
            amounts=amounts,
        )

    def _party(self, words: dict[str, Any], kind: str) -> Party:
        chance = self.chance
        return Party(
            name=chance.choice(words[kind]),
            address=Address(text=chance.choice(words["streets"])),
            tax_ids=(TaxId(scheme="mst", value=tax_code(chance)),),
        )

    def draw(self) -> bytes:
        if self.letterhead:
            self._seller()
            self._head()
        else:
            self._head()
            self._seller()
        self.out.canvas.line(LEFT, self.out.y + 8, RIGHT, self.out.y + 8)
        self.out.y -= 6
        self._buyer()
        self._items()
        self._totals()
        self._signatures()
        return self.out.done()

    def _head(self) -> None:
        out, truth, chance = self.out, self.truth, self.chance
        assert truth.issue_date
        middle = A4[0] / 2
        out.y -= 8
        out.write(middle, self.say["title" if self.taxed else "sale"], align="centre", bold=True, size=16)
        if chance.random() < 0.4:
            out.y -= 14
            out.write(middle, "(VAT INVOICE)" if self.taxed else "(SALES INVOICE)", align="centre", size=9)
        beside = chance.random() < 0.6
        top = out.y
        for label, value in (("serial", self.serial), ("number", truth.invoice_number or "")):
            out.y -= 15 if beside or label == "serial" else 0
            x = RIGHT - 165 if beside else (LEFT + 110 if label == "serial" else middle + 60)
            out.write(x, f"{self.say[label]}: {value}")
        low, out.y = out.y, top - 17 if beside else out.y - 16
        out.write(middle - (40 if beside else 0), day_in_words(truth.issue_date), align="centre", size=9.5)
        out.y = min(low, out.y) - 16
        if chance.random() < 0.2:
            former = truth.issue_date - timedelta(days=chance.randint(5, 60))
            number = f"{chance.randint(1, 99999):08}"
            text = self.say["replaces"].format(serial=self.serial, number=number, day=f"{former:%d/%m/%Y}")
            out.write(middle, text, align="centre", size=8.5)
            out.y -= 16
        if chance.random() < 0.4:
            out.write(LEFT, f"Mã của cơ quan thuế: 00{chance.randbytes(16).hex().upper()}", size=8)
            out.y -= 16

    def _seller(self) -> None:
        out, seller = self.out, self.truth.seller
        if self.letterhead:
            out.write(LEFT, seller.name or "", bold=True, size=12)
            out.y -= 16
        else:
            out.pair(LEFT, self.say["seller"], seller.name or "", bold=True)
        out.pair(LEFT, self.say["tax_code"], seller.tax_ids[0].value)
        out.pair(LEFT, self.say["address"], seller.address.text or "")
        out.pair(LEFT, self.say["phone"], f"028 3{self.chance.randint(100, 999)} {self.chance.randint(1000, 9999)}")
        out.pair(LEFT, self.say["bank"], f"{self.chance.randint(10**11, 10**12)} - Ngân hàng TMCP Phương Nam")

    def _buyer(self) -> None:
        out, buyer = self.out, self.truth.buyer
        out.pair(LEFT, self.say["person"], self.person)
        out.pair(LEFT, self.say["buyer"], buyer.name or "")
        out.pair(LEFT, self.say["tax_code"], buyer.tax_ids[0].value)
        out.pair(LEFT, self.say["address"], buyer.address.text or "")
        out.pair(LEFT, self.say["payment"], self.method)

    def _edges(self, count: int) -> list[float]:
        shares = (5, 38, 12, 12, 15, 18) if count == 6 else (5, 30, 8, 8, 12, 15, 9, 13)
        edges = [LEFT]
        for share in shares:
            edges.append(edges[-1] + (RIGHT - LEFT) * share / 100)
        return edges

    def _items(self) -> None:
        out, heads = self.out, list(self.say["columns"])
        if not self.taxed:
            heads = heads[:6]
        edges = self._edges(len(heads))
        out.y -= 6
        top = out.y + 12
        self._cells(edges, heads, bold=True)
        if self.chance.random() < 0.5:
            self._cells(edges, ["1", "2", "3", "4", "5", "6=4x5", "7", "8"][: len(heads)])
        for line in self.truth.lines:
            cells = [
                line.line_no or "", line.description or "", line.unit or "", shown(line.quantity),
                shown(line.unit_price), shown(line.amount),
            ]  # fmt: skip
            if len(heads) == 8 and line.tax_rate is not None and line.amount is not None:
                cells += [f"{line.tax_rate}%", shown(whole(line.amount * line.tax_rate / 100))]
            self._cells(edges, cells)
        if self.chance.random() < 0.7:
            for x in edges:
                out.canvas.line(x, top, x, out.y + 12)

    def _cells(self, edges: list[float], cells: list[str], *, bold: bool = False) -> None:
        out = self.out
        rows = [_wrapped(text, edges[at + 1] - edges[at] - 4, out.bold if bold else out.font) for at, text in
                enumerate(cells)]  # fmt: skip
        deep, top = max(map(len, rows)), out.y
        for at, parts in enumerate(rows):
            for step, part in enumerate(parts):
                out.y = top - 11 * step
                if bold or at in (0, 2):
                    out.write((edges[at] + edges[at + 1]) / 2, part, align="centre", bold=bold, size=9)
                elif at == 1:
                    out.write(edges[at] + 2, part, size=9)
                else:
                    out.write(edges[at + 1] - 2, part, align="right", size=9)
        out.y = top - 11 * (deep - 1) - 16
        out.canvas.line(LEFT, out.y + 12, RIGHT, out.y + 12)
        out.canvas.line(LEFT, top + 12, RIGHT, top + 12)

    def _totals(self) -> None:
        out, amounts, say = self.out, self.truth.amounts, self.say
        rows: list[tuple[str, str]] = []
        if self.taxed:
            rows.append((f"{say['net']}:", shown(amounts.net)))
            if not self.left_out:
                out_rate = f"{say['rate']}: {self.truth.taxes[0].rate}%"
                rows.append((f"{out_rate}\t{say['tax']}:", shown(amounts.tax)))
            else:
                rows.append((f"{say['tax']}:", shown(amounts.tax)))
        rows.append((f"{say['gross']}:", shown(amounts.gross)))
        sign = self.chance.choice(("", "", " đ", " VND"))
        end = self.chance.choice((RIGHT - 2, RIGHT - 2, RIGHT - 60))
        for label, value in rows:
            rate, _, name = label.rpartition("\t")
            if rate:
                out.write(LEFT + 4, rate)
            out.write(end - 110, name, align="right", bold=label == rows[-1][0])
            out.write(end, value + sign, align="right", bold=label == rows[-1][0])
            out.y -= 16
        out.pair(LEFT + 4, say["spelled"], SPELLED)

    def _signatures(self) -> None:
        out = self.out
        assert self.truth.issue_date
        out.y -= 14
        for x, who in ((150.0, "Người mua hàng"), (440.0, "Người bán hàng")):
            out.write(x, who, align="centre", bold=True)
        out.y -= 13
        for x in (150.0, 440.0):
            out.write(x, "(Ký, ghi rõ họ tên)", align="centre", size=8.5)
        out.y -= 24
        for row in (
            "Signature Valid",
            f"Ký bởi: {self.truth.seller.name}",
            f"Ký ngày: {self.truth.issue_date:%d/%m/%Y}",
        ):
            out.write(340, row, size=8)
            out.y -= 11
        out.y -= 14
        out.write(A4[0] / 2, "(Cần kiểm tra, đối chiếu khi lập, giao, nhận hóa đơn)", align="centre", size=8)


class _Receipt:
    WIDTH = 226.0

    def __init__(self, chance: Random, words: dict[str, Any], font: str) -> None:
        self.chance, self.words = chance, words
        self.say = {key: chance.choice(ways) for key, ways in words["till"].items()}
        self.shop = chance.choice(words["shop"])
        self.two_rows = chance.random() < 0.6
        self.look = "two rows" if self.two_rows else "columns"
        lines = tuple(self._line(name) for name in chance.sample(self.shop["goods"], chance.randint(1, 5)))
        self.truth = Invoice(
            document_type=DocumentType.RECEIPT,
            invoice_number=f"{chance.choice(('', 'HD', 'BL'))}{chance.randint(10000, 999999):06}",
            issue_date=date(2025, 1, 3) + timedelta(days=chance.randint(0, 600)),
            issue_time=time(chance.randint(7, 21), chance.randint(0, 59)),
            currency="VND",
            seller=Party(name=self.shop["name"], address=Address(text=self.shop["address"])),
            lines=lines,
            amounts=Amounts(gross=sum((line.amount or Decimal(0) for line in lines), Decimal(0))),
        )
        self.out = _Page(font, (self.WIDTH, 260.0 + 26 * len(lines)))

    def _line(self, name: str) -> Line:
        quantity, price = Decimal(self.chance.choice((1, 1, 2, 3))), Decimal(self.chance.randint(5, 320) * 1000)
        return Line(description=name, quantity=quantity, unit_price=price, amount=quantity * price)

    def draw(self) -> bytes:
        truth = self.truth
        assert truth.issue_date and truth.issue_time and truth.amounts.gross
        self._row(truth.seller.name or "", bold=True, centred=True)
        self._row(truth.seller.address.text or "", centred=True)
        self._row(f"ĐT: 090 {self.chance.randint(100, 999)} {self.chance.randint(1000, 9999)}", centred=True)
        self.out.y -= 4
        self._row(self.say["title"], bold=True, centred=True)
        self._row(f"{self.say['number']}: {truth.invoice_number}")
        self._row(f"{self.say['date']}: {truth.issue_date:%d/%m/%Y} {truth.issue_time:%H:%M}")
        self._row(f"{self.say['cashier']}: Thúy Vy")
        self._columns(self.say["head"], bold=True)
        for line in truth.lines:
            cells = [line.description or "", shown(line.quantity), shown(line.unit_price), shown(line.amount)]
            if self.two_rows:
                self._row(cells[0])
                cells[0] = ""
            self._columns(cells)
        self.out.y -= 4
        sign = self.chance.choice(("", "đ", " VND"))
        given = (truth.amounts.gross // 100000 + 1) * 100000
        for label, value in (
            (self.say["total"], truth.amounts.gross),
            (self.say["cash"], given),
            (self.say["change"], given - truth.amounts.gross),
        ):
            self._row(f"{label}:", shown(value) + sign, bold=label == self.say["total"])
        self._row(self.say["thanks"], centred=True)
        return self.out.done()

    def _row(self, text: str, right: str = "", *, bold: bool = False, centred: bool = False) -> None:
        for part in _wrapped(text, self.WIDTH - 24, self.out.font, 8):
            self.out.write(
                self.WIDTH / 2 if centred else 12, part, align="centre" if centred else "left", bold=bold, size=8
            )
            if right:
                self.out.write(self.WIDTH - 12, right, align="right", bold=bold, size=8)
            self.out.y -= 12

    def _columns(self, cells: list[str], *, bold: bool = False) -> None:
        self.out.write(12, cells[0], bold=bold, size=8)
        for x, cell in zip((122, 165, 214), cells[1:], strict=True):
            self.out.write(x, cell, align="right", bold=bold, size=8)
        self.out.y -= 12


def day_in_words(day: date) -> str:
    return f"Ngày {day.day:02} tháng {day.month:02} năm {day.year}"


def _wrapped(text: str, room: float, font: str, size: float = 9) -> list[str]:
    rows = [""]
    for word in text.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and width_of(longer, font, size) > room:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows
