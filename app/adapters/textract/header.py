"""Numbers, dates, terms and kind of the document, and what has no name of its own."""

import re
from collections.abc import Iterator

from app.adapters.textract.answer import Field
from app.adapters.textract.choices import Choice, best
from app.adapters.textract.labels import numbers_something_else, without_label
from app.adapters.textract.printed import Style, name, one_line
from app.domain.invoice import DocumentType
from app.domain.reading import Found

MOST_OTHER_FIELDS = 200
_DATES = {
    "INVOICE_RECEIPT_DATE": "issue_date",
    "DUE_DATE": "due_date",
    "ORDER_DATE": "order_date",
    "DELIVERY_DATE": "delivery_date",
}
_DATE_LABELS = tuple(
    (path, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"))
    for path, words in (
        (None, r"birth|dob|exp(?:iry|ires|iration|\.)?|period|from|to|start|end|printed?"),
        ("due_date", r"due|pay(?:ment)? by|payable by"),
        ("delivery_date", r"deliver(?:y|ed)|ship(?:ped|ping|ment)?"),
        ("order_date", r"order(?:ed)?"),
    )
)
_CODE_LIMIT = 200
_SLIP = re.compile(
    r"(?<![a-z])(?:aid|app|appr|approval|auth|terminal|merchant|tran|trans|change|tend|tender|seq|tvr|tsi|cashier"
    r"|items sold)(?![a-z])"
)
_CREDIT = re.compile(r"(?<![a-z])credit (?:note|memo)")
_DEBIT = re.compile(r"(?<![a-z])debit (?:note|memo)")
_NO_FIELD_OF_OURS = ("ITEM", "DESCRIPTION", "QUANTITY", "UNIT_PRICE", "PRICE", "PRODUCT_CODE", "OTHER")


def header(fields: list[Field], style: Style) -> Iterator[Found]:
    filled = [field for field in fields if field.text]
    for item in (*_numbers(filled), *_dates(filled, style)):
        if item is not None:
            yield item
    yield from _other_fields(filled)


def _numbers(fields: list[Field]) -> Iterator[Found | None]:
    def typed(kind: str) -> list[Choice]:
        return [_without_label(field) for field in fields if field.type == kind]

    own = [item for item in typed("INVOICE_RECEIPT_ID") if not numbers_something_else(item.field.label)]
    yield best("invoice_number", own)
    yield best("purchase_order", typed("PO_NUMBER"))
    yield best("payment.terms", typed("PAYMENT_TERMS"))


def _without_label(field: Field) -> Choice:
    text = without_label(one_line(field.text), one_line(field.label))
    return Choice(text, text, field)


def _dates(fields: list[Field], style: Style) -> Iterator[Found | None]:
    choices: dict[str, list[Choice]] = {}
    for field in fields:
        path = _date_path(field)
        if path is not None:
            choices.setdefault(path, []).extend(style.dates_of(field))
    for path, items in choices.items():
        yield best(path, items)


def _date_path(field: Field) -> str | None:
    """Textract calls nearly every date that of the document; the label knows better."""
    path = _DATES.get(field.type)
    if path != "issue_date":
        return path
    plain = one_line(field.label).lower()
    return next((meant for meant, pattern in _DATE_LABELS if pattern.search(plain)), path)


def _other_fields(fields: list[Field]) -> Iterator[Found]:
    seen: set[tuple[str, str]] = set()
    for field in fields:
        label, value = name(field.label).strip(" :"), one_line(field.text)
        if field.type not in _NO_FIELD_OF_OURS or not label or len(label) > _CODE_LIMIT or (label, value) in seen:
            continue
        if len(seen) == MOST_OTHER_FIELDS:
            return
        place = len(seen)
        seen.add((label, value))
        for member, text in (("label", label), ("value", value)):
            item = best(f"other_fields.{place}.{member}", [Choice(text, text, field)])
            if item is not None:
                yield item


def document_kind(fields: list[Field], *, has_lines: bool) -> Found | None:
    """What the labels say: of an invoice, a credit note or a receipt. A till prints neither a buyer nor terms."""
    ranked = sorted(_kinds([field for field in fields if field.text], has_lines), key=lambda item: -item.weight)
    return best("document_type", ranked[:1])


def _kinds(fields: list[Field], has_lines: bool) -> Iterator[Choice]:
    slips = [field for field in fields if _SLIP.search(field.label.lower())]
    for field in fields:
        label = field.label.lower()
        if _CREDIT.search(label):
            yield Choice(DocumentType.CREDIT_NOTE.value, field.label, field, 0.95)
        elif _DEBIT.search(label):
            yield Choice(DocumentType.DEBIT_NOTE.value, field.label, field, 0.95)
        elif field.type in ("INVOICE_RECEIPT_ID", "INVOICE_RECEIPT_DATE"):
            if "invoice" in label or "bill" in label.split():
                yield Choice(DocumentType.INVOICE.value, field.label, field, 0.9)
            elif "receipt" in label:
                yield Choice(DocumentType.RECEIPT.value, field.label, field, 0.9)
            elif "statement" in label:
                yield Choice(DocumentType.STATEMENT.value, field.label, field, 0.8)
    if len(slips) > 1:
        yield Choice(DocumentType.RECEIPT.value, slips[0].label, slips[0], 0.85)
    types = {field.type: field for field in fields}
    asked = [types[kind] for kind in ("DUE_DATE", "PAYMENT_TERMS", "PO_NUMBER") if kind in types]
    if asked and "INVOICE_RECEIPT_ID" in types:
        yield Choice(DocumentType.INVOICE.value, asked[0].label, asked[0], 0.7)
    elif "VENDOR_NAME" in types and "TOTAL" in types and has_lines and not asked and "RECEIVER_NAME" not in types:
        yield Choice(DocumentType.RECEIPT.value, types["TOTAL"].label, types["TOTAL"], 0.55)
