"""Any invoice written as CII or UBL is read back with every value, digit for digit."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.invoice import (
    Account,
    Address,
    AllowanceCharge,
    Amounts,
    Instalment,
    Invoice,
    Line,
    OtherField,
    Party,
    Payment,
    Period,
    Tax,
    TaxId,
    plain,
)
from app.domain.reading import Source
from app.engine.einvoice_reader import read
from tests.documents.einvoice_cii import PROFILE
from tests.documents.einvoice_elements import SCHEMES, TAX_NUMBER, TYPE_CODES
from tests.documents.einvoices import cii_xml, ubl_xml

LETTERS = st.characters(exclude_categories=("C", "Z"), include_characters=" &<>\"'")
TEXTS = st.text(LETTERS, min_size=1, max_size=30).filter(lambda text: text == text.strip())
CODES = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)
NUMBERS = (st.decimals(min_value=-(10**9), max_value=10**9, places=4) | st.decimals(0, 1000, places=2)).map(
    lambda number: number or abs(number)  # no minus zero
)
DATES = st.dates(date(1990, 1, 1), date(2100, 1, 1))
LONG_AGO = date(1980, 1, 1)
RATES = st.sampled_from([Decimal("19.00"), Decimal("7"), Decimal("5.5"), Decimal(0)])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    street = draw(maybe(st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)))
    city, region = draw(maybe(TEXTS)), draw(maybe(TEXTS))
    postal_code, country = draw(maybe(CODES)), draw(st.sampled_from([None, "DE", "FR", "US"]))
    town = " ".join(part for part in (postal_code, city) if part)
    whole = "\n".join(part for part in (street, town, region, country) if part)
    text = whole if street or town else None
    return Address(text=text, street=street, city=city, region=region, postal_code=postal_code, country=country)


@st.composite
def parties(draw: st.DrawFn) -> Party:
    registered = [TaxId(scheme=scheme, value=draw(CODES)) for scheme in draw(st.sets(st.sampled_from(sorted(SCHEMES))))]
    given_by_office = [TaxId(scheme=TAX_NUMBER, value=value) for value in draw(st.lists(CODES, max_size=2))]
    name = draw(maybe(TEXTS))
    return Party(
        name=name,
        trading_name=draw(maybe(TEXTS)) if name else None,
        address=draw(addresses()),
        vat_id=draw(maybe(CODES)),
        tax_ids=(*registered, *given_by_office),
        contact=draw(maybe(TEXTS)),
        phone=draw(maybe(CODES)),
        email=draw(maybe(CODES)),
    )


def delivered_to(party: Party) -> Party:
    """What both syntaxes can say about the place of delivery."""
    ids = tuple(tax_id for tax_id in party.tax_ids if tax_id.scheme != TAX_NUMBER)
    return Party(name=party.name, address=party.address, tax_ids=ids)


PERIODS = st.builds(Period, start=maybe(DATES), end=maybe(DATES))
LINES = st.builds(
    Line,
    amount=NUMBERS,
    **{name: maybe(NUMBERS) for name in ("quantity", "unit_price", "discount", "charge", "tax_amount")},
    **{name: maybe(TEXTS) for name in ("description", "note")},
    **{name: maybe(CODES) for name in ("line_no", "product_code", "tax_category", "purchase_order")},
    tax_rate=maybe(RATES),
    date=maybe(DATES),
    period=PERIODS,
).flatmap(lambda line: st.just(line) if line.quantity is None else units(line))


def units(line: Line) -> st.SearchStrategy[Line]:
    return st.sampled_from([None, "C62", "HUR"]).map(lambda unit: line.model_copy(update={"unit": unit}))


TAXES = st.builds(
    Tax, amount=NUMBERS, base=maybe(NUMBERS), rate=maybe(RATES), category=maybe(CODES), exemption_reason=maybe(TEXTS)
)
ALLOWANCES = st.builds(
    AllowanceCharge,
    amount=NUMBERS,
    charge=maybe(st.booleans()),
    base=maybe(NUMBERS),
    percent=maybe(NUMBERS),
    reason=maybe(TEXTS),
    tax_category=maybe(CODES),
    tax_rate=maybe(RATES),
)
IBANS = st.sampled_from(["DE89370400440532013000", "FR1420041010050500013M02606"])
ACCOUNTS = st.builds(Account, iban=IBANS, bic=maybe(CODES), holder=maybe(TEXTS)) | st.builds(Account, number=CODES)
PAYMENTS = st.builds(
    Payment,
    terms=maybe(TEXTS),
    method=maybe(TEXTS),
    reference=maybe(CODES),
    accounts=st.lists(ACCOUNTS, max_size=3).map(tuple),
    instalments=st.lists(st.builds(Instalment, amount=NUMBERS, due_date=st.just(LONG_AGO)), max_size=2).map(tuple),
    card_last4=maybe(st.from_regex(r"[0-9]{4}", fullmatch=True)),
)
INVOICES = st.builds(
    Invoice,
    document_type=st.sampled_from(list(TYPE_CODES)),
    **{
        name: maybe(CODES)
        for name in (
            "invoice_number",
            "purchase_order",
            "buyer_reference",
            "contract_reference",
            "project_reference",
            "preceding_invoice",
        )
    },
    **{name: maybe(DATES) for name in ("issue_date", "tax_point_date", "order_date", "delivery_date")},
    due_date=DATES,
    service_period=PERIODS,
    currency=st.sampled_from(["EUR", "USD"]),
    tax_currency=st.sampled_from([None, "EUR"]),
    exchange_rate=maybe(NUMBERS),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
    seller=parties(),
    buyer=st.builds(
        lambda party, *ids: party.model_copy(update=dict(zip(("customer_id", "account_number"), ids, strict=True))),
        parties(),
        maybe(CODES),
        maybe(CODES),
    ),
    ship_to=parties().map(delivered_to),
    payee=parties(),
    amounts=st.builds(
        Amounts,
        **{
            name: maybe(NUMBERS)
            for name in Amounts.model_fields
            if name not in ("shipping", "service_charge", "tip", "prior_balance")
        },
    ),
    taxes=st.lists(TAXES, max_size=3).map(tuple),
    allowances_charges=st.lists(ALLOWANCES, max_size=2).map(tuple),
    payment=PAYMENTS,
    lines=st.lists(LINES, max_size=3).map(tuple),
)

EXAMPLES = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def read_back(xml: bytes) -> Invoice:
    reading = read(xml, "application/xml", 1, lambda stage: None)
    assert all(evidence.source is Source.XML and evidence.confidence == 1.0 for evidence in reading.evidence.values())
    return reading.invoice


@EXAMPLES
@given(invoice=INVOICES, bill_to=parties(), ship_from=parties(), language=maybe(st.just("de")))
def test_cii_is_read_back_equal(invoice: Invoice, bill_to: Party, ship_from: Party, language: str | None) -> None:
    written = invoice.model_copy(update={"bill_to": bill_to, "ship_from": ship_from, "language": language})
    expected = written.model_copy(update={"other_fields": (OtherField(label="specification", value=PROFILE),)})
    assert plain(read_back(cii_xml(written))) == plain(expected)


@EXAMPLES
@given(invoice=INVOICES, issue_time=maybe(st.times()), website=maybe(CODES))
def test_ubl_is_read_back_equal(invoice: Invoice, issue_time: time | None, website: str | None) -> None:
    seller = invoice.seller.model_copy(update={"website": website})
    written = invoice.model_copy(update={"issue_time": issue_time, "seller": seller})
    assert plain(read_back(ubl_xml(written))) == plain(written)
