"""Electronic invoices: the sums of EN 16931 by the ids of their rules, to the cent."""

from copy import deepcopy
from typing import Any

import pytest

from app.domain.checks import Check
from tests.unit.checking import check, failed

ITEM = {"line_no": "1", "description": "Paper", "quantity": "1", "unit": "H87"}
INVOICE: dict[str, Any] = {
    "document_type": "invoice",
    "invoice_number": "1",
    "currency": "EUR",
    "issue_date": "2026-11-02",
    "seller": {"name": "Nordlicht", "vat_id": "DE136695976", "address": {"country": "DE"}},
    "buyer": {"name": "Elmwood", "address": {"country": "DE"}},
    "lines": [
        ITEM | {"amount": "100.00", "unit_price": "100.00", "tax_category": "S", "tax_rate": "19"},
        ITEM | {"amount": "50.00", "unit_price": "50.00", "tax_category": "S", "tax_rate": "7"},
        ITEM | {"amount": "30.00", "unit_price": "30.00", "tax_category": "E", "tax_rate": "0"},
    ],
    "allowances_charges": [
        {"charge": False, "amount": "10.00", "tax_category": "S", "tax_rate": "19.00", "reason": "Volume"},
        {"charge": True, "amount": "5.00", "tax_category": "S", "tax_rate": "7.00", "reason": "Freight"},
    ],
    "taxes": [
        {"category": "S", "rate": "19.00", "base": "90.00", "amount": "17.10"},
        {"category": "S", "rate": "7.00", "base": "55.00", "amount": "3.85"},
        {"category": "E", "rate": "0", "base": "30.00", "amount": "0.00", "exemption_reason": "section 4"},
    ],
    "amounts": {
        "lines_total": "180.00",
        "discount": "10.00",
        "charges": "5.00",
        "net": "175.00",
        "tax": "20.95",
        "gross": "195.95",
        "paid": "95.95",
        "due": "100.00",
    },
}


def changed(path: str, value: str | None) -> dict[str, Any]:
    invoice = deepcopy(INVOICE)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = invoice
    for part in parents:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return invoice


def wrong(invoice: dict[str, Any]) -> list[Check]:
    return [result for result in check(invoice, electronic=True) if result.failed]


def of_sums(invoice: dict[str, Any]) -> list[Check]:
    """Without what is only missing."""
    return [result for result in wrong(invoice) if result.id != "required_term"]


def rules(invoice: dict[str, Any]) -> set[str]:
    return {name for result in wrong(invoice) for name in (result.rule or "").split(", ")}


def test_an_invoice_that_holds_to_the_standard_has_no_finding() -> None:
    assert wrong(INVOICE) == []
    told = {result.rule for result in check(INVOICE, electronic=True)}
    assert told >= {f"BR-CO-{number}" for number in range(10, 17)} | {"BR-CO-17, BR-S-09", "BR-S-08", "BR-E-08"}


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("amounts.lines_total", "180.01", "BR-CO-10"),
        ("amounts.discount", "10.01", "BR-CO-11"),
        ("amounts.discount", None, "BR-CO-11"),
        ("amounts.charges", "4.99", "BR-CO-12"),
        ("amounts.net", "175.01", "BR-CO-13"),
        ("amounts.tax", "20.96", "BR-CO-14"),
        ("amounts.gross", "195.96", "BR-CO-15"),
        ("amounts.due", "100.01", "BR-CO-16"),
        ("amounts.paid", None, "BR-CO-16"),
        ("taxes.0.amount", "17.80", "BR-CO-17"),
        ("taxes.0.amount", "17.80", "BR-S-09"),
        ("taxes.0.base", "90.01", "BR-S-08"),
        ("taxes.1.base", "54.99", "BR-S-08"),
        ("lines.0.tax_rate", "7", "BR-S-08"),
        ("taxes.2.base", "30.01", "BR-E-08"),
        ("taxes.2.amount", "0.01", "BR-E-09"),
        ("lines.0.tax_category", "Z", "BR-Z-01"),
        ("lines.0.tax_rate", "0", "BR-S-05"),
        ("lines.2.tax_rate", "7", "BR-E-05"),
        ("allowances_charges.0.tax_rate", "0", "BR-S-06"),
        ("allowances_charges.1.tax_rate", None, "BR-S-07"),
        ("taxes.2.exemption_reason", None, "BR-E-10"),
    ],
)
def test_a_cent_off_is_found_by_its_rule(path: str, value: str | None, rule: str) -> None:
    assert rule in rules(changed(path, value))


@pytest.mark.parametrize(
    ("code", "name"),
    [("Z", "Z"), ("E", "E"), ("AE", "AE"), ("K", "IC"), ("G", "G"), ("O", "O"), ("L", "IG"), ("M", "IP"), ("S", "S")],
)
def test_every_category_has_its_sums(code: str, name: str) -> None:
    taxed = code in "SLM"
    rate = {"tax_rate": "7"} if taxed else {} if code == "O" else {"tax_rate": "0"}
    amount = "7.00" if taxed else "0.00"
    reason = {} if taxed or code == "Z" else {"exemption_reason": "why"}
    row = {"category": code, "rate": rate.get("tax_rate"), "base": "100.00", "amount": amount} | reason
    invoice = {
        "invoice_number": "1",
        "currency": "EUR",
        "seller": {"tax_ids": [{"scheme": "tax-number", "value": "12/345"}]},
        "buyer": {} if code == "O" else {"vat_id": "FR83404833048"},
        "delivery_date": "2026-01-02",
        "ship_to": {"address": {"country": "FR"}},
        "lines": [{"amount": "60.00", "tax_category": code} | rate, {"amount": "40.00", "tax_category": code} | rate],
        "taxes": [row],
    }
    assert of_sums(invoice) == []
    assert f"BR-{name}-08" in rules(invoice | {"taxes": [row | {"base": "99.00"}]})
    assert f"BR-{name}-09" in rules(invoice | {"taxes": [row | {"amount": "9.00"}]})


def test_a_taxed_line_needs_a_seller_whom_the_tax_office_knows() -> None:
    assert {"BR-S-02", "BR-E-02"} <= rules(changed("seller.vat_id", None))
    label = "tax representative's VAT id"
    represented = changed("seller.vat_id", None) | {"other_fields": [{"label": label, "value": "DE1"}]}
    assert "BR-S-02" not in rules(represented)


@pytest.mark.parametrize(
    ("code", "name", "buyer", "known"),
    [
        ("AE", "AE", {}, False),
        ("AE", "AE", {"vat_id": "FR83404833048"}, True),
        ("AE", "AE", {"tax_ids": [{"scheme": "siren", "value": "404833048"}]}, True),
        ("K", "IC", {"tax_ids": [{"scheme": "siren", "value": "404833048"}]}, False),
        ("K", "IC", {"vat_id": "FR83404833048"}, True),
    ],
)
def test_who_has_to_pay_the_tax_instead_is_known(code: str, name: str, buyer: dict[str, Any], known: bool) -> None:
    taxed = {"tax_category": code, "tax_rate": "0", "amount": "1.00"}
    invoice = {"invoice_number": "1", "seller": {"vat_id": "DE136695976"}, "buyer": buyer}
    invoice |= {"lines": [taxed], "allowances_charges": [taxed | {"charge": False}, taxed | {"charge": True}]}
    told = {f"BR-{name}-02", f"BR-{name}-03", f"BR-{name}-04"}
    assert told & rules(invoice) == (set() if known else told)


def test_what_is_not_subject_to_tax_names_no_vat_id_and_stands_alone() -> None:
    untaxed = {"tax_category": "O", "amount": "1.00"}
    invoice = {"lines": [untaxed], "taxes": [{"category": "O", "base": "1.00", "amount": "0", "exemption_reason": "-"}]}
    assert not {rule for rule in rules(invoice) if rule.startswith("BR-O-")}
    assert "BR-O-02" in rules(invoice | {"seller": {"vat_id": "DE136695976"}})
    beside = {"tax_category": "S", "tax_rate": "19", "amount": "1.00"}
    mixed = invoice | {"lines": [untaxed, beside], "allowances_charges": [beside | {"charge": False}]}
    mixed["taxes"] = [*invoice["taxes"], {"category": "S", "rate": "19", "base": "1.00", "amount": "0.19"}]
    assert {rule for rule in rules(mixed) if rule.startswith("BR-O-1")} == {"BR-O-11", "BR-O-12", "BR-O-13"}


def test_a_vat_id_says_its_country() -> None:
    assert "BR-CO-09" in rules(changed("seller.vat_id", "136695976"))
    assert "vat_prefix" not in failed(changed("seller.vat_id", "136695976"))


def test_a_supply_within_the_eu_says_when_and_to_which_country() -> None:
    row = {"category": "K", "rate": "0", "base": "1.00", "amount": "0.00", "exemption_reason": "EU"}
    assert {"BR-IC-11", "BR-IC-12"} <= rules({"invoice_number": "1", "currency": "EUR", "taxes": [row]})


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("invoice_number", "BR-02"),
        ("issue_date", "BR-03"),
        ("document_type", "BR-04"),
        ("currency", "BR-05"),
        ("seller.name", "BR-06"),
        ("buyer.name", "BR-07"),
        ("seller.address", "BR-09"),
        ("buyer.address", "BR-11"),
        ("amounts.lines_total", "BR-12"),
        ("amounts.net", "BR-13"),
        ("amounts.gross", "BR-14"),
        ("amounts.due", "BR-15"),
        ("taxes", "BR-CO-18"),
        ("lines.1.line_no", "BR-21"),
        ("lines.1.quantity", "BR-22"),
        ("lines.1.unit", "BR-23"),
        ("lines.1.amount", "BR-24"),
        ("lines.1.description", "BR-25"),
        ("lines.1.unit_price", "BR-26"),
        ("lines.1.tax_category", "BR-CO-04"),
        ("taxes.0.base", "BR-45"),
        ("taxes.0.amount", "BR-46"),
        ("taxes.0.category", "BR-47"),
        ("taxes.0.rate", "BR-48"),
        ("allowances_charges.0.amount", "BR-31"),
        ("allowances_charges.0.tax_category", "BR-32"),
        ("allowances_charges.0.reason", "BR-33"),
        ("allowances_charges.1.amount", "BR-36"),
        ("allowances_charges.1.tax_category", "BR-37"),
        ("allowances_charges.1.reason", "BR-38"),
    ],
)
def test_what_is_missing_is_named_by_its_rule(path: str, rule: str) -> None:
    assert rule in rules(changed(path, None))


def test_tax_in_a_second_currency_and_the_country_delivered_to_are_asked_for() -> None:
    assert "BR-53" in rules(INVOICE | {"tax_currency": "SEK"})
    told = [{"label": "tax in tax currency", "value": "230.45"}]
    assert "BR-53" not in rules(INVOICE | {"tax_currency": "SEK", "other_fields": told})
    assert "BR-57" in rules(INVOICE | {"ship_to": {"address": {"city": "Lyon"}}})


def test_a_negative_price_is_named() -> None:
    assert "BR-27" in rules(changed("lines.0.unit_price", "-100.00"))


def test_the_sum_is_shown() -> None:
    (found,) = (result for result in wrong(changed("taxes.0.base", "91.00")) if result.id == "tax_base_sum")
    assert found.detail == "1 line - 10.00 = 90.00, printed 91.00"
    assert (found.expected, found.found, found.tolerance) == ("90.00", "91.00", "0.00")
    assert found.fields == ("lines.0.amount", "allowances_charges.0.amount", "taxes.0.base")


def test_paper_is_not_held_to_it() -> None:
    off_by_a_cent = changed("amounts.gross", "195.96")
    assert "gross_total" not in failed(off_by_a_cent)
    assert "gross_total" in failed(off_by_a_cent, electronic=True)


def test_the_extended_profile_may_be_off_by_a_cent_a_line() -> None:
    extended = {"label": "specification", "value": "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended"}
    off = changed("amounts.lines_total", "180.03") | {"other_fields": [extended]}
    assert "lines_sum" not in {result.id for result in wrong(off)}
    assert "lines_sum" in {result.id for result in wrong(changed("amounts.lines_total", "180.04"))}


@pytest.mark.parametrize(
    "claimed", ["urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", "urn:peppol:pint:billing-1@sg-1", "OIOUBL-2.02"]
)
def test_what_claims_other_rules_is_not_held_to_the_standard(claimed: str) -> None:
    older = {"label": "specification", "value": claimed}
    invoice = changed("taxes.0.base", "91.00") | {"other_fields": [older]}
    assert "tax_base_sum" not in {result.id for result in check(invoice, electronic=True)}


def test_profiles_without_lines_are_not_asked_for_their_sums() -> None:
    summary = {
        "invoice_number": "1",
        "currency": "EUR",
        "amounts": {"net": "10", "tax": "2", "gross": "12", "due": "5"},
    }
    assert of_sums(summary) == []
    without_lines = {key: value for key, value in INVOICE.items() if key != "lines"}
    assert wrong(without_lines) == []


def test_lines_that_were_cut_are_not_summed() -> None:
    assert "BR-CO-10" not in rules(changed("amounts.lines_total", "999.00") | {"lines_incomplete": True})


@pytest.mark.parametrize(("due", "told"), [("195.95", [False]), ("195.94", []), ("0.00", [])])
def test_a_summary_that_cannot_say_what_was_paid_is_held_to_its_total_only_where_all_is_due(
    due: str, told: list[bool]
) -> None:
    summary = {**INVOICE, "lines": [], "amounts": {"net": "175.00", "tax": "20.95", "gross": "195.95", "due": due}}
    results = check(summary, electronic=True)
    assert [result.failed for result in results if result.id == "amount_due"] == told
