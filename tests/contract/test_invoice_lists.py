"""What every `InvoiceRepository` promises about finding: order, parts, filters, text."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.errors import InvalidInput
from app.domain.record import Query, Record, RecordStatus, Sort
from app.ports import InvoiceRepository
from tests.making import ANNA, BEN, NOON, a_record, an_invoice


def keep(invoices: InvoiceRepository, *records: Record) -> None:
    for record in records:
        invoices.begin(ANNA, record)
        invoices.store(ANNA, record.id)


def listed(invoices: InvoiceRepository, query: Query, *, limit: int = 100) -> list[str]:
    """All parts of a list put together."""
    found: list[str] = []
    after = None
    while True:
        page = invoices.list(ANNA, query, limit=limit, after=after)
        assert len(page.items) == limit or page.after is None
        found += [item.id for item in page.items]
        if page.after is None:
            return found
        after = page.after


def names(invoices: InvoiceRepository, query: Query) -> set[str | None]:
    return {item.invoice_number for item in invoices.list(ANNA, query, limit=100, after=None).items}


# ---- order and parts -------------------------------------------------------------------------------------------------

GROSS = ["5.00", "-1.00", "1000000", "12345678901234567890.5", "0.1", "0.10", "-20", None, None, "5"]
SELLERS = ["Zebra", "äpfel", "Birne", "apfel", None, "BIRNE 2", "Éclair", "eclair 1", None, "10 Türme"]
ISSUED = [
    "2026-01-02",
    "2025-12-31",
    None,
    "2026-01-02",
    "1999-01-01",
    None,
    "2026-11-22",
    "2026-01-03",
    None,
    "0999-01-01",
]


def ten() -> list[Record]:
    return [
        a_record(
            an_invoice(gross=gross, seller=seller, issued=issued),
            at=NOON + timedelta(microseconds=(number * 7) % 10 // 2),
        )
        for number, (gross, seller, issued) in enumerate(zip(GROSS, SELLERS, ISSUED, strict=True))
    ]


VALUE: dict[str, Callable[[Record], Any]] = {
    "issue_date": lambda record: record.invoice.issue_date,
    "created_at": lambda record: record.created_at,
    "gross": lambda record: record.invoice.amounts.gross,
    "seller": lambda record: (
        name.casefold().replace("ä", "a").replace("é", "e").replace("ü", "u")
        if (name := record.invoice.seller.name)
        else None
    ),
}


def require_order(found: Sequence[Any], *, down: bool) -> None:
    present = [value for value in found if value is not None]
    assert list(found[: len(present)]) == present, "absent values come last"
    assert present == sorted(present, reverse=down)


@pytest.mark.parametrize("limit", [1, 3, 10, 11])
@pytest.mark.parametrize("sort", Sort)
def test_parts_put_together_are_the_whole_list_in_order(invoices: InvoiceRepository, sort: Sort, limit: int) -> None:
    made = ten()
    keep(invoices, *made)
    by_id = {record.id: record for record in made}
    found = listed(invoices, Query(sort=sort), limit=limit)
    assert sorted(found) == sorted(by_id)
    require_order([VALUE[sort.lstrip("-")](by_id[name]) for name in found], down=sort.startswith("-"))
    assert [kept.record.id for kept in invoices.records(ANNA, Query(sort=sort))] == found


@pytest.mark.parametrize("sort", Sort)
def test_a_list_goes_on_after_its_last_item_was_deleted_and_others_came(
    invoices: InvoiceRepository, sort: Sort
) -> None:
    made = ten()
    keep(invoices, *made)
    whole = listed(invoices, Query(sort=sort))
    for length in range(1, 9):
        first = invoices.list(ANNA, Query(sort=sort), limit=length, after=None)
        invoices.delete(ANNA, first.items[-1].id, version=None)
        rest = invoices.list(ANNA, Query(sort=sort), limit=100, after=first.after)
        assert [item.id for item in rest.items] == whole[length:]
        keep(invoices, next(record for record in made if record.id == first.items[-1].id))


def test_an_item_is_the_summary_of_its_record(invoices: InvoiceRepository) -> None:
    record = a_record(
        an_invoice(
            seller="A", buyer="B", number="R-1", issued="2026-01-01", due="2026-02-01", gross="1.00", net="0.80"
        ),
        failed=("iban",),
        file_name="bill.pdf",
    )
    keep(invoices, record)
    assert invoices.list(ANNA, Query(), limit=1, after=None).items == (record.summary(),)


def test_a_list_of_nothing_is_empty(invoices: InvoiceRepository) -> None:
    page = invoices.list(ANNA, Query(), limit=10, after=None)
    assert (page.items, page.after) == ((), None)


@pytest.mark.parametrize(
    "cursor", ["", "x", "!!!", "e30", "bnVsbA", "W10", "WzEsMiwzXQ", "\0", "\ud800", "é" * 50, "W" * 10_000]
)
def test_a_cursor_that_nobody_gave_is_refused(invoices: InvoiceRepository, cursor: str) -> None:
    keep(invoices, a_record())
    for sort in Sort:
        with pytest.raises(InvalidInput):
            invoices.list(ANNA, Query(sort=sort), limit=10, after=cursor)


@pytest.mark.parametrize("other", [Query(sort=Sort.GROSS), Query(currency="EUR"), Query(text="a")])
def test_a_cursor_of_another_query_is_refused(invoices: InvoiceRepository, other: Query) -> None:
    keep(invoices, a_record(), a_record())
    cursor = invoices.list(ANNA, Query(), limit=1, after=None).after
    with pytest.raises(InvalidInput):
        invoices.list(ANNA, other, limit=1, after=cursor)


def test_a_cursor_shows_an_owner_his_own_list_only(invoices: InvoiceRepository) -> None:
    keep(invoices, a_record(), a_record())
    cursor = invoices.list(ANNA, Query(), limit=1, after=None).after
    assert invoices.list(BEN, Query(), limit=10, after=cursor).items == ()


# ---- filters ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(invoices: InvoiceRepository) -> InvoiceRepository:
    """Five invoices, named by their number."""
    keep(
        invoices,
        a_record(
            an_invoice(
                number="a",
                seller="Müller & Söhne",
                issued="2026-01-31",
                due="2026-03-01",
                gross="10.00",
                currency="EUR",
            ),
            status=RecordStatus.REVIEWED,
        ),
        a_record(
            an_invoice(
                number="b", seller="muller 100%_", issued="2026-02-01", due="2026-02-15", gross="10.005", currency="USD"
            ),
            status=RecordStatus.DISPUTED,
            failed=("iban", "tax_sum"),
        ),
        a_record(
            an_invoice(number="c", seller="Łódź ĐẶNG", issued="2026-02-28", gross="-3.00", currency="EUR"),
            status=RecordStatus.NEEDS_REVIEW,
            failed=("tax",),
        ),
        a_record(an_invoice(number="d", issued=None, due="2026-03-01", gross=None)),
        a_record(an_invoice(number="e", seller="Other", issued="2026-03-01", gross="12345678901234567890.0123456789")),
    )
    return invoices


@pytest.mark.parametrize("sort", [Sort.CREATED_AT_DOWN, Sort.ISSUE_DATE, Sort.GROSS_DOWN, Sort.SELLER])
@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, "abcde"),
        ({"date_from": date(2026, 2, 1)}, "bce"),
        ({"date_to": date(2026, 2, 1)}, "ab"),
        ({"date_from": date(2026, 2, 1), "date_to": date(2026, 2, 28)}, "bc"),
        ({"date_from": date(2026, 3, 2)}, ""),
        ({"due_from": date(2026, 2, 16)}, "ad"),
        ({"due_to": date(2026, 2, 15)}, "b"),
        ({"gross_min": Decimal("10.00")}, "abe"),
        ({"gross_min": Decimal("10.001")}, "be"),
        ({"gross_max": Decimal("10.000000000000001")}, "ac"),
        ({"gross_min": Decimal("10.000000000000001"), "gross_max": Decimal("10.005")}, "b"),
        ({"gross_min": Decimal("12345678901234567890.0123456789")}, "e"),
        ({"gross_min": Decimal("12345678901234567890.012345678901")}, ""),
        ({"gross_min": Decimal("-1E+400"), "gross_max": Decimal("1E-400")}, "c"),
        ({"gross_min": Decimal("1E+400")}, ""),
        ({"currency": "EUR"}, "ac"),
        ({"status": RecordStatus.DISPUTED}, "b"),
        ({"failed_check": "tax"}, "c"),
        ({"failed_check": "iban"}, "b"),
        ({"failed_check": ""}, ""),
        ({"failed_check": "iban  tax_sum"}, ""),
        ({"failed_check": "\ud800"}, ""),
        ({"seller": "MULLER"}, "ab"),
        ({"seller": "müller & s"}, "a"),
        ({"seller": "lodz dang"}, "c"),
        ({"seller": "100%_"}, "b"),
        ({"seller": "%"}, "b"),
        ({"seller": "' OR 1=1 --"}, ""),
        ({"seller": "MULLER", "currency": "USD", "date_from": date(2026, 2, 1)}, "b"),
        ({"text": "muller", "currency": "EUR"}, "a"),
    ],
)
def test_conditions_hold_together_in_any_order(
    filed: InvoiceRepository, conditions: dict[str, Any], expected: str, sort: Sort
) -> None:
    query = Query(sort=sort, **conditions)
    assert names(filed, query) == set(expected)
    assert len(listed(filed, query, limit=1)) == len(expected)


# ---- text ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def searched(invoices: InvoiceRepository) -> InvoiceRepository:
    keep(
        invoices,
        a_record(
            an_invoice(number="RE-2026/0815", seller="Nordlicht Papier GmbH", lines=("Copy paper A4, 80 g", "Toner"))
        ),
        a_record(an_invoice(number="2", seller="Süd-Wind", buyer="Nørgård ApS", notes=("Danke für Ihren Auftrag!",))),
        a_record(an_invoice(number="3", seller="株式会社 日本"), file_name="Rechnung März.pdf"),
        a_record(an_invoice(number="4", seller="Công ty Đặng Văn")),
    )
    return invoices


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nordlicht", {"RE-2026/0815"}),
        ("NORD", {"RE-2026/0815"}),
        ("n", {"RE-2026/0815", "2"}),
        ("no", {"RE-2026/0815", "2"}),
        ("norgard", {"2"}),
        ("papier nord", {"RE-2026/0815"}),
        ("pap toner", {"RE-2026/0815"}),
        ("toner danke", set()),
        ("licht", set()),
        ("sud wind", {"2"}),
        ("süd-wind", {"2"}),
        ("auftrag", {"2"}),
        ("RE-2026/08", {"RE-2026/0815"}),
        ("re20260815", {"RE-2026/0815"}),
        ("0815", {"RE-2026/0815"}),
        ("marz rechn", {"3"}),
        ("日本", {"3"}),
        ("株", {"3"}),
        ("dang van", {"4"}),
        ("nordlicht nord n no nor", {"RE-2026/0815"}),
        ("80 g 80", {"RE-2026/0815"}),
    ],
)
def test_every_word_is_the_beginning_of_a_word(searched: InvoiceRepository, text: str, expected: set[str]) -> None:
    assert names(searched, Query(text=text)) == expected


@pytest.mark.parametrize("text", ["", "   ", "\0", "\ud800", '"', "***", "'", "()", "&-/", "\u0301"])
def test_a_text_without_words_asks_for_nothing(searched: InvoiceRepository, text: str) -> None:
    assert len(names(searched, Query(text=text))) == 4


@pytest.mark.parametrize(
    "text",
    [
        'nord" OR "x',
        "nord OR zzz",
        "NOT nord zzz",
        "nord AND zzz",
        "NEAR(nord zzz)",
        "words : zzz",
        "zzz*",
        "^zzz",
        "zzz + nord",
        "'; DROP TABLE invoices; --",
        "000001nord",
        "1nord",
        "zzz " * 5_000,
        "zzz " + " ".join(f"w{number}" for number in range(5_000)),
        "z" * 1_000_000,
    ],
)
def test_a_text_is_never_more_than_words(searched: InvoiceRepository, text: str) -> None:
    assert names(searched, Query(text=text)) == set()
    assert len(names(searched, Query())) == 4


def test_a_search_shows_an_owner_his_own_only(searched: InvoiceRepository) -> None:
    his = a_record(an_invoice(number="his", seller="Nordlicht"))
    searched.begin(BEN, his)
    searched.store(BEN, his.id)
    assert [item.id for item in searched.list(BEN, Query(text="nord"), limit=9, after=None).items] == [his.id]
    assert names(searched, Query(text="nordlicht")) == {"RE-2026/0815"}


@pytest.mark.parametrize("sort", Sort)
def test_a_search_comes_in_order_and_parts(invoices: InvoiceRepository, sort: Sort) -> None:
    made = [
        a_record(
            an_invoice(
                buyer="Nordlicht" if number % 5 else "Suedwind",
                gross=str(number * 7 % 9) if number % 3 else None,
                issued=f"2026-01-{number * 11 % 20 + 1:02}" if number % 4 else None,
                seller=f"Verkauf {number * 5 % 7}" if number % 2 else None,
            ),
            at=NOON + timedelta(seconds=number * 13 % 10),
        )
        for number in range(30)
    ]
    keep(invoices, *made)
    by_id = {record.id: record for record in made if record.invoice.buyer.name == "Nordlicht"}
    for limit in (1, 7, 24):
        found = listed(invoices, Query(text="nord", sort=sort), limit=limit)
        assert sorted(found) == sorted(by_id)
        require_order([VALUE[sort.lstrip("-")](by_id[name]) for name in found], down=sort.startswith("-"))
        assert [kept.record.id for kept in invoices.records(ANNA, Query(text="nord", sort=sort))] == found
    more_than_3 = {name for name, record in by_id.items() if (record.invoice.amounts.gross or 0) >= 4}
    assert set(listed(invoices, Query(text="nord", gross_min=Decimal(4), sort=sort), limit=3)) == more_than_3


@pytest.mark.parametrize("sort", Sort)
def test_a_search_goes_on_after_its_last_item_was_deleted(invoices: InvoiceRepository, sort: Sort) -> None:
    noted = {"notes": ("Nordlicht",)}
    made = [record.model_copy(update={"invoice": record.invoice.model_copy(update=noted)}) for record in ten()]
    keep(invoices, *made)
    query = Query(text="nordl", sort=sort)
    whole = listed(invoices, query)
    first = invoices.list(ANNA, query, limit=4, after=None)
    invoices.delete(ANNA, first.items[-1].id, version=None)
    rest = invoices.list(ANNA, query, limit=100, after=first.after)
    assert [item.id for item in (*first.items, *rest.items)] == whole


# ---- spellings -------------------------------------------------------------------------------------------------------

NAMES = {
    "Müller & Söhne": [
        "mueller",
        "Mueller",
        "müller",
        "MUELLER",
        "muller",
        "MU\u0308LLER",
        "ＭÜＬＬＥＲ",
        "soehne",
        "mue",
        "Mül",
    ],
    "Mueller & Soehne": ["mueller", "müller", "MÜLLER", "söhne", "Mül", "mu"],
    "Straßenbau Weiß": ["strassenbau", "STRASSENBAU", "straßen", "weiss"],
    "Strassenbau Weiss": ["straßenbau", "weiß"],
    "Ærø Smørrebrød": ["aeroe", "ærø", "smoerrebroed", "smorrebrod", "SMØRREBRØD", "smörrebröd"],
    "Aarhus Ålesund": ["århus", "aarhus", "aalesund", "alesund"],
    "Giấy Đông Á": ["giay", "GIẤY", "dong", "đông", "gia\u0302\u0301y"],
}


@pytest.mark.parametrize(("name", "asked"), [(name, asked) for name, every in NAMES.items() for asked in every])
def test_a_name_is_found_however_it_is_written(invoices: InvoiceRepository, name: str, asked: str) -> None:
    record = a_record(an_invoice(seller=name))
    keep(invoices, record, a_record(an_invoice(seller="Nordlicht")))
    for sort in (Sort.CREATED_AT_DOWN, Sort.SELLER):
        assert listed(invoices, Query(text=asked, sort=sort)) == [record.id]
    assert listed(invoices, Query(seller=asked)) == [record.id]


def test_all_spellings_of_a_word_are_found_in_order_and_parts(invoices: InvoiceRepository) -> None:
    made = [
        a_record(an_invoice(seller=("Müller", "Mueller", "Nordlicht")[n % 3]), at=NOON + timedelta(seconds=n))
        for n in range(12)
    ]
    keep(invoices, *made)
    right = [record.id for record in made if record.invoice.seller.name != "Nordlicht"]
    found = listed(invoices, Query(text="müller", sort=Sort.CREATED_AT), limit=3)
    assert found == right


# ---- export ----------------------------------------------------------------------------------------------------------


def test_records_may_be_left_half_read(invoices: InvoiceRepository) -> None:
    keep(invoices, *(a_record() for _ in range(5)))
    reading = invoices.records(ANNA, Query())
    first = next(reading)
    del reading
    invoices.delete(ANNA, first.record.id, version=None)
    assert len(list(invoices.records(ANNA, Query()))) == 4


def test_records_are_those_of_the_moment_reading_began(invoices: InvoiceRepository) -> None:
    made = [a_record(at=NOON + timedelta(seconds=number)) for number in range(5)]
    keep(invoices, *made)
    reading = invoices.records(ANNA, Query(sort=Sort.CREATED_AT))
    seen = [next(reading)]
    keep(invoices, a_record(at=NOON + timedelta(seconds=9)))
    invoices.delete(ANNA, made[4].id, version=None)
    assert [kept.record for kept in (*seen, *reading)] == made


def test_chosen_records_come_in_the_order_asked_for_without_those_that_are_gone(invoices: InvoiceRepository) -> None:
    made = [a_record() for _ in range(3)]
    keep(invoices, *made)
    invoices.delete(ANNA, made[1].id, version=None)
    asked = [made[2].id, "inv_1", made[1].id, made[0].id]
    assert [kept.record for kept in invoices.records_of(ANNA, asked)] == [made[2], made[0]]
