"""The tolerances of the checks, each with the last values that pass and the first that fail."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.unit.checking import TODAY

EN_16931 = {"label": "specification", "value": "urn:cen.eu:en16931:2017"}
EXTENDED = {"label": "specification", "value": "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"}


@dataclass(frozen=True)
class Limit:
    """`{}` in the invoice stands for the value; `within` are the last that pass, `beyond` the first that fail."""

    rule: str
    of: str
    invoice: dict[str, Any]
    within: tuple[str, ...]
    beyond: tuple[str, ...]
    facts: dict[str, Any] = field(default_factory=dict)


def printed(currency: str = "EUR", kind: str = "invoice", **rest: Any) -> dict[str, Any]:
    return {"document_type": kind, "currency": currency, "invoice_number": "1", **rest}


def lines(*amounts: str) -> list[dict[str, str]]:
    return [{"amount": amount} for amount in amounts]


def item(quantity: str, price: str, **rest: str) -> list[dict[str, str]]:
    return [{"quantity": quantity, "unit_price": price, "amount": "{}", **rest}]


def taxes(*amounts: str) -> list[dict[str, str]]:
    return [{"rate": str(place + 5), "amount": amount} for place, amount in enumerate(amounts)]


def row(base: str, rate: str, amount: str = "{}") -> dict[str, str]:
    return {"base": base, "rate": rate, "amount": amount}


def of_xml(profile: dict[str, str], **rest: Any) -> dict[str, Any]:
    return printed(other_fields=[profile], **rest)


XML = {"electronic": True}

ON_PAPER = [
    Limit(
        "lines_sum",
        "a unit for each line",
        printed(lines=lines("10.00", "20.00", "30.00"), amounts={"lines_total": "{}"}),
        ("59.97", "60.03"),
        ("59.96", "60.04"),
    ),
    Limit(
        "lines_sum",
        "a unit for the only line",
        printed(lines=lines("10.00"), amounts={"lines_total": "{}"}),
        ("9.99", "10.01"),
        ("9.98", "10.02"),
    ),
    Limit(
        "lines_sum",
        "half of the coin more where a till rounds",
        printed(kind="receipt", lines=lines("10.00"), amounts={"gross": "{}"}),
        ("9.965", "10.035"),
        ("9.96", "10.04"),
    ),
    Limit(
        "lines_sum",
        "no coin where the sum of the lines is printed",
        printed("CHF", kind="receipt", lines=lines("10.00"), amounts={"lines_total": "{}"}),
        ("9.99", "10.01"),
        ("9.98", "10.02"),
    ),
    Limit(
        "lines_complete",
        "as the sum of the lines",
        printed(lines=lines("10.00", "20.00"), amounts={"lines_total": "{}"}),
        ("29.98", "30.02"),
        ("29.97", "30.03"),
    ),
    Limit(
        "line_product",
        "a unit and what the price hides by its own rounding",
        printed(lines=item("1", "10.00")),
        ("9.98", "10.02"),
        ("9.97", "10.03"),
    ),
    Limit(
        "line_product",
        "half a cent for each of many pieces",
        printed(lines=item("100", "10.00")),
        ("999.49", "1000.51"),
        ("999.48", "1000.52"),
    ),
    Limit(
        "line_product",
        "less where the price has more digits",
        printed(lines=item("100", "10.0001")),
        ("999.99", "1000.03"),
        ("999.98", "1000.04"),
    ),
    Limit(
        "line_product",
        "no discount of more than a hundred percent",
        printed(lines=[{"quantity": "1", "unit_price": "200.00", "discount": "{}", "amount": "100.00"}]),
        ("50", "100"),
        ("49.98", "150"),
    ),
    Limit(
        "line_product",
        "what a broken quantity hides",
        printed(lines=item("2.35", "10.00")),
        ("23.43", "23.57"),
        ("23.42", "23.58"),
    ),
    Limit(
        "allowances_sum",
        "a unit for each allowance",
        printed(allowances_charges=[{"charge": False, "amount": "5.00"}] * 2, amounts={"discount": "{}"}),
        ("9.98", "10.02"),
        ("9.97", "10.03"),
    ),
    Limit(
        "charges_sum",
        "a unit for each charge",
        printed(allowances_charges=[{"charge": True, "amount": "5.00"}] * 2, amounts={"charges": "{}"}),
        ("9.98", "10.02"),
        ("9.97", "10.03"),
    ),
    Limit(
        "net_total",
        "one unit",
        printed(amounts={"lines_total": "100.00", "discount": "10.00", "net": "{}"}, allowances_charges=[{}]),
        ("89.99", "90.01"),
        ("89.98", "90.02"),
    ),
    Limit(
        "tax_sum",
        "a unit for each row",
        printed(taxes=taxes("5.00", "7.00", "8.00"), amounts={"tax": "{}"}),
        ("19.97", "20.03"),
        ("19.96", "20.04"),
    ),
    Limit(
        "tax_rate_amount",
        "one unit",
        printed(taxes=[row("100.00", "19")], amounts={"net": "100.00"}),
        ("18.99", "19.01"),
        ("18.98", "19.02"),
    ),
    Limit(
        "tax_rate_amount",
        "a unit for each line of that rate",
        printed(
            taxes=[row("100.00", "19")],
            amounts={"net": "100.00"},
            lines=[{"amount": "25.00", "tax_rate": "19"}] * 3 + [{"amount": "25.00", "tax_rate": "7"}],
        ),
        ("18.97", "19.03"),
        ("18.96", "19.04"),
    ),
    Limit(
        "tax_rate_amount",
        "what a rate of two digits hides by its own rounding",
        printed(taxes=[row("1000.00", "16.97")], amounts={"net": "1000.00"}),
        ("169.64", "169.76"),
        ("169.63", "169.77"),
    ),
    Limit(
        "tax_rate_amount",
        "tax is inside as long as the bases are not the net total, to a unit for each row",
        printed(taxes=[row("119.00", "19", "19.00")], amounts={"net": "{}"}),
        ("118.98", "119.02"),
        ("118.99", "119.01"),
    ),
    Limit(
        "gross_total",
        "one unit",
        printed(amounts={"net": "100.00", "tax": "19.00", "gross": "{}"}),
        ("118.99", "119.01"),
        ("118.98", "119.02"),
    ),
    Limit(
        "gross_total",
        "half of the coin more where a till rounds",
        printed(kind="receipt", amounts={"net": "100.00", "tax": "19.00", "gross": "{}"}),
        ("118.965", "119.035"),
        ("118.96", "119.04"),
    ),
    Limit(
        "gross_total",
        "half of a coin of the country where invoices are rounded, too",
        printed("HUF", amounts={"net": "100.50", "tax": "19.50", "gross": "{}"}),
        ("117.49", "122.51"),
        ("117.48", "122.52"),
    ),
    Limit(
        "gross_total",
        "one whole where no cents are printed",
        printed("JPY", amounts={"net": "100", "tax": "19", "gross": "{}"}),
        ("118", "120"),
        ("117", "121"),
    ),
    Limit(
        "gross_total",
        "a thousandth where there are thousandths",
        printed("KWD", amounts={"net": "100.000", "tax": "19.000", "gross": "{}"}),
        ("118.999", "119.001"),
        ("118.998", "119.002"),
    ),
    Limit(
        "gross_total",
        "of a credit with either sign",
        printed(kind="credit_note", amounts={"net": "100.00", "tax": "19.00", "gross": "{}"}),
        ("-118.99", "-119.01"),
        ("-118.98", "-119.02"),
    ),
    Limit(
        "amount_due",
        "one unit",
        printed(amounts={"gross": "119.00", "paid": "19.00", "due": "{}"}),
        ("99.99", "100.01"),
        ("99.98", "100.02"),
    ),
    Limit(
        "amount_due",
        "nothing is due when it was paid in a way that is not told",
        printed(lines=lines("119.00"), amounts={"gross": "119.00", "due": "{}"}),
        ("0.00", "118.99"),
        ("0.01", "118.98"),
    ),
    Limit(
        "amount_due",
        "half of a coin of the country where invoices are rounded, too",
        printed("CHF", amounts={"gross": "119.00", "paid": "19.00", "due": "{}"}),
        ("99.965", "100.035"),
        ("99.96", "100.04"),
    ),
    Limit(
        "amount_due",
        "no coin where the rounding itself is printed",
        printed("CHF", amounts={"gross": "119.00", "paid": "19.00", "rounding": "0.02", "due": "{}"}),
        ("99.99", "100.03"),
        ("99.98", "100.04"),
    ),
]

OF_XML = [
    Limit(
        "lines_sum",
        "none",
        of_xml(EN_16931, lines=lines("10.00", "20.00"), amounts={"lines_total": "{}"}),
        ("30.00",),
        ("29.99", "30.01"),
        XML,
    ),
    Limit(
        "lines_sum",
        "a cent for each line of EXTENDED",
        of_xml(EXTENDED, lines=lines("10.00", "20.00"), amounts={"lines_total": "{}"}),
        ("29.98", "30.02"),
        ("29.97", "30.03"),
        XML,
    ),
    Limit(
        "allowances_sum",
        "none",
        of_xml(EN_16931, allowances_charges=[{"charge": False, "amount": "5.00"}], amounts={"discount": "{}"}),
        ("5.00",),
        ("4.99", "5.01"),
        XML,
    ),
    Limit(
        "charges_sum",
        "none",
        of_xml(EN_16931, allowances_charges=[{"charge": True, "amount": "5.00"}], amounts={"charges": "{}"}),
        ("5.00",),
        ("4.99", "5.01"),
        XML,
    ),
    Limit(
        "net_total",
        "none",
        of_xml(EN_16931, amounts={"lines_total": "100.00", "charges": "5.00", "net": "{}"}),
        ("105.00",),
        ("104.99", "105.01"),
        XML,
    ),
    Limit(
        "net_total",
        "a cent in EXTENDED",
        of_xml(EXTENDED, amounts={"lines_total": "100.00", "charges": "5.00", "net": "{}"}),
        ("104.99", "105.01"),
        ("104.98", "105.02"),
        XML,
    ),
    Limit(
        "tax_sum",
        "none",
        of_xml(EN_16931, taxes=taxes("5.00", "7.00"), amounts={"tax": "{}"}),
        ("12.00",),
        ("11.99", "12.01"),
        XML,
    ),
    Limit(
        "tax_sum",
        "a cent for each row of EXTENDED",
        of_xml(EXTENDED, taxes=taxes("5.00", "7.00"), amounts={"tax": "{}"}),
        ("11.98", "12.02"),
        ("11.97", "12.03"),
        XML,
    ),
    Limit(
        "gross_total",
        "none",
        of_xml(EN_16931, amounts={"net": "100.00", "tax": "19.00", "gross": "{}"}),
        ("119.00",),
        ("118.99", "119.01"),
        XML,
    ),
    Limit(
        "gross_total",
        "what is below a cent",
        of_xml(EN_16931, amounts={"net": "100.004", "tax": "19.00", "gross": "{}"}),
        ("119.00",),
        ("118.99", "119.01"),
        XML,
    ),
    Limit(
        "amount_due",
        "none",
        of_xml(EN_16931, amounts={"lines_total": "119.00", "gross": "119.00", "paid": "19.00", "due": "{}"}),
        ("100.00",),
        ("99.99", "100.01"),
        XML,
    ),
    Limit(
        "tax_base_sum",
        "none",
        of_xml(
            EN_16931,
            lines=[{"amount": "100.00", "tax_category": "S", "tax_rate": "19"}],
            taxes=[{"category": "S", "rate": "19", "base": "{}", "amount": "19.00"}],
        ),
        ("100.00",),
        ("99.99", "100.01"),
        XML,
    ),
    Limit(
        "tax_base_sum",
        "a cent for each line and for their sum in EXTENDED",
        of_xml(
            EXTENDED,
            lines=[{"amount": "100.00", "tax_category": "S", "tax_rate": "19"}],
            taxes=[{"category": "S", "rate": "19", "base": "{}", "amount": "19.00"}],
        ),
        ("99.98", "100.02"),
        ("99.97", "100.03"),
        XML,
    ),
    Limit(
        "tax_rate_amount",
        "one cent",
        of_xml(EN_16931, taxes=[row("100.00", "19") | {"category": "S"}]),
        ("18.99", "19.01"),
        ("18.98", "19.02"),
        XML,
    ),
    Limit(
        "tax_rate_amount",
        "none where nothing is taxed",
        of_xml(EN_16931, taxes=[{"category": "E", "amount": "{}", "exemption_reason": "section 4"}]),
        ("0.00",),
        ("-0.01", "0.01"),
        XML,
    ),
]

OF_FACTS = [
    Limit("tax_rate", "a hundred percent", printed(taxes=[{"rate": "{}"}]), ("100", "-100"), ("100.01", "-100.01")),
    Limit(
        "date_order",
        "sixty days ahead",
        printed(issue_date="{}"),
        (str(TODAY + timedelta(days=60)),),
        (str(TODAY + timedelta(days=61)),),
    ),
    Limit(
        "date_order",
        "due on the day of issue",
        printed(issue_date="2026-11-02", due_date="{}"),
        ("2026-11-02",),
        ("2026-11-01",),
    ),
    Limit("currency_consistent", "two digits", printed(amounts={"gross": "{}"}), ("1.01", "1.010"), ("1.011",)),
    Limit("currency_consistent", "no digits", printed("JPY", amounts={"gross": "{}"}), ("1", "1.00"), ("1.1",)),
    Limit("currency_consistent", "three digits", printed("KWD", amounts={"gross": "{}"}), ("1.001",), ("1.0001",)),
]
