"""What an electronic invoice has to say, by EN 16931. Its shorter profiles leave the buyer's country, the lines or the
sum of lines out; what is absent there is no fault."""

from collections.abc import Iterator

from app.domain.checks import Check, Outcome
from app.domain.invoice import Invoice, Line, Tax
from app.domain.rules.verdict import TOLD_LINES

CHECK = "required_term"
_HEAD = (
    ("BR-02", "invoice_number", "number"),
    ("BR-03", "issue_date", "date"),
    ("BR-04", "document_type", "kind"),
    ("BR-05", "currency", "currency"),
    ("BR-06", "seller.name", "name of the seller"),
    ("BR-07", "buyer.name", "name of the buyer"),
    ("BR-09", "seller.address.country", "country of the seller"),
    ("BR-13", "amounts.net", "total without tax"),
    ("BR-14", "amounts.gross", "total with tax"),
    ("BR-15", "amounts.due", "amount due"),
)
_LINE = (
    ("BR-21", "line_no", "number"),
    ("BR-22", "quantity", "quantity"),
    ("BR-23", "unit", "unit"),
    ("BR-24", "amount", "amount"),
    ("BR-25", "description", "name"),
    ("BR-26", "unit_price", "price"),
    ("BR-CO-04", "tax_category", "tax category"),
)
_TAX = (
    ("BR-45", "base", "taxable amount"),
    ("BR-46", "amount", "tax amount"),
    ("BR-47", "category", "category"),
    ("BR-48", "rate", "rate"),
)
_ADJUSTMENT = (("amount", "amount"), ("tax_category", "tax category"), ("reason", "reason"))  # BR-31.., BR-36..


def check_required(invoice: Invoice) -> Iterator[Check]:
    """One failed Check a missing term."""
    found = [*_head(invoice), *_lines(invoice), *_taxes(invoice), *_adjustments(invoice)]
    yield from found[:TOLD_LINES]


def _missing(rule: str, path: str, what: str) -> Check:
    return Check(id=CHECK, rule=rule, outcome=Outcome.FAILED, detail=f"missing: {what}", fields=(path,))


def _value(node: object, path: str) -> object:
    for name in path.split("."):
        node = getattr(node, name)
    return node


def _head(invoice: Invoice) -> Iterator[Check]:
    for rule, path, what in _HEAD:
        if _value(invoice, path) is None:
            yield _missing(rule, path, f"the {what}")
    # Who has lines has the longer profiles, that must say more.
    if invoice.lines and invoice.buyer.address.country is None:
        yield _missing("BR-11", "buyer.address.country", "the country of the buyer")
    if invoice.lines and invoice.amounts.lines_total is None:
        yield _missing("BR-12", "amounts.lines_total", "the sum of the lines")
    if invoice.lines and not invoice.taxes:
        yield _missing("BR-CO-18", "taxes", "the tax table")

    if invoice.tax_currency and not any(field.label == "tax in tax currency" for field in invoice.other_fields):
        yield _missing("BR-53", "tax_currency", f"the total tax in {invoice.tax_currency}")
    place = invoice.ship_to.address
    if (place.street or place.city or place.postal_code) and place.country is None:
        yield _missing("BR-57", "ship_to.address.country", "the country delivered to")


def _adjustments(invoice: Invoice) -> Iterator[Check]:
    """Allowances and charges on the whole document."""
    for place, row in enumerate(invoice.allowances_charges):
        if row.charge is None:
            continue
        what, first = ("charge", 36) if row.charge else ("allowance", 31)
        for number, (name, words) in enumerate(_ADJUSTMENT, start=first):
            if getattr(row, name) is None:
                yield _missing(
                    f"BR-{number}", f"allowances_charges.{place}.{name}", f"the {words} of {what} {place + 1}"
                )


def _lines(invoice: Invoice) -> Iterator[Check]:
    for place, line in enumerate(invoice.lines):
        yield from _parts(line, _LINE, f"lines.{place}", f"line {line.line_no or place + 1}")
        if line.unit_price is not None and line.unit_price < 0:
            detail = f"the price of line {line.line_no or place + 1} is negative: {line.unit_price:f}"
            path = f"lines.{place}.unit_price"
            yield Check(id=CHECK, rule="BR-27", outcome=Outcome.FAILED, detail=detail, fields=(path,))


def _taxes(invoice: Invoice) -> Iterator[Check]:
    for place, row in enumerate(invoice.taxes):
        table = _TAX if row.category != "O" else _TAX[:3]
        yield from _parts(row, table, f"taxes.{place}", f"row {place + 1} of the tax table")


def _parts(row: Line | Tax, table: tuple[tuple[str, str, str], ...], path: str, where: str) -> Iterator[Check]:
    for rule, name, what in table:
        if getattr(row, name) is None:
            yield _missing(rule, f"{path}.{name}", f"the {what} in {where}")
