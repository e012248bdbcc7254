"""What an answer says by itself: the types that AnalyzeExpense gives to texts, in our names. It is evidence beside the
words of the pages; labels of the languages that the engine knows say more than a type."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from app.adapters.textract.answer import Expense, Field
from app.adapters.textract.parties import SIDES, parties
from app.adapters.textract.printed import Style, found_at, one_line
from app.adapters.textract.sums import settle
from app.domain.reading import Evidence, Found, Source
from app.domain.rules.currencies import ACCOUNTED
from app.domain.rules.currencies import CODES as CURRENCIES
from app.engine.fields.labels import Label
from app.engine.fields.matching import labels_of
from app.engine.values import find_dates

_AMOUNTS = {
    "TOTAL": "amounts.gross",
    "SUBTOTAL": "amounts.net",
    "TAX": "amounts.tax",
    "AMOUNT_DUE": "amounts.due",
    "AMOUNT_PAID": "amounts.paid",
    "DISCOUNT": "amounts.discount",
    "GRATUITY": "amounts.tip",
    "PRIOR_BALANCE": "amounts.prior_balance",
    "SERVICE_CHARGE": "amounts.service_charge",
    "SHIPPING_HANDLING_CHARGE": "amounts.shipping",
}
_DATES = {
    "INVOICE_RECEIPT_DATE": "issue_date",
    "DUE_DATE": "due_date",
    "ORDER_DATE": "order_date",
    "DELIVERY_DATE": "delivery_date",
}
_TEXTS = {
    "INVOICE_RECEIPT_ID": "invoice_number",
    "PO_NUMBER": "purchase_order",
    "PAYMENT_TERMS": "payment.terms",
    "CUSTOMER_NUMBER": "buyer.customer_id",
    "ACCOUNT_NUMBER": "buyer.account_number",
    "VENDOR_PHONE": "seller.phone",
    "VENDOR_URL": "seller.website",
    "RECEIVER_PHONE": "buyer.phone",
    "VENDOR_VAT_NUMBER": "seller.vat_id",
    "RECEIVER_VAT_NUMBER": "buyer.vat_id",
}
_SCHEMES = {"GST": "gst", "ABN": "abn", "PAN": "pan"}
# Where a label is of a type's form, what it announces; None: nothing of ours.
_LABELLED: tuple[tuple[frozenset[str], Mapping[Label, str | None]], ...] = (
    (
        frozenset({"TOTAL", "SUBTOTAL", "AMOUNT_DUE", "AMOUNT_PAID"}),
        {
            Label.GROSS: "amounts.gross",
            Label.ROUNDED: "amounts.gross",
            Label.NET: "amounts.net",
            Label.TAX: "amounts.tax",
            Label.DUE: "amounts.due",
            Label.PAID: "amounts.paid",
            Label.CASH: "amounts.paid",
            Label.DISCOUNT: "amounts.discount",
            Label.CHANGE: None,
            Label.OTHER: None,
        },
    ),
    (
        frozenset({"INVOICE_RECEIPT_DATE"}),
        {
            Label.ISSUE_DATE: "issue_date",
            Label.DUE_DATE: "due_date",
            Label.DELIVERY_DATE: "delivery_date",
            Label.SERVICE_PERIOD: None,
            Label.OTHER_DATE: None,
        },
    ),
    (
        frozenset({"INVOICE_RECEIPT_ID"}),
        {Label.PURCHASE_ORDER: "purchase_order", Label.CUSTOMER_ID: "buyer.customer_id", Label.OTHER: None},
    ),
)
_ABSOLUTE = frozenset({"amounts.paid", "amounts.discount"})
_PERCENT = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,4})?)\s?%")
_EIN = re.compile(r"\d\d-\d{7}")
_MOST_CANDIDATES = 5
_MOST_OTHER_FIELDS, _MOST_TAX_IDS, _MOST_TAX_ROWS = 200, 20, 100  # that an invoice may have
_IN_DOUBT = 0.6  # weight of a day whose day and month could change places


def told_of(expenses: Sequence[Expense], style: Style) -> list[Found]:
    """What the summary fields of one document say: of each path the surest value, the others beside it."""
    filled = [field for expense in expenses for field in expense.summary if field.text]
    found = [*parties(filled), *(item for field in filled for item in _told(field, style)), *_currency(expenses)]
    by_path: dict[str, list[Found]] = {}
    for item in found:
        by_path.setdefault(item.path, []).append(item)
    settle(by_path)
    rows = (*_tax_ids(filled), *_other_fields(filled), *_tax_rows(filled, style))
    return [*(_surest(items) for items in by_path.values()), *rows]


def _surest(items: list[Found]) -> Found:
    """The one with the highest confidence, of equal ones that of the last page, to which sums are carried; texts that
    could not be understood are candidates alone."""
    ranked = sorted(
        items, key=lambda item: (item.value is None, -(item.evidence.confidence or 0.0), -(item.evidence.page or 0))
    )
    others = {_shown(item): item for item in ranked[1:] if _shown(item) != _shown(ranked[0])}
    candidates = tuple(item.evidence.as_candidate(text) for text, item in [*others.items()][:_MOST_CANDIDATES])
    first = ranked[0]
    if first.value is None:
        candidates = (first.evidence.as_candidate(_shown(first)), *candidates)[:_MOST_CANDIDATES]
        return Found(first.path, None, Evidence(source=Source.TEXTRACT, candidates=candidates))
    return Found(first.path, first.value, first.evidence.model_copy(update={"candidates": candidates}))


def _shown(item: Found) -> str:
    return str(item.evidence.raw if item.value is None else item.value)


def _told(field: Field, style: Style) -> Iterator[Found]:
    path = _path(field)
    if path is None:
        return
    if path.startswith("amounts."):
        number = style.amount(field.text)
        value = number and (abs(number.value) if path in _ABSOLUTE else number.value)
        yield found_at(path, value, field, raw=number.raw if number else None)
        if path == "amounts.gross" and _says_due(one_line(field.label)):
            yield found_at("amounts.due", value, field, raw=number.raw if number else None)
    elif path.endswith("_date"):
        days = find_dates(one_line(field.text), style.dates)
        if len({day.value for day in days}) != 1:
            yield found_at(path, None, field)
            return
        yield found_at(path, days[0].value, field, raw=days[0].raw, weight=_IN_DOUBT if days[0].others else 1.0)
    else:
        text = _without_label(one_line(field.text), one_line(field.label))
        yield found_at(path, "".join(text.split()) if path.endswith("website") else text, field, raw=text)


def _path(field: Field) -> str | None:
    """Where the value of a field belongs, by its label where that is of the same form, else by its type."""
    path = (_AMOUNTS | _DATES | _TEXTS).get(field.type)
    for types, by_label in _LABELLED:
        for match in labels_of(one_line(field.label)) if field.type in types else ():
            if match.label in by_label:
                return by_label[match.label]
    return path


def _says_due(label: str) -> bool:
    """`Total due`: the words of a total, and of what is due behind them."""
    _, _, rest = label.partition(" ")
    return any(match.label is Label.DUE for match in labels_of(rest))


def _without_label(text: str, label: str) -> str:
    """`Invoice #1258` under the label `Invoice #` is 1258."""
    words = label.strip(" :.")
    rest = text[len(words) :].strip(" :.#") if words and text.casefold().startswith(words.casefold()) else ""
    return rest or text


def _tax_rows(fields: list[Field], style: Style) -> Iterator[Found]:
    """A row for each tax of several, or for one that is printed with its rate; a sum of others is none."""
    rows: dict[tuple[str | None, Decimal], Field] = {}
    for field in fields:
        number = style.amount(field.text) if field.type == "TAX" else None
        rates = _PERCENT.findall(f"{field.label} {field.text}")
        if number is not None:
            rows.setdefault((rates[0] if len(rates) == 1 else None, number.value), field)
    whole = sum((value for _, value in rows), Decimal(0))
    kept = [(rate, value, rows[rate, value]) for rate, value in rows if len(rows) < 3 or value * 2 != whole]
    if len(kept) == 1 and kept[0][0] is None:
        return
    for place, (rate, value, field) in enumerate(kept[:_MOST_TAX_ROWS]):
        if rate is not None:
            yield found_at(f"taxes.{place}.rate", Decimal(rate.replace(",", ".")), field, raw=f"{rate}%")
        yield found_at(f"taxes.{place}.amount", value, field)


def _tax_ids(fields: list[Field]) -> Iterator[Found]:
    numbers: dict[str, dict[str, tuple[str, Field]]] = {"seller": {}, "buyer": {}}
    vat = {one_line(field.text) for field in fields if field.type.endswith("_VAT_NUMBER")}
    for field in fields:
        text = one_line(field.text)
        side, _, register = field.type.removesuffix("_NUMBER").partition("_")
        if field.type == "TAX_PAYER_ID" and text not in vat:
            party = "buyer" if any(group.startswith("RECEIVER") for group in field.groups) else "seller"
            numbers[party].setdefault(text, ("ein" if _EIN.fullmatch(text) else "tax", field))
        elif side in SIDES and register in _SCHEMES:
            numbers[SIDES[side]].setdefault(text, (_SCHEMES[register], field))
    for party, known in numbers.items():
        for place, (text, (scheme, field)) in enumerate([*known.items()][:_MOST_TAX_IDS]):
            yield found_at(f"{party}.tax_ids.{place}.scheme", scheme, field)
            yield found_at(f"{party}.tax_ids.{place}.value", text, field)


def _other_fields(fields: list[Field]) -> Iterator[Found]:
    """What has a label and no type."""
    kept: dict[tuple[str, str], Field] = {}
    for field in fields:
        label = one_line(field.label).strip(" :-")
        if field.type == "OTHER" and label:
            kept.setdefault((label, one_line(field.text)), field)
    for place, ((label, value), field) in enumerate([*kept.items()][:_MOST_OTHER_FIELDS]):
        yield found_at(f"other_fields.{place}.label", label, field)
        yield found_at(f"other_fields.{place}.value", value, field)


def _currency(expenses: Sequence[Expense]) -> Iterator[Found]:
    """The code that most amounts were given."""
    given = [field for expense in expenses for field in expense.fields if field.currency in CURRENCIES - ACCOUNTED]
    if given:
        code, count = Counter(field.currency for field in given).most_common(1)[0]
        first = next(field for field in given if field.currency == code)
        yield found_at("currency", code, first, weight=count / len(given))
