"""Any invoice that adds up passes; one amount changed by more than rounding fails."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.checks import Outcome
from app.domain.invoice import Invoice, leaves, plain
from tests.unit.checking import check, failed

CENT = Decimal("0.01")
few = settings(max_examples=60, deadline=None)  # a loaded machine is no fault
prices = st.integers(1, 500_000).map(lambda number: Decimal(number) / 100)
rates = st.sampled_from(["0", "5.5", "7", "19", "25"])


@st.composite
def consistent(draw: st.DrawFn) -> dict[str, Any]:
    """An invoice by the rules of EN 16931: lines, allowance and charge on the first rate, payment, rounding."""
    lines = [_line(draw(prices), draw(st.integers(1, 40)), draw(rates)) for _ in range(draw(st.integers(1, 8)))]
    rate = lines[0]["tax_rate"]
    discount, charge = draw(prices), draw(prices)
    bases: dict[str, Decimal] = {rate: charge - discount}
    for line in lines:
        bases[line["tax_rate"]] = bases.get(line["tax_rate"], Decimal(0)) + Decimal(line["amount"])
    taxes = {rate: (base * Decimal(rate) / 100).quantize(CENT, ROUND_HALF_UP) for rate, base in bases.items()}
    net, tax = sum(bases.values(), Decimal(0)), sum(taxes.values(), Decimal(0))
    paid, rounding = draw(prices), draw(st.sampled_from([Decimal(0), Decimal("0.02"), Decimal("-0.02")]))
    amounts = {
        "lines_total": net - charge + discount,
        "discount": discount,
        "charges": charge,
        "net": net,
        "tax": tax,
        "gross": net + tax,
        "paid": paid,
        "rounding": rounding,
        "due": net + tax - paid + rounding,
    }
    return {
        "document_type": "invoice",
        "invoice_number": "1",
        "currency": "EUR",
        "lines": lines,
        "allowances_charges": [{"charge": False, "amount": str(discount)}, {"charge": True, "amount": str(charge)}],
        "taxes": [{"rate": rate, "base": str(base), "amount": str(taxes[rate])} for rate, base in bases.items()],
        "amounts": {name: str(value) for name, value in amounts.items()},
    }


def _line(price: Decimal, quantity: int, rate: str) -> dict[str, str]:
    amount = price * quantity
    return {"quantity": str(quantity), "unit_price": str(price), "tax_rate": rate, "amount": str(amount)}


@few
@given(consistent())
def test_a_consistent_invoice_passes_every_sum(invoice: dict[str, Any]) -> None:
    results = check(invoice)
    assert [result.detail for result in results if result.failed and result.id != "missing"] == []
    spoken = {result.id for result in results}
    assert spoken >= {"lines_sum", "allowances_sum", "charges_sum", "net_total", "tax_sum", "gross_total", "amount_due"}
    assert spoken >= {"tax_rate_amount", "line_product", "lines_complete"}


TOTALS = ["lines_total", "discount", "charges", "net", "tax", "gross", "due"]


@few
@given(consistent(), st.sampled_from(TOTALS), st.integers(10, 10_000), st.booleans())
def test_a_changed_total_fails(invoice: dict[str, Any], name: str, cents: int, more: bool) -> None:
    change = Decimal(cents if more else -cents) / 100
    changed = str(Decimal(invoice["amounts"][name]) + change)
    assert failed(invoice | {"amounts": invoice["amounts"] | {name: changed}}) != set()


@few
@given(consistent(), st.integers(10, 10_000))
def test_a_changed_line_amount_fails(invoice: dict[str, Any], cents: int) -> None:
    first, *others = invoice["lines"]
    changed = str(Decimal(first["amount"]) + Decimal(cents) / 100)
    assert {"lines_sum", "line_product"} & failed(invoice | {"lines": [first | {"amount": changed}, *others]})


def cents(number: int) -> str:
    return str(Decimal(number) / 100)


numbers = st.sampled_from([None, "0", "-100", f"{10**20 - 1}.{10**9}"]) | st.integers(-(10**8), 10**8).map(cents)
texts = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)


@st.composite
def anything(draw: st.DrawFn) -> Invoice:
    """Values without any order: what a bad reading may hold."""
    row = st.fixed_dictionaries({"rate": numbers, "base": numbers, "amount": numbers, "category": texts})
    line_names = ("quantity", "unit_price", "amount", "discount", "charge", "tax_rate")
    line = st.fixed_dictionaries(dict.fromkeys(line_names, numbers))
    party = st.fixed_dictionaries({"name": texts, "vat_id": texts})
    account = st.fixed_dictionaries({"iban": texts, "bic": texts, "number": texts})
    names = ("lines_total", "net", "discount", "charges", "shipping", "tip", "tax", "gross", "paid", "rounding", "due")
    return Invoice.model_validate(
        {
            "document_type": draw(st.sampled_from([None, "invoice", "receipt", "credit_note", "quote"])),
            "currency": draw(st.sampled_from([None, "EUR", "JPY", "SEK", "QQQ"])),
            "amounts": draw(st.fixed_dictionaries(dict.fromkeys(names, numbers))),
            "taxes": draw(st.lists(row, max_size=3)),
            "lines": draw(st.lists(line, max_size=3)),
            "seller": draw(party),
            "payment": {"accounts": draw(st.lists(account, max_size=2))},
        }
    )


@few
@given(anything())
def test_any_reading_can_be_checked(invoice: Invoice) -> None:
    present = {path for path, _ in leaves(plain(invoice))}
    for result in check(invoice):
        assert result.detail
        assert result.outcome in Outcome
        assert result.id == "missing" or {field for field in result.fields if field != "lines"} <= present
