"""Items by evidence: numbers, columns, the choice by printed sums, and what is made of an amount."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.reading import Found, Source
from app.domain.sure import SURE
from app.engine.fields.sheet import Sheet
from app.engine.lines import read_lines
from app.engine.lines.choosing import choose, meets_total
from app.engine.lines.features import Lot
from app.engine.lines.numbers import numbers_of
from app.engine.lines.second import second_rows
from app.engine.lines.weights import weights
from app.engine.tables import read_tables
from tests.bench.training.listings import listing
from tests.documents.words import text_of

UNKNOWN_WORDS = """
Vurkaxy Beluro Tolvanek
Gatan 12

Rennusty 4711-A

Byqomsukoes            Cky        Zxof          Asokuoxy
Zjesy jeqkosm          1          70.00         70.00
Dorysry qyxhory        4          7.50          30.00

Neskusk syk                                     100.00
Kekud khu 18%                                   18.00
Uhusry                                          118.00
"""


def lot_of(rows: str, source: Source = Source.TEXT) -> Lot:
    text = text_of(rows, source=source)
    tables = read_tables(text)
    return Lot(Sheet(text, tables.rows), tables)


def lines_of(rows: str, source: Source = Source.TEXT) -> list[Found]:
    lot = lot_of(rows, source)
    return read_lines(lot.sheet, lot.tables)


def brief(rows: str, *names: str) -> list[tuple[Any, ...]]:
    """Members of every item, numbers as they would be written."""
    found: dict[int, dict[str, Any]] = {}
    for item in lines_of(rows):
        parts = item.path.split(".")
        if parts[0] == "lines":
            value = item.value
            found.setdefault(int(parts[1]), {})[parts[2]] = str(value) if isinstance(value, Decimal) else value
    return [tuple(found[place].get(name) for name in names) for place in sorted(found)]


def test_items_are_read_where_no_word_is_known() -> None:
    assert brief(UNKNOWN_WORDS, "description", "quantity", "unit_price", "amount") == [
        ("Zjesy jeqkosm", "1", "70.00", "70.00"),
        ("Dorysry qyxhory", "4", "7.50", "30.00"),
    ]


def test_a_till_lists_whole_amounts_letters_of_taxes_and_codes() -> None:
    rows = """
    CORNER SHOP
    12 High Street

    4006381333931 NASI GORENG              24.000 A
    4006381333948 TEH MANIS DINGIN          8.000 A
    4006381333955 KERUPUK                   3.000 B

    TOTAL                                  35.000
    CASH                                   50.000
    CHANGE                                 15.000
    """
    assert brief(rows, "amount") == [("24000",), ("8000",), ("3000",)]


@pytest.mark.parametrize(
    "rows",
    [
        """
        MILK FRESH                          6.00
           3 x 2.00
        BREAD                               2.50
        """,
        """
           3 x 2.00
        MILK FRESH                          6.00
        BREAD                               2.50
        """,
        """
        MILK FRESH
           3 x 2.00                         6.00
        BREAD                               2.50
        """,
    ],
)
def test_quantity_times_price_stands_before_or_behind(rows: str) -> None:
    slip = f"CORNER SHOP\n\n{rows.strip(chr(10))}\n\n        TOTAL                               8.50"
    assert brief(slip, "quantity", "unit_price", "amount")[0] == ("3", "2.00", "6.00")
    assert [row[0] for row in brief(slip, "amount")] == ["6.00", "2.50"]


def test_discount_freight_and_rows_of_taxes_are_no_items() -> None:
    rows = """
    INVOICE 4711

    Description            Qty        Price         Amount
    Desk lamp              2          45.00          90.00
    Oak shelf              1          20.00          20.00

    Goods total                                     110.00
    Discount                                        -10.00
    Freight                                           8.00
    Net                                             108.00

    Rate        Net       Tax         Gross
    20 %        108.00    21.60       129.60
    Sum         108.00    21.60       129.60

    Total                                           129.60
    """
    assert [row[0] for row in brief(rows, "amount")] == ["90.00", "20.00"]


def test_a_description_goes_on_in_the_rows_beneath() -> None:
    rows = UNKNOWN_WORDS.replace("Dorysry", "vuloqe semt hyrd\nDorysry")
    assert [row[0] for row in brief(rows, "description")] == ["Zjesy jeqkosm vuloqe semt hyrd", "Dorysry qyxhory"]


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("Federal Express        48. 75", "48.75"),
        ("Mechanicals          3,019 63", "3019.63"),
        ("Volume              2/530.00", "2530.00"),
        ("Fee ...............1,250.00", "1250.00"),
        ("Milk                  12.99A", "12.99"),
        ("Statement - 10,290", "10290"),
        ("Nasi goreng           24.000", "24000"),
    ],
)
def test_amounts_as_poor_prints_show_them_are_numbers(row: str, value: str) -> None:
    lot = lot_of(row)
    assert Decimal(value) in {number.printed.value for number in lot.numbers}


def test_the_total_that_is_printed_decides_what_is_doubtful() -> None:
    lot = lot_of("Alpha      10.00\nBravo      20.00\nCharlie    30.00\nTotal      40.00")
    doubtful = [0.9, 0.55, 0.9, 0.01]
    assert [lot.numbers[place].value for place in choose(lot.grid, doubtful)] == [10.0, 30.0]
    certain = [0.9, 0.999, 0.9, 0.01]
    assert len(choose(lot.grid, certain)) == 3 and not meets_total(lot.grid, choose(lot.grid, certain))


def test_items_that_do_not_meet_the_total_are_not_sure_and_said_to_be_incomplete() -> None:
    rows = UNKNOWN_WORDS.replace("Neskusk syk ", "Subtotal    ").replace("100.00", "171.00").replace("118.00", "189.00")
    found = lines_of(rows)
    assert any(item.path == "lines_incomplete" for item in found)
    assert all((item.evidence.confidence or 0) < SURE for item in found)


def test_the_weights_are_for_the_features_that_are_counted() -> None:
    lot = lot_of(UNKNOWN_WORDS)
    assert {len(row) for row in lot.rows()} == {weights().width}


def test_a_page_without_numbers_has_no_items() -> None:
    assert lines_of("Dear Sir,\n\nthank you for your letter.") == []
    assert second_rows(lot_of("Dear Sir").grid, [], []) == []


def test_numbers_of_a_long_document_are_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engine.lines.numbers.MOST_NUMBERS", 3)
    lot = lot_of(UNKNOWN_WORDS)
    assert len(numbers_of(lot.sheet.lines, lot.tables.style, noisy=False)) < 7


def test_a_training_page_with_items_is_the_same_each_time() -> None:
    assert listing(7) == listing(7)
    assert listing(7) != listing(8)
