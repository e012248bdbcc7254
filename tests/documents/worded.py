"""A plain invoice in the words of one language file: what the file gives is all that the page says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.domain.invoice import Account, Address, Amounts, DocumentType, Invoice, Line, Party, Payment
from app.engine.languages import Language
from tests.documents.rendered.pen import bold_of

FONT = "Roboto"
COLUMNS = (("description", 50), ("quantity", 280), ("unit", 305), ("unit_price", 455), ("amount", 545))
NUMERIC = ("quantity", "unit_price", "amount")


def worded_truth(language: Language, kind: DocumentType = DocumentType.INVOICE, *, currency: str = "EUR") -> Invoice:
    """What the page says. Units are the first two of the language."""
    units = [*language.words["unit"], "kg"][:2]
    rows = (("Alpha 200", 3, units[0], "12.50", "37.50"), ("Beta 310", 2, units[1], "31.25", "62.50"))
    lines = tuple(
        Line(description=text, quantity=Decimal(count), unit=unit, unit_price=Decimal(price), amount=Decimal(amount))
        for text, count, unit, price, amount in rows
    )
    return Invoice(
        document_type=kind,
        invoice_number="K-2024-0815",
        issue_date=date(2024, 5, 12),
        due_date=date(2024, 6, 11),
        currency=currency,
        seller=Party(name="Kvarnby Verk", address=Address(text="Alnarp 12\n24103 Lomma")),
        buyer=Party(name="Orion Montage", address=Address(text="Kajen 7\n50823 Ystad")),
        lines=lines,
        amounts=Amounts(net=Decimal("100.00"), tax=Decimal("20.00"), gross=Decimal("120.00")),
        payment=Payment(accounts=(Account(iban="DE89370400440532013000"),)),
    )


@dataclass
class _Page:
    canvas: Canvas
    language: Language

    def write(self, x: float, y: float, text: str, *, bold: bool = False, size: float = 9, right: bool = False) -> None:
        self.canvas.setFont(bold_of(FONT) if bold else FONT, size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, y, text)

    def say(self, section: Mapping[str, Sequence[str]], *kinds: str) -> str:
        """The first way to say the first of these kinds that the language has, with a capital."""
        phrases = (phrase for kind in kinds for phrase in section.get(kind, ()) if "*" not in phrase)
        text = next(phrases)
        return text[:1].upper() + text[1:]

    def day(self, value: date) -> str:
        """In the language's own way, with the name of the month where it has names."""
        if "full" not in self.language.months:
            form = self.language.dates["written"][0]
            return form.format(d=value.day, m=value.month, y=value.year)
        month = " ".join(self.language.months["full"]).split()[value.month - 1]
        between = self.language.dates.get("between", ("",))[0]
        return " ".join(f"{value.day} {between} {month} {between} {value.year}".split())


def worded_pdf(language: Language, truth: Invoice, *, tax: str = "") -> bytes:
    """`tax`: what the row of the tax says, else the language's label with the rate."""
    out = BytesIO()
    page = _Page(Canvas(out, pagesize=A4, invariant=1), language)
    labels = language.labels
    for row, text in enumerate([truth.seller.name or "", *(truth.seller.address.text or "").split("\n")]):
        page.write(50, 780 - 12 * row, text, bold=not row)
    page.write(545, 780, page.say(language.titles, truth.document_type or ""), bold=True, size=16, right=True)
    page.write(50, 690, page.say(labels, "buyer"))
    for row, text in enumerate([truth.buyer.name or "", *(truth.buyer.address.text or "").split("\n")]):
        page.write(50, 676 - 12 * row, text)
    for row, (label, value) in enumerate(
        (
            ("invoice_number", truth.invoice_number or ""),
            ("issue_date", page.day(truth.issue_date or date.min)),
            ("due_date", page.day(truth.due_date or date.min)),
        )
    ):
        page.write(340, 690 - 14 * row, f"{page.say(labels, label)}:")
        page.write(545, 690 - 14 * row, value, right=True)
    _items(page, truth)
    taxed = tax or f"{page.say(labels, 'tax')} 20 %"
    amounts = truth.amounts
    for row, (text, value) in enumerate(
        ((page.say(labels, "net"), amounts.net), (taxed, amounts.tax), (page.say(labels, "gross"), amounts.gross))
    ):
        page.write(340, 500 - 14 * row, text, bold=row == 2)
        page.write(545, 500 - 14 * row, f"{value:f} {truth.currency}", bold=row == 2, right=True)
    page.write(50, 60, f"IBAN {truth.payment.accounts[0].iban}")
    page.canvas.save()
    return out.getvalue()


def _items(page: _Page, truth: Invoice) -> None:
    for kind, x in COLUMNS:
        keys = (kind, "item") if kind == "description" else (kind, "quantity") if kind == "unit" else (kind,)
        page.write(x, 590, page.say(page.language.columns, *keys), bold=True, right=kind in NUMERIC)
    for row, line in enumerate(truth.lines):
        y = 572 - 15 * row
        values = (line.description, f"{line.quantity}", line.unit, f"{line.unit_price}", f"{line.amount}")
        for (kind, x), text in zip(COLUMNS, values, strict=True):
            page.write(x, y, text or "", right=kind in NUMERIC)
