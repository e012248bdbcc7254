"""Every rule that reads or checks, handed documents of one thing: twice as much of it, twice the steps."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from app.domain.check_context import CheckContext
from app.domain.invoice import Invoice
from app.domain.rules import run_checks
from app.engine.document_reader import read_document
from app.engine.layout import page_lines
from app.engine.words import DocumentText
from tests.growth.documents import ROW_OF, SHAPES

Work = Callable[[int], Callable[[], object]]  # of a size: what is to be counted
TODAY = date(2026, 3, 12)


def reading(shape: str, kind: str) -> Work:
    def of(n: int) -> Callable[[], object]:
        page_lines.cache_clear()
        return partial(_read, SHAPES[shape](kind, n))

    return of


def _read(text: DocumentText) -> object:
    return read_document(text, reader="text", version="1")


def checking(member: str) -> Work:
    def of(n: int) -> Callable[[], object]:
        invoice = Invoice.model_validate(_invoice(member, n))
        return partial(run_checks, invoice, CheckContext(today=TODAY, electronic=True))

    return of


def _invoice(member: str, n: int) -> dict[str, object]:
    tax = {"rate": "19", "base": "1.00", "amount": "0.19", "category": "S"}
    line = {"description": "Paper", "quantity": "1", "unit_price": "1.00", "amount": "1.00", "tax_rate": "19"}
    return {
        "invoice_number": "INV-1",
        "currency": "EUR",
        "amounts": {"net": f"{n}.00", "gross": f"{n}.00"},
        "lines": [line] * (n if member == "lines" else 1),
        "taxes": [tax | {"rate": f"{number % 30}"} for number in range(n if member == "taxes" else 1)],
    }


def every_work() -> Iterator[tuple[str, str, Work]]:
    for shape in SHAPES:
        for kind in ROW_OF:
            yield shape, kind, reading(shape, kind)
    for member in ("lines", "taxes"):
        yield "checks", member, checking(member)
