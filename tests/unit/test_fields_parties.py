"""Seller and buyer, their addresses and numbers."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.reading import Source
from app.engine.fields import read_fields
from app.engine.fields.address import has_postal_code, looks_like_address, parts
from app.engine.words import DocumentText
from tests.documents.words import page_of, text_of

TOTAL = "\n\n\n\nTotal     119.00"


def values(rows: str) -> dict[str, Any]:
    return {item.path: item.value for item in read_fields(text_of(rows + TOTAL)) if item.value is not None}


def test_a_till_receipt_begins_with_its_seller() -> None:
    read = values(
        "          HOME MASTER HARDWARE &\n          ELECTRICAL SDN BHD (123456-X)\n"
        "     NO.113G, JALAN SETIA GEMBILANG\n     40170 SETIA ALAM,\n     SELANGOR.\n     Tel: 03-3362 4395"
    )
    assert read["seller.name"] == "HOME MASTER HARDWARE & ELECTRICAL SDN BHD"
    assert read["seller.address.text"] == "NO.113G, JALAN SETIA GEMBILANG\n40170 SETIA ALAM,\nSELANGOR."
    assert read["seller.phone"] == "03-3362 4395"


def test_labels_tell_seller_and_buyer_apart() -> None:
    read = values(
        "Verkäufer:                         Käufer:\nNummer: 549910                     Nummer: 339420\n"
        "Muster Lieferant GmbH              Muster Kunde AG\nBahnhofstr. 99                     Kundenweg 88\n"
        "99199 Musterhausen                 40235 Düsseldorf\nUSt-IdNr.: DE123456789             USt-IdNr.: DE136695976"
    )
    assert (read["seller.name"], read["buyer.name"]) == ("Muster Lieferant GmbH", "Muster Kunde AG")
    assert read["seller.address.city"] == "Musterhausen"
    assert read["buyer.address.text"] == "Kundenweg 88\n40235 Düsseldorf"
    assert (read["seller.vat_id"], read["buyer.vat_id"]) == ("DE123456789", "DE136695976")


def test_parties_in_boxes_are_named_by_what_stands_behind_their_labels() -> None:
    read = values(
        "Verkäufer                              Käufer\n"
        "Name:      Holtermann Technik          Name:      Bergwerk Nord AG\n"
        "Straße:    Lindenweg 4                 Straße:    Hafenstraße 9\n"
        "Ort:       50667 Köln                  Ort:       20457 Hamburg"
    )
    assert (read["seller.name"], read["buyer.name"]) == ("Holtermann Technik", "Bergwerk Nord AG")
    assert read["buyer.address.text"] == "Hafenstraße 9\n20457 Hamburg"


def test_a_partys_name_may_stand_in_the_column_after_its_label() -> None:
    read = values(
        "Szállító:    Elekes Front Kft              Vevő:    Divian Mega Kft\n"
        "Gyomai út 26                               Trafó Köz 3\n"
        "5650 Mezőberény                            6724 Szeged"
    )
    assert (read["seller.name"], read["buyer.name"]) == ("Elekes Front Kft", "Divian Mega Kft")


def test_the_senders_line_over_the_address_window() -> None:
    read = values(
        "Beispiel GmbH - Ecke 12 - 12345 Stadthausen\n\nTheodor Est\nBahnstr. 42\n88802 Spielkreis\n\nRechnung Nr. 7"
    )
    assert (read["seller.name"], read["buyer.name"]) == ("Beispiel GmbH", "Theodor Est")
    assert read["buyer.address.postal_code"] == "88802"


def test_a_first_row_that_nothing_supports_is_no_name() -> None:
    assert "seller.name" not in values("EXPENSE REPORT FOR MAY")


def test_registers_and_ways_to_reach() -> None:
    read = values("Alpha Sdn Bhd\nGST Reg No: 000947339264\nE-Mail: info@alpha.example\nwww.alpha.example")
    assert (read["seller.tax_ids.0.scheme"], read["seller.tax_ids.0.value"]) == ("gst", "000947339264")
    assert read["seller.email"] == "info@alpha.example"
    assert read["seller.website"] == "www.alpha.example"


def test_an_account_needs_right_check_digits() -> None:
    read = values("IBAN: DE88 2008 0000 0970 3757 00   BIC: COBADEFFXXX")
    assert read["payment.accounts.0.iban"] == "DE88200800000970375700"
    assert read["payment.accounts.0.bic"] == "COBADEFFXXX"
    assert "payment.accounts.0.iban" not in values("IBAN: DE88 2008 0000 0970 3757 01")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Hauptstr. 12", True),
        ("D-63571 Gelnhausen", True),
        ("12 rue de la République", True),
        ("81100 JOHOR BAHRU", True),
        ("SW1A 1AA London", True),
        ("8000 Wien", True),
        ("3012 CN Rotterdam", True),
        ("Scranton PA 18503", True),
        ("Thank you for your order", False),
        ("GST SUMMARY", False),
    ],
)
def test_rows_of_addresses(text: str, address: bool) -> None:
    assert looks_like_address(text) is address


def test_a_house_number_is_no_postal_code() -> None:
    assert not has_postal_code("1912 Harvest Lane")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["Am Markt 2", "D-80331 München"], {"street": "Am Markt 2", "postal_code": "80331", "city": "München"}),
        (
            ["5 place du Marché", "44000 Nantes", "France"],
            {"street": "5 place du Marché", "postal_code": "44000", "city": "Nantes", "country": "FR"},
        ),
        (["LOT 50, FLOOR T2"], {}),
    ],
)
def test_parts_of_an_address(rows: list[str], told: dict[str, str]) -> None:
    assert parts(rows) == told


HEADS = {
    "brackets-over-rows": (
        "GOLDEN HARBOUR HARDWARE\nENTERPRISE (BUKIT\nINDAH) SDN BHD\n822000-X\nNO. 17, JALAN SATU\n81200 JOHOR BAHRU",
        "GOLDEN HARBOUR HARDWARE ENTERPRISE (BUKIT INDAH) SDN BHD",
        "NO. 17, JALAN SATU\n81200 JOHOR BAHRU",
    ),
    "and-on-the-next-row": (
        "THE COPPER KETTLE\n& TEA ROOMS (M) SDN. BHD.\nLOT 5, JALAN DUA,\n81200 JOHOR BAHRU",
        "THE COPPER KETTLE & TEA ROOMS (M) SDN. BHD.",
        "LOT 5, JALAN DUA,\n81200 JOHOR BAHRU",
    ),
    "phone-behind-the-brand": (
        "QUICKBITE#42210 PHONE 03-78870693\nURBAN SDN BHD (417940-M),\nA-G-06, DATARAN SATU,\n47301 PETALING JAYA",
        "URBAN SDN BHD",
        "A-G-06, DATARAN SATU,\n47301 PETALING JAYA",
    ),
    "number-of-the-till": (
        "#000002 LARKSPUR (M) SDN BHD\n12, JALAN TIGA\n80000 JOHOR",
        "LARKSPUR (M) SDN BHD",
        None,
    ),
    "initials-like-a-label": (
        "A B TAN\nS.H.H. MOTOR (PASIR) SDN. BHD.\nNO. 3, JALAN KURAU,\n81620 PENGERANG",
        "S.H.H. MOTOR (PASIR) SDN. BHD.",
        "NO. 3, JALAN KURAU,\n81620 PENGERANG",
    ),
    "brand-over-the-company": (
        "LARKSPUR\nSERVICE\nLARKSPUR SERVICE SDN BHD (310184-X)\nNO 2-1 JALAN SATU\nJALAN LAMA 58000 KUALA LUMPUR",
        "LARKSPUR SERVICE SDN BHD",
        "NO 2-1 JALAN SATU\nJALAN LAMA 58000 KUALA LUMPUR",
    ),
    "a-stamp-is-no-name": (
        "POSTED\nHARBOUR LARKS\n9, Jalan Tiga,\n40150 Shah Alam, Selangor.",
        "HARBOUR LARKS",
        "9, Jalan Tiga,\n40150 Shah Alam, Selangor.",
    ),
    "what-kind-of-shop-it-is": ("THREE LARKS\nBISTRO & CAFE\n109, Jalan Tiga,\n40150 Shah Alam", "THREE LARKS", None),
    "a-house-may-be-a-name": (
        "MARGO'S CAKE HOUSE\nNO.1,\nJALAN PUTERI 1/6,\n47100 PUCHONG",
        "MARGO'S CAKE HOUSE",
        None,
    ),
    "a-register-and-a-branch": (
        "MARGO'S CAKES S/B 273500-U (KSB)\n12, JALAN TIGA,\n47100 PUCHONG, SELANGOR\nDARUL EHSAN",
        "MARGO'S CAKES S/B",
        "12, JALAN TIGA,\n47100 PUCHONG, SELANGOR\nDARUL EHSAN",
    ),
    "a-second-name-is-no-address": (
        "RESTAURANT LARK\nLARK HOUSE\n002693074-K\n13, JALAN TIGA\nMEDAN DAMAI\n57000 KUALA LUMPUR",
        "RESTAURANT LARK",
        "13, JALAN TIGA\nMEDAN DAMAI\n57000 KUALA LUMPUR",
    ),
    "a-thank-you-is-no-name": (
        "THANK YOU, COME AGAIN\nHARBOUR BOOKS\n12, Jalan Tiga\n80000 Johor Bahru",
        "HARBOUR BOOKS",
        "12, Jalan Tiga\n80000 Johor Bahru",
    ),
}


@pytest.mark.parametrize(("rows", "name", "address"), HEADS.values(), ids=HEADS)
def test_names_of_letterheads(rows: str, name: str, address: str | None) -> None:
    read = values(rows)
    assert read["seller.name"] == name
    assert address is None or read["seller.address.text"] == address


ADDRESSES = {
    "words-that-are-labels-elsewhere": "Lot F3, First Floor,\nStarling Mall Jalan Dato Onn,\n81100 Johor Bahru",
    "an-office-is-no-phone": "Car Park Office, Level 1,\n47400 Petaling Jaya, Selangor",
    "house-numbers-like-amounts": "No 24,25&26,\nJalan Bunga Raya 4,\n43500 Semenyih",
    "a-road-over-the-number": "Jalan Loke Yew\n90 Ground Floor\n28700 Bentong",
    "a-region-misread": "12, Jalan Tiga, 47400 Petaling Jaya\nSETANGOR",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_addresses_under_a_name(address: str) -> None:
    assert values(f"Harbour Books Sdn Bhd\n{address}\nTel: 03-3362 4395")["seller.address.text"] == address


def test_a_branch_and_a_register_are_no_part_of_the_address() -> None:
    read = values(
        "Harbour Sdn Bhd\n(JALAN LAMA)\nHARBOUR PLAZA\n12, Jalan Tiga,\n80000 Johor Bahru\nG5T ID. N0: 000181747712"
    )
    assert read["seller.address.text"] == "12, Jalan Tiga,\n80000 Johor Bahru"


ROLL = "Coffee           5.00\nTotal            5.00\nCash             5.00\nChange           0.00\n"
FOOT = "NO 35, JALAN INDAH 15\n81200 JOHOR BAHRU, JOHOR"


@pytest.mark.parametrize(
    ("rows", "name"),
    [(f"{FOOT}\n{ROLL}", None), (f"KOPI HARBOUR SDN BHD\n{ROLL}\n{FOOT}\nTEL: 07-2343 111", "KOPI HARBOUR SDN BHD")],
    ids=["under-a-logo", "in-the-foot"],
)
def test_the_only_address_of_a_till_receipt_is_the_sellers(rows: str, name: str | None) -> None:
    page = page_of(rows)
    roll = replace(page, width=page.width / 4)  # rows as high as on paper of tills
    read = {item.path: item.value for item in read_fields(DocumentText(Source.ENGINE, (roll,)))}
    assert (read.get("seller.name"), read["seller.address.text"]) == (name, FOOT)
