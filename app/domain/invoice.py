"""The invoice in its plain form: our names, typed values, nothing about where a value came from.

This is the one place where the fields are listed. The full form of the API (value, raw text, confidence, place ...),
the columns of the export and the paths of checks are all derived from these models. BT and BG numbers are the business
terms of EN 16931. A field that is absent was not on the document, or not read.
"""

import re
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from app.domain.digits import only_digits

MAX_LINES = 5_000
MAX_TEXT = 10_000


_NUMBER = r"-?[0-9]{1,20}(\.[0-9]{1,10})?"
_PLACES = 10  # behind the point
_LONGEST = -200  # what has more places is no amount of anything


def _date_from_text(value: object) -> object:
    """Only ISO text or a date: pydantic alone would also take timestamps."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a date has the form YYYY-MM-DD")
    if not isinstance(value, str | date):
        raise ValueError("a date is text of the form YYYY-MM-DD")
    return value


_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"


def _time_from_text(value: object) -> object:
    """The time of day as documents print it, without a zone: pydantic alone would also take numbers and zones."""
    if isinstance(value, str) and not re.fullmatch(_TIME, value):
        raise ValueError("a time has the form HH:MM or HH:MM:SS")
    if not isinstance(value, str | time):
        raise ValueError("a time is text of the form HH:MM or HH:MM:SS")
    return value


def _number_from_text(value: object) -> object:
    """Decimal text, or a JSON number; never true or false, never an exponent that hides a giant number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError('an amount is a decimal number in text, such as "12.00"')
    if isinstance(value, str) and not re.fullmatch(_NUMBER, value):
        raise ValueError('an amount is a decimal number in text, such as "12.00"')
    if isinstance(value, float):
        return str(value)
    return _without_spare_zeros(value) if isinstance(value, Decimal) else value


def _without_spare_zeros(value: Decimal) -> Decimal:
    """What is kept must be readable again: zeros beyond the last place that is kept say nothing."""
    if not value.is_finite() or not _LONGEST < int(value.as_tuple().exponent) < -_PLACES:
        return value
    head, _, tail = format(value, "f").partition(".")
    return Decimal(f"{head}.{tail[:_PLACES]}") if not tail[_PLACES:].strip("0") else value


def _storable(value: str) -> str:
    """Text is kept exactly; only what no database and no XML can hold is refused."""
    if "\0" in value:
        raise ValueError("the text holds a NUL character")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError("the text holds half a surrogate pair") from error
    return value


def _plain_decimal(value: Decimal) -> str:
    return format(value, "f")


Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_storable)]
Code = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)]
NumberText = Annotated[str, Field(pattern=f"^{_NUMBER}$")]
Date = Annotated[date, BeforeValidator(_date_from_text, json_schema_input_type=date)]
# Not the format "time" of JSON Schema, which asks for a zone.
Time = Annotated[time, BeforeValidator(_time_from_text), WithJsonSchema({"type": "string", "pattern": f"^{_TIME}$"})]
Number = Annotated[
    Decimal,
    BeforeValidator(_number_from_text, json_schema_input_type=NumberText | float),
    Field(max_digits=30, decimal_places=10, allow_inf_nan=False),
    PlainSerializer(_plain_decimal, return_type=str, when_used="json"),
]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217", examples=["EUR"])]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2", examples=["DE"])]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DocumentType(StrEnum):
    INVOICE = "invoice"
    RECEIPT = "receipt"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    PROFORMA = "proforma"
    STATEMENT = "statement"
    REMINDER = "reminder"
    QUOTE = "quote"
    ORDER = "order"
    DELIVERY_NOTE = "delivery_note"
    PAYSLIP = "payslip"
    OTHER = "other"


class Period(Model):
    """From and to, both inclusive (BT-73, BT-74; of a line BT-134, BT-135)."""

    start: Date | None = None
    end: Date | None = None


class TaxId(Model):
    """A registration number and the register it belongs to: `gst`, `abn`, `pan`, `kvk`, `siret`, `mst`, `ein` ..."""

    scheme: Code | None = None
    value: Code | None = None


class Address(Model):
    """The address as one text, and its parts where they were told apart."""

    text: Text | None = None
    street: Text | None = None
    city: Text | None = None
    region: Text | None = None
    postal_code: Code | None = None
    country: Country | None = None


class Party(Model):
    """Seller, buyer or another part: name, address, registrations, ways to reach it."""

    name: Annotated[Text | None, Field(examples=["Nordlicht Papier GmbH"])] = None
    trading_name: Text | None = None
    # A default that is not validated: its class is built when somebody gives a value.
    address: Address = Address.model_construct()
    vat_id: Annotated[Code | None, Field(examples=["DE123456789"])] = None
    tax_ids: Annotated[tuple[TaxId, ...], Field(max_length=20)] = ()
    customer_id: Code | None = None
    account_number: Code | None = None
    contact: Text | None = None
    phone: Code | None = None
    email: Code | None = None
    website: Code | None = None


class Amounts(Model):
    """The totals of the document, in its currency."""

    lines_total: Annotated[Number | None, Field(description="sum of line amounts (BT-106)")] = None
    discount: Annotated[Number | None, Field(description="sum of document level allowances (BT-107)")] = None
    charges: Annotated[Number | None, Field(description="sum of document level charges (BT-108)")] = None
    shipping: Number | None = None
    service_charge: Number | None = None
    tip: Number | None = None
    net: Annotated[Number | None, Field(description="total without tax (BT-109)", examples=["100.00"])] = None
    tax: Annotated[Number | None, Field(description="total tax (BT-110)", examples=["19.00"])] = None
    gross: Annotated[Number | None, Field(description="total with tax (BT-112)", examples=["119.00"])] = None
    paid: Annotated[Number | None, Field(description="already paid (BT-113)")] = None
    rounding: Annotated[Number | None, Field(description="rounding of the amount due (BT-114)")] = None
    prior_balance: Number | None = None
    due: Annotated[Number | None, Field(description="what is left to pay (BT-115)", examples=["119.00"])] = None


class Tax(Model):
    """One row of the tax table (BG-23). `rate` is in percent."""

    category: Annotated[Code | None, Field(description="UNCL 5305 code, such as S, Z, E, AE, K, G, O")] = None
    rate: Annotated[Number | None, Field(description="percent (BT-119)", examples=["19.00"])] = None
    base: Annotated[Number | None, Field(description="taxable amount (BT-116)", examples=["100.00"])] = None
    amount: Annotated[Number | None, Field(description="tax amount (BT-117)", examples=["19.00"])] = None
    exemption_reason: Text | None = None


class AllowanceCharge(Model):
    """A discount or charge on the whole document (BG-20, BG-21)."""

    charge: Annotated[bool | None, Field(strict=True, description="true: added; false: taken off")] = None
    amount: Number | None = None
    base: Number | None = None
    percent: Number | None = None
    reason: Text | None = None
    tax_category: Code | None = None
    tax_rate: Number | None = None


class Account(Model):
    """Where to pay to (BG-17)."""

    iban: Code | None = None
    bic: Code | None = None
    number: Code | None = None
    branch: Annotated[
        Code | None, Field(description="of the bank, beside `number`: sort code, BSB, routing number, branch")
    ] = None
    holder: Text | None = None
    biller_code: Code | None = None
    reference: Annotated[
        Code | None, Field(description="what to write on a transfer to this account, where each has its own")
    ] = None


class Instalment(Model):
    due_date: Date | None = None
    amount: Number | None = None


class CashDiscount(Model):
    """What may be taken off by whoever pays early."""

    days: Annotated[Number | None, Field(description="counted from the date of the invoice", examples=["14"])] = None
    until: Annotated[Date | None, Field(description="the last day, where one is named")] = None
    percent: Annotated[Number | None, Field(examples=["2.00"])] = None
    base: Annotated[Number | None, Field(description="what the percentage is of; absent: the amount due")] = None
    amount: Number | None = None


class Payment(Model):
    terms: Annotated[Text | None, Field(description="BT-20")] = None
    method: Annotated[Text | None, Field(description="BT-81, BT-82")] = None
    reference: Annotated[Text | None, Field(description="what to write on the transfer (BT-83)")] = None
    accounts: Annotated[tuple[Account, ...], Field(max_length=20)] = ()
    instalments: Annotated[tuple[Instalment, ...], Field(max_length=100)] = ()
    cash_discounts: Annotated[tuple[CashDiscount, ...], Field(max_length=20)] = ()
    card_last4: Code | None = None


class Line(Model):
    """One item. `amount` is the line total as printed (BT-131: without tax)."""

    line_no: Code | None = None
    description: Annotated[Text | None, Field(examples=["Copy paper A4, 80 g"])] = None
    product_code: Code | None = None
    quantity: Annotated[Number | None, Field(examples=["4"])] = None
    unit: Annotated[Code | None, Field(description="as printed, or the UN/ECE code of the XML")] = None
    unit_price: Annotated[Number | None, Field(examples=["25.00"])] = None
    discount: Annotated[Number | None, Field(description="allowance on the line (BT-136)")] = None
    charge: Annotated[Number | None, Field(description="charge on the line (BT-141)")] = None
    amount: Annotated[Number | None, Field(examples=["100.00"])] = None
    tax_category: Code | None = None
    tax_rate: Annotated[Number | None, Field(description="percent (BT-152)", examples=["19.00"])] = None
    tax_amount: Number | None = None
    purchase_order: Code | None = None
    date: Date | None = None
    period: Period = Period.model_construct()
    note: Text | None = None
    raw_row: Text | None = None


class OtherField(Model):
    """Something that was labelled on the document and has no name of its own here."""

    label: Code | None = None
    value: Text | None = None


class Invoice(Model):
    """An invoice, receipt or credit note."""

    document_type: DocumentType | None = None
    invoice_number: Annotated[Code | None, Field(description="BT-1", examples=["2026-0815"])] = None
    invoice_series: Annotated[
        Code | None,
        Field(description="the series that the number counts in, where it is given apart", examples=["1C26TMA"]),
    ] = None
    issue_date: Annotated[Date | None, Field(description="BT-2", examples=["2026-11-02"])] = None
    issue_time: Time | None = None
    issue_time_zone: Annotated[
        Code | None, Field(description="as given with `issue_time`: `Z`, `+07:00`", examples=["Z"])
    ] = None
    due_date: Annotated[Date | None, Field(description="BT-9", examples=["2026-12-02"])] = None
    tax_point_date: Date | None = None
    order_date: Date | None = None
    delivery_date: Date | None = None
    service_period: Period = Period.model_construct()
    purchase_order: Code | None = None
    buyer_reference: Code | None = None
    contract_reference: Code | None = None
    project_reference: Code | None = None
    preceding_invoice: Code | None = None
    currency: Currency | None = None
    tax_currency: Currency | None = None
    exchange_rate: Number | None = None
    language: Code | None = None
    country: Country | None = None
    notes: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    seller: Party = Party.model_construct()
    buyer: Party = Party.model_construct()
    bill_to: Party = Party.model_construct()
    ship_to: Party = Party.model_construct()
    remit_to: Party = Party.model_construct()
    ship_from: Party = Party.model_construct()
    service_location: Party = Party.model_construct()
    payee: Party = Party.model_construct()
    amounts: Amounts = Amounts.model_construct()
    taxes: Annotated[tuple[Tax, ...], Field(max_length=100)] = ()
    allowances_charges: Annotated[tuple[AllowanceCharge, ...], Field(max_length=100)] = ()
    payment: Payment = Payment.model_construct()
    lines: Annotated[tuple[Line, ...], Field(max_length=MAX_LINES)] = ()
    lines_incomplete: Annotated[
        bool | None, Field(strict=True, description="true: the reader knows that items are missing from `lines`")
    ] = None
    other_fields: Annotated[tuple[OtherField, ...], Field(max_length=200)] = ()


def plain(invoice: Invoice) -> dict[str, Any]:
    """The JSON of the plain form, without absent values and empty objects."""
    return _prune(invoice.model_dump(mode="json", exclude_none=True)) or {}


def _prune(node: Any) -> Any:
    """Drop empty objects and lists, keeping the places inside a list."""
    if isinstance(node, dict):
        kept = {key: _prune(value) for key, value in node.items()}
        return {key: value for key, value in kept.items() if value not in ({}, [])}
    if isinstance(node, list):
        return [_prune(value) for value in node]
    return node


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a plain JSON with its dotted path: `("lines.0.amount", "12.00")`."""
    children: Iterator[tuple[str, Any]]
    if isinstance(node, dict):
        children = iter(node.items())
    elif isinstance(node, list):
        children = ((str(place), value) for place, value in enumerate(node))
    else:
        yield path, node
        return
    for name, value in children:
        yield from leaves(value, f"{path}.{name}" if path else name)


def has_place(path: str) -> bool:
    """True when this release knows what stands there; paths of a newer one may lead to more."""
    return kind_at(path) is not None


def kind_at(path: str) -> Any:
    """The type of what stands there: of a value, a model, or a tuple; None where this release knows nothing."""
    kind: Any = Invoice
    for part in path.split("."):
        if get_origin(kind) is tuple and only_digits(part):
            kind = _inner(get_args(kind)[0])
        elif isinstance(kind, type) and issubclass(kind, BaseModel) and part in kind.model_fields:
            kind = _inner(kind.model_fields[part].annotation)
        else:
            return None
    return kind


def _inner(annotation: Any) -> Any:
    """`X` of `X | None` and of `Annotated[X, …]`."""
    if get_origin(annotation) is Annotated:
        return _inner(get_args(annotation)[0])
    if isinstance(annotation, UnionType):
        return _inner(next(one for one in get_args(annotation) if one is not NoneType))
    return annotation


def split_row(path: str) -> tuple[str, int, str] | None:
    """The outermost list of a path: `lines.3.amount` -> (`lines`, 3, `amount`). None for a path outside of lists."""
    parts = path.split(".")
    for place, part in enumerate(parts):
        if only_digits(part):
            return ".".join(parts[:place]), int(part), ".".join(parts[place + 1 :])
    return None


def row_path(name: str, number: int, inside: str) -> str:
    """The reverse of `split_row`."""
    return f"{name}.{number}.{inside}" if inside else f"{name}.{number}"


def nest(flat: dict[str, Any]) -> dict[str, Any]:
    """The reverse of `leaves`: dotted paths to nested objects and lists. List places are closed up."""
    tree: dict[str, Any] = {}
    for path, value in flat.items():
        node = tree
        *parents, last = path.split(".")
        for name in parents:
            node = node.setdefault(name, {})
        node[last] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(node: Any) -> Any:
    """An object whose names are all numbers is a list."""
    if not isinstance(node, dict) or not all(isinstance(name, str) for name in node):
        return node
    if node and all(only_digits(name) for name in node):
        return [_lists(node[name]) for name in sorted(node, key=int)]
    return {name: _lists(value) for name, value in node.items()}
