"""Line items of an AnalyzeExpense answer: what a row gives, and rows that were thrown together."""

from decimal import Decimal

import pytest

from app.adapters.textract.mapping import read_answer
from app.domain.invoice import Line
from app.domain.reading import Reading
from tests.textract_answers import Json, answer, expense, field, row, words


def read(*rows: Json, summary: tuple[Json, ...] = (), blocks: list[Json] | None = None) -> Reading:
    return read_answer(answer(expense(*summary, rows=rows, blocks=blocks)))


def line(*fields: Json) -> Line:
    (only,) = read(row(*fields)).invoice.lines
    return only


def test_the_six_types_of_a_row() -> None:
    item = line(
        field("ITEM", "Hammer\n500 g"),
        field("PRODUCT_CODE", "H-500"),
        field("QUANTITY", "2 pcs"),
        field("UNIT_PRICE", "$10.00"),
        field("PRICE", "$20.00"),
        field("EXPENSE_ROW", "H-500 Hammer 2 pcs $10.00 $20.00\n500 g"),
    )
    assert item == Line(
        description="Hammer 500 g",
        product_code="H-500",
        quantity=Decimal("2"),
        unit="pcs",
        unit_price=Decimal("10.00"),
        amount=Decimal("20.00"),
        raw_row="H-500 Hammer 2 pcs $10.00 $20.00\n500 g",
    )


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("$899.99 S", "899.99"),
        ("659.00 Y", "659.00"),
        ("P14. 50/Unit", "14.50"),
        ("12.50CR", "-12.50"),
        ("-242.00", "-242.00"),
        ("12 each", "12"),
        ("¥899 S", "899"),
    ],
)
def test_marks_of_tax_groups_units_and_credits_do_not_hide_a_price(printed: str, amount: str) -> None:
    assert line(field("ITEM", "Hammer"), field("PRICE", printed)).amount == Decimal(amount)


@pytest.mark.parametrize("printed", ["300-00", "/6.50", "to", "1.00 2.00", "12x", "x12", "12.3.4", "12 S"])
def test_a_misread_price_is_a_candidate_and_no_amount(printed: str) -> None:
    reading = read(row(field("ITEM", "Hammer"), field("PRICE", printed)))
    assert reading.invoice.lines[0].amount is None
    assert [item.value for item in reading.evidence["lines.0.amount"].candidates] == [printed]


def test_a_product_code_is_cut_from_the_description() -> None:
    item = line(field("ITEM", "Hammer\n04808887290370"), field("PRODUCT_CODE", "04808887290370"))
    assert (item.description, item.product_code) == ("Hammer", "04808887290370")


def test_of_two_product_codes_the_one_beside_the_item_is_its_own() -> None:
    item = line(
        field("PRODUCT_CODE", "of the next", at=(0.4, 0.47)),
        field("ITEM", "Hammer", at=(0.1, 0.44)),
        field("PRODUCT_CODE", "its own", at=(0.4, 0.45)),
    )
    assert item.product_code == "its own"


def test_of_two_prices_the_one_under_total_counts() -> None:
    item = line(
        field("ITEM", "Hammer"),
        field("PRICE", "$20.00", label="Total", at=(0.6, 0.1)),
        field("PRICE", "$5.00", label="Fee", at=(0.8, 0.1)),
    )
    assert item.amount == Decimal("20.00")


def test_totals_in_a_table_are_no_items() -> None:
    reading = read(
        row(field("ITEM", "Hammer"), field("PRICE", "$20.00")),
        row(field("ITEM", "Sub-Total:"), field("PRICE", "$20.00")),
        row(field("ITEM", "Discount"), field("PRICE", "$-1.00")),
        summary=(field("SUBTOTAL", "$20.00"), field("TOTAL", "$19.00")),
    )
    assert [item.description for item in reading.invoice.lines] == ["Hammer", "Discount"]


# ---- rows thrown together --------------------------------------------------------------------------------------------

PRICE_AT = 0.8


def merged_row() -> tuple[Json, list[Json]]:
    """Two items of two lines each that came as one row, and a third one by itself."""
    printed = [
        (0.40, "2 Hammer", "20.00"),
        (0.42, "with handle", ""),
        (0.45, "3 Saw", "30.00"),
        (0.47, "of steel", ""),
    ]
    blocks: list[Json] = []
    for y, text, price in printed:
        quantity, _, rest = text.partition(" ") if price else ("", "", text)
        blocks += words(quantity, 0.05, y) + words(rest, 0.2, y) + words(price, PRICE_AT, y)
    made = row(
        field("ITEM", "Hammer with handle Saw of steel", at=(0.2, 0.40), size=(0.2, 0.085)),
        field("QUANTITY", "2", at=(0.05, 0.40), size=(0.012, 0.012)),
        field("PRICE", "20.00", at=(PRICE_AT, 0.40), size=(0.06, 0.012)),
        field("EXPENSE_ROW", "2 Hammer 20.00 with handle 3 Saw 30.00 of steel", at=(0.05, 0.40), size=(0.81, 0.085)),
    )
    return made, blocks


def test_two_items_in_one_row_are_taken_apart_by_the_words_of_the_page() -> None:
    made, blocks = merged_row()
    reading = read(made, blocks=blocks)
    assert [(item.description, item.quantity, item.amount) for item in reading.invoice.lines] == [
        ("Hammer with handle", Decimal(2), Decimal("20.00")),
        ("Saw of steel", Decimal(3), Decimal("30.00")),
    ]
    assert reading.invoice.lines_incomplete is None
    assert reading.evidence["lines.1.amount"].polygon is not None


def test_without_words_texts_of_as_many_lines_are_taken_apart() -> None:
    reading = read(
        row(
            field("ITEM", "Hammer\nSaw", size=(0.1, 0.03)),
            field("QUANTITY", "2\n3", size=(0.1, 0.03)),
            field("PRICE", "20.00\n30.00", size=(0.1, 0.03)),
        )
    )
    assert [(item.description, item.quantity, item.amount) for item in reading.invoice.lines] == [
        ("Hammer", Decimal(2), Decimal("20.00")),
        ("Saw", Decimal(3), Decimal("30.00")),
    ]


def test_a_row_that_cannot_be_taken_apart_is_flagged() -> None:
    reading = read(
        row(
            field("ITEM", "Hammer with handle, saw", size=(0.1, 0.06)),
            field("PRICE", "20.00", at=(PRICE_AT, 0.10)),
            field("PRICE", "30.00", at=(PRICE_AT, 0.15)),
        )
    )
    assert reading.invoice.lines_incomplete is True
    assert len(reading.invoice.lines) == 1


def test_an_item_over_several_lines_with_one_price_stays_one() -> None:
    blocks = [*words("Hammer", 0.2, 0.40), *words("20.00", PRICE_AT, 0.40), *words("with handle 500", 0.2, 0.42)]
    reading = read(
        row(
            field("ITEM", "Hammer with handle 500", at=(0.2, 0.40), size=(0.2, 0.035)),
            field("PRICE", "20.00", at=(PRICE_AT, 0.40), size=(0.06, 0.012)),
        ),
        blocks=blocks,
    )
    assert [item.description for item in reading.invoice.lines] == ["Hammer with handle 500"]
    assert reading.invoice.lines_incomplete is None


def test_a_row_without_item_and_price_is_kept_as_printed_and_flagged() -> None:
    reading = read(row(field("EXPENSE_ROW", "??? 20.00")))
    assert (reading.invoice.lines[0].raw_row, reading.invoice.lines_incomplete) == ("??? 20.00", True)


def table(*prices: tuple[float, str]) -> tuple[Json, ...]:
    return tuple(
        row(
            field("ITEM", "Hammer", at=(0.2, y), size=(0.1, 0.012)),
            field("PRICE", price, at=(PRICE_AT, y), size=(0.06, 0.012)),
        )
        for y, price in prices
    )


def test_a_price_between_rows_that_no_row_holds_tells_that_an_item_is_missing() -> None:
    printed = [(0.40, "20.00"), (0.43, "25.00"), (0.46, "30.00")]
    blocks = [block for y, price in printed for block in words(price, PRICE_AT, y)]
    reading = read(*table(printed[0], printed[2]), blocks=blocks)
    assert reading.invoice.lines_incomplete is True
    assert reading.evidence["lines_incomplete"].polygon is not None
    assert reading.evidence["lines_incomplete"].polygon[0] == (PRICE_AT, 0.43)


def test_totals_below_a_table_are_no_missing_items() -> None:
    printed = [(0.40, "20.00"), (0.43, "30.00"), (0.60, "50.00")]
    blocks = [block for y, price in printed for block in words(price, PRICE_AT, y)]
    assert read(*table(*printed[:2]), blocks=blocks).invoice.lines_incomplete is None


def test_on_a_receipt_with_codes_and_prices_a_unit_below_the_items_no_amount_is_lost() -> None:
    blocks = [
        *words("Hammer", 0.2, 0.40), *words("20.00", PRICE_AT, 0.40), *words("04987176039347", 0.2, 0.42),
        *words("Steel saw", 0.2, 0.44), *words("2 X", 0.22, 0.46), *words("15.00/Unit", 0.3, 0.46),
        *words("30.00", PRICE_AT, 0.46), *words("Nails", 0.2, 0.48), *words("5.00", PRICE_AT, 0.48),
    ]  # fmt: skip
    merged = row(
        field("ITEM", "Hammer Steel saw", at=(0.2, 0.40), size=(0.12, 0.052)),
        field("PRODUCT_CODE", "04987176039347", at=(0.2, 0.42), size=(0.17, 0.012)),
        field("QUANTITY", "2", at=(0.22, 0.46), size=(0.012, 0.012)),
        field("UNIT_PRICE", "15.00/Unit", at=(0.3, 0.46), size=(0.12, 0.012)),
        field("PRICE", "20.00", at=(PRICE_AT, 0.40), size=(0.06, 0.012)),
        field("EXPENSE_ROW", "all of it and the next", at=(0.2, 0.40), size=(0.66, 0.09)),
    )
    reading = read(merged, *table((0.48, "5.00")), blocks=blocks)
    assert [item.amount for item in reading.invoice.lines] == [Decimal("20.00"), Decimal("30.00"), Decimal("5.00")]
    assert (reading.invoice.lines[0].description, reading.invoice.lines[2].description) == ("Hammer", "Hammer")
