"""Pages of the documents of a pile: an invoice with counted pages or copies, and what is put behind it."""

from dataclasses import dataclass, field, replace
from io import BytesIO
from random import Random
from typing import Any

import pypdfium2

from app.domain.invoice import Line
from tests.documents.rendered.bodies import Table, foot, totals
from tests.documents.rendered.facts import Facts, invent, table
from tests.documents.rendered.heads import HEADS, block, title
from tests.documents.rendered.pen import Pen


@dataclass
class Marks:
    """What every page says about itself; empty: nothing."""

    count: str = ""
    copy: str = ""
    continued: str = ""
    heads: bool = False
    pages: int = 0


@dataclass
class MarkedPen(Pen):
    """Writes the marks on each page."""

    marks: Marks = field(default_factory=Marks)

    def next_page(self) -> None:
        self._mark()
        super().next_page()
        if self.marks.heads:
            invoice = self.facts.invoice
            self.y = self.write(self.left, self.y, f"{invoice.seller.name}", bold=True) - 4
            self.y = self.write(self.left, self.y, f"{title(self)} {invoice.invoice_number}") - 14
        if self.marks.continued:
            self.y = self.write(self.right, self.y, self.marks.continued, align="right") - 10

    def done(self) -> bytes:
        self._mark()
        self.marks.pages = self.number
        return super().done()

    def _mark(self) -> None:
        marks = self.marks
        if marks.count:
            text = marks.count.format(n=self.number, all=marks.pages or 1)
            self.write(self.right, 24, text, align="right", size=7)
        if marks.copy:
            self.write(self.right, self.height - 22, marks.copy, align="right", size=8)


def some_facts(chance: Random, *, left_out: bool, like: Facts | None = None, long: bool = False) -> Facts:
    """An invoice; `like`: of the same seller; `long`: with items for more than a page."""
    for _ in range(2000):
        facts = invent(chance, left_out=left_out)
        if (like is None or facts.code == like.code) and (not long or len(facts.invoice.lines) > 15):
            break
    if like is None:
        return facts
    own: dict[str, Any] = {"seller": like.invoice.seller, "payment": like.invoice.payment}
    if chance.random() < 0.4:  # several on one day
        own |= {"issue_date": like.invoice.issue_date, "due_date": like.invoice.due_date}
    return replace(facts, invoice=facts.invoice.model_copy(update=own), phone=like.phone, mail=like.mail)


def invoice_pages(facts: Facts, style: int, *, left_out: bool, marks: Marks | None = None) -> bytes:
    """The invoice in the look of `style`. Drawn twice, since a page says how many there are."""
    marks = marks or Marks()
    for _ in range(2):
        chance = Random(style)
        pen = MarkedPen(facts, chance, left_out, marks=marks)
        head = chance.choice(HEADS[left_out])
        head(pen)
        items = Table(pen)
        items.draw()
        totals(pen)
        foot(pen, head)
        pdf = pen.done()
    return pdf


def says(facts: Facts, key: str, *, left_out: bool, chance: Random) -> Any:
    ways = table("piles")[facts.country["language"]][key]
    return ways[-1] if left_out else chance.choice(ways[:-1])


def delivery_note(facts: Facts, chance: Random, *, left_out: bool) -> bytes:
    """What was delivered: the same parties and goods, no prices."""
    pen = Pen(facts, chance, left_out)
    invoice = facts.invoice
    pen.y = pen.write(pen.left, pen.y, invoice.seller.name or "", bold=True, size=12) - 12
    name = says(facts, "note", left_out=left_out, chance=chance)
    pen.y = pen.write(pen.left, pen.y, f"{name} {chance.choice(('LS-', 'D', ''))}{chance.randint(1000, 9999)}", size=14)
    pen.y = pen.write(pen.left, pen.y, pen.day(invoice.issue_date)) - 10
    pen.y = pen.rows(pen.left, pen.y, block(invoice.buyer)) - 20
    for line in invoice.lines[:20]:
        pen.write(pen.left, pen.y, line.description or "")
        pen.y = pen.write(pen.right, pen.y, _count(line), align="right") - 2
    return pen.done()


def _count(line: Line) -> str:
    return f"{line.quantity:g} {line.unit}" if line.unit else f"{line.quantity:g}"


def terms(facts: Facts, chance: Random, *, left_out: bool) -> bytes:
    pen = Pen(facts, chance, left_out)
    pen.y = pen.write(pen.left, pen.y, says(facts, "terms", left_out=left_out, chance=chance), bold=True, size=12) - 10
    rows = table("piles")[facts.country["language"]]["rows"]
    for row in rows * chance.choice((1, 3)):
        pen.y = pen.rows(pen.left, pen.y, pen.wrapped(row, pen.right - pen.left)) - 6
    return pen.done()


def blank() -> bytes:
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(595, 842)
        return _saved(document)


def joined(files: list[bytes]) -> bytes:
    """All their pages, one behind the other."""
    with pypdfium2.PdfDocument.new() as whole:
        for file in files:
            with pypdfium2.PdfDocument(file) as part:
                whole.import_pages(part)
        return _saved(whole)


def beside(one: bytes, other: bytes) -> bytes:
    """The first pages of two files beside one another on one, top to top."""
    with pypdfium2.PdfDocument(one) as left, pypdfium2.PdfDocument(other) as right, pypdfium2.PdfDocument.new() as both:
        wide = [part[0].get_width() for part in (left, right)]
        high = [part[0].get_height() for part in (left, right)]
        page = both.new_page(sum(wide) + 30, max(high))
        for part, x, height in ((left, 0.0, high[0]), (right, wide[0] + 30, high[1])):
            drawn = part.page_as_xobject(0, both).as_pageobject()
            drawn.transform(pypdfium2.PdfMatrix().translate(x, max(high) - height))
            page.insert_obj(drawn)
        page.gen_content()
        return _saved(both)


def pages_of(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def _saved(document: Any) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()
