"""Items and taxes of receipts and odd tables, given as rows of words."""

from decimal import Decimal
from typing import Any

import pytest

from app.domain.reading import Found, Source
from app.engine.fields.sheet import Sheet
from app.engine.lines import read_lines
from app.engine.tables import read_tables
from app.engine.words import DocumentText, PageText, Word

LETTER, PITCH = 0.011, 0.02


def page(rows: list[str], number: int = 1) -> PageText:
    """A page of typewriter text: each string is a row, each character has a place of its own."""
    words = []
    for row, text in enumerate(rows):
        column = 0
        for part in text.split(" "):
            if part:
                x0, y0 = 0.05 + column * LETTER, 0.05 + row * PITCH
                words.append(Word(part, x0, y0, x0 + len(part) * LETTER, y0 + 0.014, number))
            column += len(part) + 1
    return PageText(number, 600, 840, tuple(words))


def document(*pages: list[str], source: Source = Source.TEXT) -> DocumentText:
    return DocumentText(source, tuple(page(rows, number) for number, rows in enumerate(pages, 1)))


def lines_of(text: DocumentText) -> list[Found]:
    tables = read_tables(text)
    return read_lines(Sheet(text, tables.rows), tables)


def table(found: list[Found], name: str = "lines") -> list[dict[str, Any]]:
    rows: dict[int, dict[str, Any]] = {}
    for item in found:
        parts = item.path.split(".")
        if parts[0] == name:
            rows.setdefault(int(parts[1]), {})[parts[2]] = item.value
    return [rows[place] for place in sorted(rows)]


def brief(found: list[Found], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(name) for name in names) for row in table(found)]


def incomplete(found: list[Found]) -> bool:
    return any(item.path == "lines_incomplete" and item.value is True for item in found)


def test_receipt_without_labels_is_read_when_it_adds_up() -> None:
    found = lines_of(
        document(
            [
                "CORNER SHOP",
                "12 High Street",
                "Milk 1 l                        1.20",
                "Wholemeal bread                 2.35",
                "Apples, loose                   0.95",
                "SUBTOTAL                        4.50",
                "CASH                            5.00",
                "CHANGE                          0.50",
            ]
        )
    )
    assert brief(found, "description", "amount") == [
        ("Milk 1 l", Decimal("1.20")),
        ("Wholemeal bread", Decimal("2.35")),
        ("Apples, loose", Decimal("0.95")),
    ]
    assert not incomplete(found)


def test_receipt_with_quantity_and_price_under_the_name() -> None:
    found = lines_of(
        document(
            [
                "HARDWARE STORE",
                "",
                "DOOR GUARD",
                "9002148     3 X 4.50           13.50",
                "CORD TIE",
                "9067170     1 X 2.70            2.70",
                "TOTAL                          16.20",
            ],
            source=Source.ENGINE,
        )
    )
    assert brief(found, "quantity", "unit_price", "amount") == [
        (Decimal(3), Decimal("4.50"), Decimal("13.50")),
        (Decimal(1), Decimal("2.70"), Decimal("2.70")),
    ]


def test_amounts_that_add_up_to_nothing_are_no_items() -> None:
    letter = [
        "Share capital                  25,000.00",
        "Our ref                           812.50",
        "Please pay                        100.00",
    ]
    assert lines_of(document(letter)) == []


def test_leading_counts_are_quantities() -> None:
    found = lines_of(
        document(
            ["2 Surface Pen            199.98", "3 Mouse                   60.00", "Total                    259.98"]
        )
    )
    assert brief(found, "quantity", "description") == [(Decimal(2), "Surface Pen"), (Decimal(3), "Mouse")]


INVOICE = [
    "Pos  Bezeichnung              Menge    Einzelpreis     Gesamt",
    "1    Schreibtischlampe        2 Stk          45,00      90,00",
    "2    Versand nach Absprache   1 Stk           4,90       4,90",
    "Zwischensumme                                           94,90",
    "zzgl. 19 % MwSt.                                        18,03",
    "Gesamtbetrag                                           112,93",
]


def test_table_with_labels_gives_every_member() -> None:
    found = lines_of(document(INVOICE))
    names = ("line_no", "description", "quantity", "unit", "unit_price", "amount")
    assert brief(found, *names) == [
        ("1", "Schreibtischlampe", Decimal(2), "Stk", Decimal("45.00"), Decimal("90.00")),
        ("2", "Versand nach Absprache", Decimal(1), "Stk", Decimal("4.90"), Decimal("4.90")),
    ]
    assert not incomplete(found)
    assert min(item.evidence.confidence or 0 for item in found) >= 0.9


def test_missing_row_is_told_and_nothing_is_sure() -> None:
    found = lines_of(document([INVOICE[0], INVOICE[1], *INVOICE[3:]]))
    assert len(table(found)) == 1
    assert incomplete(found)
    assert max(item.evidence.confidence or 0 for item in found) < 0.9


def test_single_tax_takes_its_base_from_the_printed_net() -> None:
    assert table(read_tables(document(INVOICE)).taxes, "taxes") == [
        {"rate": Decimal(19), "base": Decimal("94.90"), "amount": Decimal("18.03")}
    ]


def test_tax_table_without_percent_signs_is_read_and_gives_no_items() -> None:
    text = document(
        [
            "GST SUMMARY",
            "Tax code      %      Taxable amount     Tax amount",
            "SR            6              99.05           5.94",
            "ZR            0              12.00           0.00",
        ]
    )
    assert [tuple(row.values()) for row in table(read_tables(text).taxes, "taxes")] == [
        (Decimal(6), Decimal("99.05"), Decimal("5.94")),
        (Decimal(0), Decimal("12.00"), Decimal("0.00")),
    ]
    assert lines_of(text) == []


def test_tax_that_does_not_multiply_is_left_out() -> None:
    assert read_tables(document(["Net                 100.00", "VAT 20%              33.00"])).taxes == []


def test_table_goes_on_over_the_page_and_carried_sums_are_no_items() -> None:
    head = "Qty   Description            Unit price     Amount"
    found = lines_of(
        document(
            [
                head,
                "2     Desk lamp                   10.00      20.00",
                "      Carried forward                        20.00",
            ],
            [
                "Page 2 of 2",
                head,
                "      Brought forward                        20.00",
                "1     Transport within the city     7.50       7.50",
                "Total                                        27.50",
            ],
        )
    )
    assert brief(found, "description", "amount") == [
        ("Desk lamp", Decimal("20.00")),
        ("Transport within the city", Decimal("7.50")),
    ]
    assert [item.evidence.page for item in found if item.path.endswith(".amount")] == [1, 2]


def test_arithmetic_tells_price_from_quantity_where_the_labels_do_not() -> None:
    found = lines_of(
        document(
            [
                "Article              #         Price         Total",
                "Ballons         400,00          0,79        316,00",
                "Hot air         200,00          0,10         20,00",
                "Total                                       336,00",
            ]
        )
    )
    assert brief(found, "quantity", "unit_price", "amount") == [
        (Decimal("400.00"), Decimal("0.79"), Decimal("316.00")),
        (Decimal("200.00"), Decimal("0.10"), Decimal("20.00")),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        ["Page 1 of 3", "IBAN DE02 1203 0000 0000 2020 51", "Capital 120.000,00 EUR"],
        ["Description      Due date       Instalment", "                 30.11.2026     50,00"],
    ],
)
def test_pages_without_items_give_none(rows: list[str]) -> None:
    assert lines_of(document(rows)) == []
    assert read_tables(document(rows)).taxes == []


def test_quantity_and_price_may_stand_under_name_and_amount() -> None:
    found = lines_of(
        document(
            [
                "CORNER SHOP",
                "Fan, small                     205.44",
                "3 x 68.48",
                "Wholemeal bread                  2.35",
                "Sand, white                     30.00",
                "2.5 kg @ 12.00",
                "Cable                            9.00",
                "2 x 4.00",
                "SUBTOTAL                       246.79",
                "TOTAL                          246.79",
                "CASH                           250.00",
                "CHANGE                           3.21",
            ]
        )
    )
    assert brief(found, "description", "quantity", "unit_price", "amount") == [
        ("Fan, small", Decimal(3), Decimal("68.48"), Decimal("205.44")),
        ("Wholemeal bread", None, None, Decimal("2.35")),
        ("Sand, white", Decimal("2.5"), Decimal("12.00"), Decimal("30.00")),
        ("Cable", None, None, Decimal("9.00")),  # what does not multiply out is something else
    ]


def test_the_count_of_the_only_item_is_a_quantity() -> None:
    found = lines_of(document(["1 Toothpaste 75ml            3.16", "Total                        3.16"]))
    assert brief(found, "quantity", "description") == [(Decimal(1), "Toothpaste 75ml")]


def test_charges_under_a_table_are_no_items() -> None:
    found = lines_of(
        document(
            [
                "Qty    Description                  Unit Price      Total",
                "24 kg  Safety gloves size 9              85.45   2,050.80",
                "Goods total:                                     2,050.80",
                "Less discount:                                    -102.54",
                "Delivery:                                           12.00",
                "Net total:                                       1,960.26",
            ]
        )
    )
    assert brief(found, "description", "amount") == [("Safety gloves size 9", Decimal("2050.80"))]


def test_a_charge_in_the_column_of_numbers_is_no_item() -> None:
    found = lines_of(
        document(
            [
                "Pos    Description              Qty   Unit Price      Total",
                "1      Wall paint                 2       160.26     320.52",
                "2      Oak shelf                  5         4.09      20.45",
                "Sub-total:                                           340.97",
                "Delivery:                                             35.50",
                "Subtotal:                                            376.47",
                "Total:                                               376.47",
            ]
        )
    )
    assert brief(found, "line_no", "description") == [("1", "Wall paint"), ("2", "Oak shelf")]


SECTIONS = [
    "Beschreibung            Anzahl   Einzelpreis      Betrag",
    "",
    "Arbeitszeit",
    "",
    "USB-C-Kabel 2 m              2         10,00       20,00",
    "Farbe: dunkelgrau",
    "",
    "Lizenzverlängerung           5         25,30      126,50",
    "",
    "Montage                      1         24,48       24,48",
    "",
    "Extra",
    "",
    "Wartung monatlich            1        318,13      318,13",
    "",
    "Versandkosten                                       4,90",
    "Netto                                             494,01",
]


def test_headings_of_sections_are_no_part_of_the_items_under_them() -> None:
    assert [row[0] for row in brief(lines_of(document(SECTIONS)), "description")][:4] == [
        "USB-C-Kabel 2 m Farbe: dunkelgrau",
        "Lizenzverlängerung",
        "Montage",
        "Wartung monatlich",
    ]


def test_numbers_with_one_mark_for_groups_and_cents_are_read_in_pictures() -> None:
    rows = [
        "Aantal  Artikel                     Prijs         Totaal",
        "3       Advies op locatie           90,86         272,58",
        "1       Glasbewassing            1.174.51       1.174.51",
        "4       Eiken plank              1.219,74       4.878,96",
        "Subtotaal                                       6.326.05",
        "21% btw                                         1.328,47",
        "Totaalbedrag                                    7.654,52",
    ]
    found = lines_of(document(rows, source=Source.ENGINE))
    assert brief(found, "amount") == [(Decimal("272.58"),), (Decimal("1174.51"),), (Decimal("4878.96"),)]
    assert not incomplete(found)


def test_items_that_multiply_out_outrank_other_amounts_that_add_up() -> None:
    rows = [
        "Aantal  Artikel                     Prijs         Totaal",
        "3       Advies op locatie           90,86         272,58",
        "4       Eiken plank              1.219,74       4.878,96",
        "2       Bureaulamp                  10,00           2?,00",
        "5       Glasbewassing               84,45         422,25",
        "Materiaal                                       3.360,60",
        "Subtotaal                                       3.360,60",
    ]
    found = lines_of(document(rows, source=Source.ENGINE))
    assert [row[0] for row in brief(found, "description")][:2] == ["Advies op locatie", "Eiken plank"]


def test_a_quantity_that_ran_into_the_text_is_known_by_the_product() -> None:
    rows = [
        "Aantal       Artikel                Prijs         Totaal",
        "1,25         Bureaulamp             57,10          71,38",
        "             3 Advies op locatie    90,86         272,58",
        "             10 kleuren verf        20,00          20,00",
        "Subtotaal                                         363,96",
    ]
    found = lines_of(document(rows, source=Source.ENGINE))
    assert brief(found, "quantity", "description") == [
        (Decimal("1.25"), "Bureaulamp"),
        (Decimal(3), "Advies op locatie"),
        (None, "10 kleuren verf"),
    ]
