"""Totals: the plain sums of EN 16931, and the usual ways of paper to depart from them."""

from typing import Any

import pytest

from tests.documents.truths import sample_invoice, sample_receipt
from tests.unit.checking import check, failed, of, passed


def invoice(document_type: str = "invoice", currency: str | None = "EUR", **amounts: str) -> dict[str, Any]:
    return {"document_type": document_type, "currency": currency, "invoice_number": "1", "amounts": amounts}


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("seed", range(5))
def test_an_invoice_that_adds_up_fails_nothing(language: str, seed: int) -> None:
    assert failed(sample_invoice(seed, language=language)) == set()


@pytest.mark.parametrize("seed", range(20))
def test_a_receipt_with_tax_inside_and_rounding_fails_nothing(seed: int) -> None:
    assert failed(sample_receipt(seed)) == set()


def test_an_empty_invoice_has_nothing_to_add_up() -> None:
    assert {result.id for result in check({})} == {"not_an_invoice"}


def test_the_numbers_are_told_in_words_when_the_total_is_wrong() -> None:
    (result,) = of("gross_total", invoice(net="1000.00", tax="80.00", gross="1088.00"))
    assert result.failed
    assert result.detail == "1,000.00 + 80.00 = 1,080.00, printed 1,088.00"
    assert (result.expected, result.found, result.tolerance) == ("1080.00", "1088.00", "0.01")
    assert result.fields == ("amounts.net", "amounts.tax", "amounts.gross")
    assert result.rule == "BR-CO-15"


def test_the_numbers_are_told_in_words_when_the_total_is_right() -> None:
    (result,) = of("gross_total", invoice(net="100.00", tax="19.00", gross="119.00"))
    assert not result.failed
    assert result.detail == "100.00 + 19.00 = 119.00, as printed"


def test_one_cent_is_rounding_two_are_not() -> None:
    near = of("gross_total", invoice(net="100.00", tax="19.00", gross="119.01"))[0]
    assert near.detail == "100.00 + 19.00 = 119.00, printed 119.01 (a difference of 0.01 is rounding)"
    assert not near.failed
    assert failed(invoice(net="100.00", tax="19.00", gross="119.02")) == {"gross_total"}


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ({"net": "50.00", "tax": "4.00", "tip": "9.00", "gross": "63.00"}, "tip"),
        ({"net": "50.00", "tax": "4.00", "shipping": "6.00", "gross": "60.00"}, "shipping behind the tax"),
        ({"net": "50.00", "tax": "4.00", "discount": "5.00", "gross": "49.00"}, "discount behind the tax"),
        ({"net": "50.00", "tax": "4.00", "discount": "-5.00", "gross": "49.00"}, "discount printed with a minus"),
        ({"net": "50.00", "tax": "4.00", "shipping": "6.00", "gross": "54.00"}, "shipping already in the net total"),
        ({"net": "50.01", "tax": "4.00", "rounding": "-0.01", "gross": "54.00"}, "rounded total"),
        ({"net": "50.00", "tax": "4.00", "service_charge": "5.00", "tip": "1.00", "gross": "60.00"}, "service and tip"),
        ({"lines_total": "50", "discount": "5", "net": "45", "tax": "9", "gross": "54"}, "discount before the tax"),
        ({"lines_total": "50", "discount": "5", "net": "50", "tax": "10", "gross": "60"}, "discount in the prices"),
        ({"lines_total": "50", "charges": "3", "shipping": "3", "net": "53", "tax": "0", "gross": "53"}, "freight"),
        ({"lines_total": "119", "net": "100", "tax": "19", "gross": "119"}, "lines with tax inside"),
        ({"lines_total": "124", "discount": "5", "net": "100", "tax": "19", "gross": "119"}, "discount off the gross"),
        ({"gross": "119.00", "paid": "50.00", "due": "69.00"}, "part paid"),
        ({"gross": "119.00", "paid": "-50.00", "due": "69.00"}, "payment printed with a minus"),
        ({"gross": "220.00", "paid": "-220.00", "due": "440.00"}, "paid back"),
        ({"gross": "119.00", "prior_balance": "20.00", "due": "139.00"}, "old balance"),
        ({"gross": "119.02", "rounding": "-0.02", "due": "119.00"}, "rounded amount due"),
        ({"gross": "119.00", "rounding": "-0.02", "due": "119.00"}, "rounding already in the total"),
        ({"gross": "119.00", "paid": "119.00", "due": "0.00"}, "paid"),
        ({"gross": "119.00", "discount": "19.00", "due": "100.00"}, "deduction behind the total"),
    ],
)
def test_usual_ways_of_adding_up_fail_nothing(amounts: dict[str, str], why: str) -> None:
    assert failed(invoice(**amounts)) == set(), why
    assert len(check(invoice(**amounts))) > 2, "the rule must have spoken"


@pytest.mark.parametrize(
    ("amounts", "ids"),
    [
        ({"lines_total": "100", "net": "90", "tax": "17.10", "gross": "107.10"}, {"net_total"}),
        ({"lines_total": "100", "discount": "10", "net": "80", "tax": "16", "gross": "96"}, {"net_total"}),
        ({"net": "100", "tax": "19", "gross": "100"}, {"gross_total"}),
        ({"gross": "119", "due": "91"}, set()),
        ({"gross": "119", "due": "191"}, {"amount_due"}),
        ({"gross": "119", "paid": "19", "due": "119"}, {"amount_due"}),
        ({"gross": "45.00", "due": "209.95"}, {"amount_due"}),
    ],
)
def test_wrong_totals_fail(amounts: dict[str, str], ids: set[str]) -> None:
    assert failed(invoice(**amounts)) == ids


def test_less_due_than_the_total_needs_a_payment_once_there_are_lines() -> None:
    whole = invoice(gross="119", due="91") | {"lines": [{"description": "Paper", "amount": "119"}]}
    assert "amount_due" in failed(whole)


def test_a_balance_of_zero_without_the_payment_says_nothing() -> None:
    assert of("amount_due", invoice(gross="119.00", due="0.00")) == []


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_credit_note_may_show_its_amounts_with_either_sign(sign: str) -> None:
    credit = invoice("credit_note", lines_total=f"{sign}100.00", net=f"{sign}100.00", tax=f"{sign}19.00")
    credit["amounts"] |= {"gross": f"{sign}119.00", "due": "-119.00"}
    credit["lines"] = [{"amount": "100.00"}]
    assert failed(credit) == set()
    assert passed("amount_due", credit)


def test_an_invoice_may_not_change_the_sign() -> None:
    assert failed(invoice(net="100.00", tax="19.00", gross="-119.00")) == {"gross_total"}


def test_a_receipt_may_print_the_net_total_with_the_tax_inside() -> None:
    amounts = {"net": "96.37", "tax": "5.45", "gross": "96.37"}
    assert failed(invoice("receipt", **amounts)) == set()
    assert failed(invoice("invoice", **amounts)) == {"gross_total"}


def test_a_receipt_may_print_what_was_handed_over_as_paid() -> None:
    assert failed(invoice("receipt", gross="96.35", paid="100.00", due="96.35")) == set()


def test_a_till_rounds_without_saying_so() -> None:
    amounts = {"net": "90.92", "tax": "5.45", "gross": "96.35"}
    assert failed(invoice("receipt", "MYR", **amounts)) == set()
    assert failed(invoice("invoice", "MYR", **amounts)) == {"gross_total"}


def test_swedish_totals_are_rounded_to_the_krona() -> None:
    assert failed(invoice("invoice", "SEK", net="100.30", tax="25.08", gross="125.00")) == set()
    assert failed(invoice("invoice", "SEK", net="100.30", tax="25.08", gross="126.00")) == {"gross_total"}


def test_tax_that_the_buyer_keeps_back_is_taken_off() -> None:
    spanish = invoice(net="1000.00", tax="210.00", gross="1060.00")
    spanish["taxes"] = [
        {"rate": "21", "base": "1000.00", "amount": "210.00"},
        {"rate": "-15", "base": "1000.00", "amount": "-150.00"},
    ]
    assert failed(spanish) == set()


def test_the_step_is_that_of_the_currency() -> None:
    assert failed(invoice("invoice", "JPY", net="1000", tax="100", gross="1101")) == set()
    assert failed(invoice("invoice", "KWD", net="1.000", tax="0.050", gross="1.052")) == {"gross_total"}
    assert of("gross_total", invoice("invoice", "JPY", net="1000", tax="100", gross="1100"))[0].tolerance == "1"


def test_whole_amounts_are_exact_to_one_where_cents_are_not_printed() -> None:
    assert failed(invoice("invoice", "HUF", net="1235", tax="333", gross="1569")) == set()
    assert failed(invoice("invoice", "EUR", net="1235", tax="333", gross="1569")) == {"gross_total"}


def adjusted(*rows: tuple[bool, str], **amounts: str) -> dict[str, Any]:
    return invoice(**amounts) | {
        "allowances_charges": [{"charge": charge, "amount": amount} for charge, amount in rows]
    }


def test_allowances_and_charges_add_up_to_their_totals() -> None:
    good = adjusted((False, "5.00"), (False, "2.50"), (True, "4.00"), discount="7.50", charges="4.00")
    assert passed("allowances_sum", good)
    assert passed("charges_sum", good)
    assert failed(good | {"amounts": {"discount": "8.00", "charges": "3.00"}, "seller": {"name": "A"}}) == {
        "allowances_sum",
        "charges_sum",
    }


def test_freight_told_apart_is_part_of_the_charges() -> None:
    assert passed("charges_sum", adjusted((True, "4.00"), charges="10.00", shipping="6.00"))


def test_single_allowances_make_the_discount_binding() -> None:
    amounts = {"lines_total": "50", "discount": "5", "net": "50", "tax": "10", "gross": "60"}
    assert failed(adjusted((False, "5"), **amounts)) == {"net_total"}


def test_an_allowance_without_an_amount_says_nothing() -> None:
    without = invoice(discount="5.00") | {"allowances_charges": [{"charge": False, "reason": "Rabatt"}]}
    assert of("allowances_sum", without) == []
