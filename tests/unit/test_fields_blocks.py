"""Whose a block of name and address is, without a label over it; totals over several rates; headings between items."""

from decimal import Decimal
from typing import Any

from app.engine.document_reader import find_values
from tests.documents.words import text_of


def values(page: str) -> dict[str, Any]:
    return {item.path: item.value for item in find_values(text_of(page))}


TWO_BLOCKS = """
Boulangerie Marchand                             INVOICE
8 rue des Lilas
69003 Lyon
Tel. 04 91 55 12 12
office@boulangerie.example

                                        Papeterie du Port SARL
                                        27 avenue Carnot
                                        13002 Marseille

Invoice No. F-17
Date 12/03/2026

Description                    Qty     Price      Amount
Bread                            2     10.00       20.00
Labour
Delivery of bread by hand        1      5.00        5.00
wrapped in paper
Cake                             1     25.00       25.00

Net total                                          50.00
VAT 20% on 25.00                                    5.00
VAT 10% on 25.00                                    2.50
Total                                              57.50
"""


def test_the_seller_is_who_can_be_reached_and_the_buyer_who_stands_alone() -> None:
    read = values(TWO_BLOCKS)
    assert read["seller.name"] == "Boulangerie Marchand"
    assert read["buyer.name"] == "Papeterie du Port SARL"
    assert read["buyer.address.text"] == "27 avenue Carnot\n13002 Marseille"


def test_blocks_that_change_places_change_no_roles() -> None:
    upper, lower = TWO_BLOCKS.split("\n\n")[:2]
    read = values(TWO_BLOCKS.replace(upper, "\0").replace(lower, upper).replace("\0", lower))
    assert (read["seller.name"], read["buyer.name"]) == ("Boulangerie Marchand", "Papeterie du Port SARL")


def test_the_taxes_of_several_rates_are_summed_when_they_meet_the_total() -> None:
    read = values(TWO_BLOCKS)
    assert (read["amounts.net"], read["amounts.tax"], read["amounts.gross"]) == (
        Decimal("50.00"),
        Decimal("7.50"),
        Decimal("57.50"),
    )


def test_the_heading_of_a_section_is_no_part_of_the_item_under_it() -> None:
    read = values(TWO_BLOCKS)
    assert read["lines.1.description"].startswith("Delivery of bread by hand")


def test_a_word_for_totals_in_the_name_of_an_item_is_none() -> None:
    assert "amounts.shipping" not in values(TWO_BLOCKS)


def test_a_currency_that_is_not_printed_follows_from_the_account() -> None:
    page = TWO_BLOCKS + "\nIBAN FR14 2004 1010 0505 0001 3M02 606\n"
    assert values(page)["currency"] == "EUR"


def test_a_list_of_prices_is_no_bill() -> None:
    assert values("Price list\n\nItem                Unit     Price\nBread               kg        3.20\n") == {}
