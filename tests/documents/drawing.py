"""Puts an invoice on paper: a text-layer PDF in the habits (words, numbers, dates) of a language."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.domain.invoice import Invoice, Line, Party

ROWS_A_PAGE = 22

WORDS = {
    "en": {
        "title": "INVOICE", "number": "Invoice no.", "date": "Invoice date", "due": "Due date", "to": "Bill to",
        "vat_id": "VAT no.", "columns": ("No.", "Description", "Qty", "Unit", "Unit price", "VAT %", "Amount"),
        "net": "Subtotal", "tax": "VAT {rate} % on {base}", "tax_total": "Total VAT", "gross": "Total",
        "due_amount": "Amount due", "account": "Account holder", "page": "Page {page} of {pages}",
    },
    "de": {
        "title": "RECHNUNG", "number": "Rechnungsnummer", "date": "Rechnungsdatum", "due": "Fällig am", "to": "An",
        "vat_id": "USt-IdNr.", "columns": ("Pos.", "Bezeichnung", "Menge", "Einh.", "Einzelpreis", "USt %", "Betrag"),
        "net": "Nettobetrag", "tax": "USt {rate} % auf {base}", "tax_total": "Summe USt", "gross": "Gesamtbetrag",
        "due_amount": "Zahlbetrag", "account": "Kontoinhaber", "page": "Seite {page} von {pages}",
    },
    "fr": {
        "title": "FACTURE", "number": "Facture n°", "date": "Date de facture", "due": "Échéance", "to": "Client",
        "vat_id": "N° TVA", "columns": ("N°", "Désignation", "Qté", "Unité", "Prix unitaire", "TVA %", "Montant"),
        "net": "Total HT", "tax": "TVA {rate} % sur {base}", "tax_total": "Total TVA", "gross": "Total TTC",
        "due_amount": "Net à payer", "account": "Titulaire", "page": "Page {page} sur {pages}",
    },
}  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: Decimal | None, language: str) -> str:
    """1234.5 as the language prints it: 1,234.50; 1.234,50; 1 234,50."""
    assert value is not None
    thousands, point = {"en": (",", "."), "de": (".", ","), "fr": (" ", ",")}[language]
    return f"{value:,.2f}".replace(",", "\0").replace(".", point).replace("\0", thousands)


def day(value: date | None, language: str) -> str:
    assert value is not None
    if language == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return value.strftime("%d.%m.%Y" if language == "de" else "%d/%m/%Y")


def spaced(iban: str) -> str:
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))


def draw_invoice(invoice: Invoice, **canvas_options: Any) -> bytes:
    """The PDF, A4, as many pages as the lines need; the same bytes for the same invoice."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True, **canvas_options)
    _InvoicePaper(canvas, invoice).draw()
    canvas.save()
    return buffer.getvalue()


class _InvoicePaper:
    """The pen's place on the page, and what is written with it."""

    left, right = 56.0, A4[0] - 56.0
    column_ends = (82.0, 90.0, 318.0, 330.0, 428.0, 470.0, right)

    def __init__(self, canvas: Canvas, invoice: Invoice) -> None:
        self.canvas, self.invoice = canvas, invoice
        self.language = invoice.language or "en"
        self.words: dict[str, Any] = WORDS[self.language]
        self.y = 0.0

    def draw(self) -> None:
        lines = self.invoice.lines
        parts = [lines[place : place + ROWS_A_PAGE] for place in range(0, len(lines), ROWS_A_PAGE)] or [()]
        for page, part in enumerate(parts, start=1):
            self._head(first=page == 1)
            self._columns()
            for line in part:
                self._row(line)
            if page == len(parts):
                self._totals()
                self._payment()
            self._write(self.left, 40, self.words["page"].format(page=page, pages=len(parts)), size=8)
            self.canvas.showPage()

    def _write(self, x: float, y: float, text: str, *, size: int = 10, bold: bool = False, end: bool = False) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        (self.canvas.drawRightString if end else self.canvas.drawString)(x, y, text)

    def _party(self, party: Party, y: float) -> None:
        address = party.address
        city = f"{address.postal_code} {address.city}"
        for text in (party.name, address.street, city):
            self._write(self.left, y, text or "")
            y -= 13
        if party.vat_id:
            self._write(self.left, y, f"{self.words['vat_id']} {party.vat_id}")

    def _head(self, *, first: bool) -> None:
        invoice, words = self.invoice, self.words
        self._write(self.right, 770, words["title"], size=20, bold=True, end=True)
        facts = [(words["number"], invoice.invoice_number or "")]
        if first:
            self._party(invoice.seller, 780)
            self._write(self.left, 700, words["to"], size=8)
            self._party(invoice.buyer, 686)
            facts.append((words["date"], day(invoice.issue_date, self.language)))
            if invoice.due_date:
                facts.append((words["due"], day(invoice.due_date, self.language)))
        for place, (label, value) in enumerate(facts):
            self._write(380, 700 - 14 * place, f"{label}:")
            self._write(self.right, 700 - 14 * place, value, end=True)
        self.y = 620

    def _columns(self) -> None:
        self._cells(self.words["columns"], bold=True)
        self.canvas.line(self.left, self.y + 11, self.right, self.y + 11)

    def _cells(self, cells: tuple[str, ...], *, bold: bool = False) -> None:
        for place, (x, text) in enumerate(zip(self.column_ends, cells, strict=True)):
            self._write(x, self.y, text, size=9, bold=bold, end=place not in (1, 3))
        self.y -= 16

    def _row(self, line: Line) -> None:
        quantity, rate = format(line.quantity or 0, "f"), number(line.tax_rate, self.language)
        price, amount = number(line.unit_price, self.language), number(line.amount, self.language)
        self._cells((line.line_no or "", line.description or "", quantity, line.unit or "", price, rate, amount))

    def _totals(self) -> None:
        amounts, words, language = self.invoice.amounts, self.words, self.language
        rows = [(words["net"], amounts.net)]
        for tax in self.invoice.taxes:
            label = words["tax"].format(rate=number(tax.rate, language), base=number(tax.base, language))
            rows.append((label, tax.amount))
        rows += [(words["tax_total"], amounts.tax), (words["gross"], amounts.gross), (words["due_amount"], amounts.due)]
        self.canvas.line(self.left, self.y + 8, self.right, self.y + 8)
        for label, amount in rows:
            self.y -= 15
            bold = label == words["gross"]
            self._write(310, self.y, label, bold=bold)
            value = f"{number(amount, language)} {self.invoice.currency}"
            self._write(self.right, self.y, value, bold=bold, end=True)

    def _payment(self) -> None:
        texts = [self.invoice.payment.terms or ""]
        for account in self.invoice.payment.accounts:
            texts.append(f"{self.words['account']}: {account.holder}")
            texts.append(f"IBAN: {spaced(account.iban or '')}   BIC: {account.bic}")
        for place, text in enumerate(texts):
            self._write(self.left, 106 - 14 * place, text, size=9)


RECEIPT_WIDTH = 226.0  # points: 80 mm paper


def draw_receipt(invoice: Invoice) -> bytes:
    """A till receipt as a narrow PDF page in a fixed-width font."""
    rows = _receipt_rows(invoice)
    height = 40.0 + 12 * len(rows)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(RECEIPT_WIDTH, height), invariant=True)
    canvas.setFont("Courier", 9)
    for place, (left, right) in enumerate(rows):
        y = height - 26 - 12 * place
        if right is None:
            canvas.drawCentredString(RECEIPT_WIDTH / 2, y, left)
        else:
            canvas.drawString(12, y, left)
            canvas.drawRightString(RECEIPT_WIDTH - 12, y, right)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _receipt_rows(invoice: Invoice) -> list[tuple[str, str | None]]:
    """Left and right text of each row; right None: the left one is centred."""
    amounts = invoice.amounts
    assert invoice.issue_date and invoice.issue_time and amounts.gross is not None
    rows: list[tuple[str, str | None]] = [(invoice.seller.name or "", None)]
    street, *rest = (invoice.seller.address.text or "").split(", ", 1)
    rows += [(street, None), *((text, None) for text in rest)]
    rows += [(f"GST ID : {tax_id.value}", None) for tax_id in invoice.seller.tax_ids]
    rows += [("TAX INVOICE", None), ("", None), (f"Bill No : {invoice.invoice_number}", "")]
    rows += [(f"Date : {invoice.issue_date:%d/%m/%Y}", f"{invoice.issue_time:%H:%M}"), ("", None)]
    for line in invoice.lines:
        rows.append((line.description or "", ""))
        rows.append((f"  {line.quantity} x {line.unit_price:.2f}", f"{line.amount:.2f}"))
    rows += [("", None), ("Rounding Adj", f"{amounts.rounding:.2f}")]
    rows += [("TOTAL (RM)", f"{amounts.gross:.2f}"), ("CASH", f"{amounts.gross + 5:.2f}"), ("CHANGE", "5.00")]
    for tax in invoice.taxes:
        rows += [
            ("", None),
            ("GST summary", "Amount   Tax"),
            (f"SR @ {tax.rate}%", f"{tax.base:.2f}  {tax.amount:.2f}"),
        ]
    return [*rows, ("Thank you, please come again", None)]
