"""Evidence adds up: sums and places choose where no word is known; what contradicts itself is not sure."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.check_context import CheckContext
from app.domain.invoice import Invoice, plain
from app.domain.reading import Found, build_reading
from app.domain.rules import run_checks
from app.domain.sure import SURE
from app.engine.document_reader import evidence_of, find_values
from app.engine.evidence.choosing import balance, promised
from app.engine.evidence.joint import ROLES, joint_rows
from app.engine.evidence.trees import Trees, folded, probability
from app.engine.evidence.weights import weights
from tests.bench.training.pages import page
from tests.documents.words import text_of

UNKNOWN_WORDS = """
Vurkaxy Beluro Tolvanek
Gatan 12
12345 Morvia

Rennusty

Zelk: 4711-A                      Buky: 22.03.2018

Byqomsukoes            Cky        Zxof          Asokuoxy
Zjesy jeqkosm          1          70.00         70.00
Dorysry qyxhory        4          7.50          30.00

Neskusk syk                                     100.00
Kekud khu 18%                                   18.00
Uhusry                                          118.00
"""
ENGLISH = """
Northway Freight Ltd
12 Mill Lane
Leeds LS1 4AB

INVOICE

Invoice No: NF-20417              Date: {issued}
                                  Due date: {due}

Description            Qty        Price         Amount
Pallet transport       2          50.00         100.00

Subtotal                                        100.00
VAT 20%                                         {tax}
Total                                           120.00
"""


def found(rows: str) -> dict[str, Found]:
    return {item.path: item for item in find_values(text_of(rows))}


def values(rows: str) -> dict[str, Any]:
    return {path: item.value for path, item in found(rows).items() if item.value is not None}


def test_net_tax_and_total_are_read_by_their_sums_in_a_language_that_nobody_knows() -> None:
    read = values(UNKNOWN_WORDS)
    assert [str(read.get(f"amounts.{name}")) for name in ("net", "tax", "gross")] == ["100.00", "18.00", "118.00"]


def test_a_page_without_a_known_word_is_not_thrown_away() -> None:
    assert {"amounts.gross", "issue_date"} <= values(UNKNOWN_WORDS).keys()


def test_what_the_words_say_is_read_as_before_with_its_place() -> None:
    read = found(ENGLISH.format(issued="14 March 2024", due="13 April 2024", tax="20.00"))
    assert read["invoice_number"].value == "NF-20417"
    assert (read["issue_date"].value, read["due_date"].value) == (date(2024, 3, 14), date(2024, 4, 13))
    gross = read["amounts.gross"]
    assert (gross.value, gross.evidence.raw, gross.evidence.page) == (Decimal("120.00"), "120.00", 1)
    assert gross.evidence.polygon is not None


def test_a_sum_that_does_not_hold_is_not_sure() -> None:
    read = found(ENGLISH.format(issued="14 March 2024", due="13 April 2024", tax="23.00"))
    given = [item for path, item in read.items() if path in ("amounts.net", "amounts.tax", "amounts.gross")]
    assert len([item for item in given if item.value is not None]) < 3 or all(
        (item.evidence.confidence or 0) < SURE for item in given
    )


def test_a_day_to_pay_before_the_day_of_the_invoice_is_not_sure() -> None:
    read = found(ENGLISH.format(issued="14 March 2024", due="13 February 2024", tax="20.00"))
    days = [read[path].evidence.confidence or 0 for path in ("issue_date", "due_date") if read[path].value]
    assert all(sure < SURE for sure in days)


@pytest.mark.parametrize("title", ["Payslip", "Delivery Note", "Statement of Account"])
def test_no_total_of_what_is_not_to_be_paid_is_sure(title: str) -> None:
    rows = f"Mesa Verde Inc.\n\n{title}\n\nDate: 12 May 2024\n\nBasic salary     2000.00\nNet pay     1700.00"
    read = found(rows)
    amounts = [item for path, item in read.items() if path.startswith("amounts.") and item.value is not None]
    assert all((item.evidence.confidence or 0) < SURE for item in amounts)


def test_the_weights_are_for_the_features_that_are_counted() -> None:
    own = evidence_of(text_of(ENGLISH.format(issued="14 March 2024", due="13 April 2024", tax="20.00")))
    widths = {form: len(getattr(own, f"rows_of_{form}")()[0]) for form in ("amounts", "dates", "numbers", "names")}
    assert widths == weights().widths


def test_a_tree_is_the_same_after_it_was_written_down() -> None:
    leaf = {"leaf_value": 0.25}
    told = {"split_feature": 1, "threshold": 0.5, "left_child": leaf, "right_child": {"leaf_value": -1.5}}
    trees = Trees([list(folded(told))])
    assert trees.score([9.0, 0.5]) == probability(0.25)
    assert trees.score([9.0, 0.6]) == probability(-1.5)


@pytest.mark.parametrize(
    ("tax", "net_score", "says"),
    [("19.00", 0.9, (1.0, 0.0)), ("7.00", 0.9, (0.0, 1.0)), ("7.00", 0.1, (0.0, 0.0))],
)
def test_amounts_that_speak_for_themselves_hold_together_or_contradict(
    tax: str, net_score: float, says: tuple[float, float]
) -> None:
    best = {"gross": (Decimal("119.00"), 0.9), "net": (Decimal("100.00"), net_score), "tax": (Decimal(tax), 0.9)}
    assert balance(best) == says
    assert balance({"gross": best["gross"]}) == (0.0, 0.0)


def test_a_value_stays_below_sure_until_enough_speaks_for_it_and_keeps_its_rank() -> None:
    told = [promised(sure, 2.0) for sure in (0.3, 0.6, 0.9, 0.97, 0.99)]
    assert told == sorted(told)
    assert told[3] < SURE <= told[4] == 0.99
    assert promised(0.93, 0.0) == 0.93


def test_two_that_make_the_third_speak_for_it() -> None:
    values = [Decimal(text) for text in ("100.00", "19.00", "119.00", "50.00")]
    scores = {role: [0.5] * 4 for role in ROLES}
    keys, rows = joint_rows(values, scores)
    partner_as_gross = {key: row[9] for key, row in zip(keys, rows, strict=True)}
    assert partner_as_gross[11900] > partner_as_gross[5000]


def test_a_training_page_is_the_same_each_time() -> None:
    assert page(7) == page(7)
    assert page(7) != page(8)


def test_what_an_invoice_should_have_and_has_not_is_said() -> None:
    invoice = Invoice.model_validate({"document_type": "invoice", "amounts": {"gross": "119.00"}})
    missing = {
        path
        for check in run_checks(invoice, CheckContext(today=date(2026, 1, 2)))
        if check.id == "missing"
        for path in check.fields
    }
    assert missing == {"invoice_number", "seller.name", "lines"}


@pytest.mark.parametrize("kind", ["payslip", "quote", "delivery_note"])
def test_nothing_is_missing_on_what_is_no_invoice(kind: str) -> None:
    invoice = Invoice.model_validate({"document_type": kind, "amounts": {"gross": "119.00"}})
    assert all(check.id != "missing" for check in run_checks(invoice, CheckContext(today=date(2026, 1, 2))))


def test_a_reading_with_no_lines_says_so() -> None:
    reading = build_reading(
        reader="text", version="1", pages=1, found=list(found("Acme Ltd\n\nInvoice 4711\n\nTotal     119.00").values())
    )
    assert "amounts" in plain(reading.invoice)
    checks = run_checks(reading.invoice, CheckContext(today=date(2026, 1, 2)))
    assert any(check.id == "missing" and "lines" in check.fields for check in checks)
