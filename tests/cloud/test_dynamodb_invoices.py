"""What is peculiar to invoices in DynamoDB: size, cut-short writes, what is left behind, limits of looking."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.dynamodb import totals
from app.adapters.dynamodb.entries import MOST_LOOKED_AT, entry_key
from app.adapters.dynamodb.idempotency import DynamoIdempotency
from app.adapters.dynamodb.invoice_entries import entered, entered_at, list_row, words_pk
from app.adapters.dynamodb.invoices import DynamoInvoices
from app.adapters.dynamodb.loose import DynamoLooseDocuments
from app.adapters.dynamodb.scans import DynamoScans
from app.adapters.dynamodb.table import Action, DynamoTable, Row, utc_text
from app.domain.counting import Counts
from app.domain.errors import NotFound, Stale
from app.domain.invoice import Line
from app.domain.quota import ScanQuota
from app.domain.record import Change, Query, Record, Sort, StatsRow, Summary
from app.domain.scan import ScanState
from app.domain.totals import COUNTED, MOST_SUMS, Months
from app.ports import KeptResponse, Key, Kind
from tests.fakes import SettableClock
from tests.making import ANNA, NOON, a_reading, a_record, a_scan, an_invoice


def saved(invoices: DynamoInvoices, record: Record) -> Record:
    invoices.begin(ANNA, record)
    return invoices.store(ANNA, record.id)


def changed(record: Record, **values: str) -> tuple[Record, Change]:
    version, at = record.version + 1, record.updated_at + timedelta(minutes=1)
    after = record.model_copy(update={"version": version, "invoice": an_invoice(**values), "updated_at": at})
    return after, Change(version=version, at=at, action="edited", values={})


def found(invoices: DynamoInvoices, text: str) -> list[str]:
    return [item.id for item in invoices.list(ANNA, Query(text=text), limit=9, after=None).items]


def kept_rows(account: AwsClients, table: DynamoTable) -> list[str]:
    """The partition and sort keys of every row there is, but for the counters of what an owner keeps, which stay."""
    pages = account.tables().get_paginator("scan").paginate(TableName=table.name, ConsistentRead=True)
    rows = [(item["pk"]["S"], item["sk"]["S"]) for page in pages for item in page["Items"]]
    return [f"{pk} {sk!r}" for pk, sk in rows if ("#Q" in pk, sk) != (True, "kept")]


def remove_bytes(table: DynamoTable, *keys: Key) -> None:
    """End the notes that the bytes of what was deleted go, as whoever removes them does; there are just these."""
    loose = DynamoLooseDocuments(table, clock=SettableClock())
    assert [dropped.key for dropped in loose.dropped_all_owners()] == list(keys)
    for key in keys:
        loose.forget(ANNA.key, key)


# ---- size ------------------------------------------------------------------------------------------------------------


def test_f24_a_record_of_800_lines_that_hardly_pack_comes_back_whole(table: DynamoTable, account: AwsClients) -> None:
    invoices = DynamoInvoices(table)
    lines = tuple(Line(description=f"part{n:04}", note=secrets.token_hex(500)) for n in range(800))
    record = a_record(an_invoice(seller="Nordlicht").model_copy(update={"lines": lines}))
    saved(invoices, record)
    assert invoices.get(ANNA, record.id) == record
    assert [kept.record for kept in invoices.records(ANNA, Query())] == [record]
    assert found(invoices, "part0799") == [record.id]
    assert sum("'R#" in row for row in kept_rows(account, table)) > 1
    invoices.delete(ANNA, record.id, version=None)
    remove_bytes(table, Key(Kind.INVOICE, record.id))
    assert kept_rows(account, table) == []


def long_change(record: Record) -> tuple[Record, Change]:
    """The next version, with a history entry that no row may hold."""
    after, change = changed(record, seller="Suedwind")
    values = {f"lines.{n}.note": (secrets.token_hex(500), secrets.token_hex(500)) for n in range(800)}
    return after, change.model_copy(update={"values": values})


def test_a_history_entry_of_1_6_mb_comes_back_whole_and_leaves_nothing(table: DynamoTable, account: AwsClients) -> None:
    invoices = DynamoInvoices(table)
    before = saved(invoices, a_record(an_invoice(seller="Nordlicht")))
    after, change = long_change(before)
    invoices.replace(ANNA, after, change)
    invoices.replace(ANNA, *changed(after, seller="Nachher"))
    assert [one.version for one in invoices.history(ANNA, before.id)] == [1, 2, 3]
    assert invoices.history(ANNA, before.id)[1] == change
    assert sum("'HP#" in row for row in kept_rows(account, table)) > 1
    invoices.delete(ANNA, before.id, version=None)
    remove_bytes(table, Key(Kind.INVOICE, before.id))
    assert kept_rows(account, table) == []


def test_of_two_long_changes_of_one_version_one_counts_and_nothing_of_the_other_stays(
    table: DynamoTable, account: AwsClients
) -> None:
    class Overtaken(DynamoTable):
        def write(self, *actions: Action) -> None:
            if (first := ours.pop(0) if ours else None) is not None:
                invoices.replace(ANNA, *first)
            super().write(*actions)

    invoices = DynamoInvoices(table)
    before = saved(invoices, a_record(an_invoice(seller="Nordlicht")))
    ours = [long_change(before)]
    counted = ours[0][1]
    with pytest.raises(Stale):
        DynamoInvoices(Overtaken(account, name=table.name)).replace(ANNA, *long_change(before))
    assert invoices.history(ANNA, before.id)[1] == counted
    pieces = {row for row in kept_rows(account, table) if "'HP#" in row}
    assert len({row.split("#")[-2] for row in pieces}) == 1, "pieces of the other one were left behind"


def test_of_more_words_than_are_entered_those_of_the_head_are_kept() -> None:
    lines = tuple(Line(description=f"a{n:05}") for n in range(3_000))
    record = a_record(an_invoice(seller="Zzyzx", number="zz-1").model_copy(update={"lines": lines}))
    under = entered(record)
    assert "zzy" in under
    assert "zz1" in under
    assert "a00001" in under


@pytest.mark.parametrize("digit", [None, 0, 5, 40])
@pytest.mark.parametrize("length", range(1, 65))
def test_every_beginning_of_a_word_is_looked_for_where_it_was_entered(length: int, digit: int | None) -> None:
    word = "".join("7" if place == digit else chr(ord("a") + place % 26) for place in range(64))
    under = entered(a_record(an_invoice(seller=word)))
    asked = word[:length]
    place = entered_at(asked)
    assert place in under
    assert place == asked or any(longer.startswith(asked) for longer in under[place])


# ---- cut short -------------------------------------------------------------------------------------------------------


class Killed(Exception):
    pass


class Broken(DynamoTable):
    """Stops working, as a killed process does, before the write of a given number."""

    writes_left = 0

    def _step(self) -> None:
        if self.writes_left == 0:
            raise Killed
        self.writes_left -= 1

    def write(self, *actions: Action) -> None:
        self._step()
        super().write(*actions)

    def write_one(self, action: Action) -> None:
        self._step()
        super().write_one(action)

    def put_all(self, rows: Iterable[Row]) -> None:
        self._step()
        super().put_all(rows)

    def delete_all(self, keys: Iterable[tuple[str, str]]) -> None:
        self._step()
        super().delete_all(keys)


def test_f14_a_change_that_is_cut_short_anywhere_shows_whole_or_not_at_all(
    table: DynamoTable, account: AwsClients
) -> None:
    whole, broken = DynamoInvoices(table), Broken(account, name=table.name)
    seen = set()
    for writes in range(20):
        before = saved(whole, a_record(an_invoice(seller="Nordlicht", gross="1.00")))
        after, change = changed(before, seller="Suedwind", gross="2.00")
        broken.writes_left = writes
        try:
            DynamoInvoices(broken).replace(ANNA, after, change)
        except Killed:
            ended = False
        else:
            ended = True
        now = whole.get(ANNA, before.id)
        seen.add(now.version)
        assert now in (before, after)
        assert found(whole, "suedwind") == ([before.id] if now == after else [])
        assert found(whole, "nordlicht") == ([before.id] if now == before else [])
        assert [(row.seller, row.count) for row in whole.stats(ANNA)] == [(now.invoice.seller.name, 1)]
        assert whole.list(ANNA, Query(), limit=9, after=None).items == (now.summary(),)
        assert len(whole.history(ANNA, before.id)) == now.version
        whole.replace(ANNA, *changed(now, seller="Nachher"))
        whole.delete(ANNA, before.id, version=None)
        remove_bytes(table, Key(Kind.INVOICE, before.id))
        assert [row for row in kept_rows(account, table) if "#N " not in row] == [], f"after {writes} writes"
        if ended:
            break
    assert seen == {1, 2}


def test_f14_a_save_that_is_cut_short_anywhere_can_be_ended(table: DynamoTable, account: AwsClients) -> None:
    whole, broken = DynamoInvoices(table), Broken(account, name=table.name)
    for writes in range(20):
        record = a_record(an_invoice(seller="Nordlicht", gross="1.00"))
        whole.begin(ANNA, record)
        broken.writes_left = writes
        try:
            DynamoInvoices(broken).store(ANNA, record.id)
        except Killed:
            ended = False
        else:
            ended = True
        assert found(whole, "nordlicht") == ([record.id] if whole.is_stored(ANNA, record.id) else [])
        assert whole.store(ANNA, record.id) == record
        assert [row.count for row in whole.stats(ANNA)] == [1]
        assert found(whole, "nordlicht") == [record.id]
        whole.delete(ANNA, record.id, version=None)
        remove_bytes(table, Key(Kind.INVOICE, record.id))
        assert kept_rows(account, table) == [], f"after {writes} writes"
        if ended:
            break
    assert ended


def test_f29_a_delete_that_is_cut_short_is_ended_by_the_sweeper(table: DynamoTable, account: AwsClients) -> None:
    whole, broken = DynamoInvoices(table), Broken(account, name=table.name)
    for writes in range(1, 20):
        record = saved(whole, a_record(an_invoice(seller="Nordlicht", gross="1.00")))
        broken.writes_left = writes
        try:
            DynamoInvoices(broken).delete(ANNA, record.id, version=None)
        except Killed:
            ended = False
        else:
            ended = True
        with pytest.raises(NotFound):
            whole.get(ANNA, record.id)
        assert found(whole, "nordlicht") == []
        assert whole.stats(ANNA) == ()
        assert list(whole.pending_all_owners(before=NOON)) == []
        remove_bytes(table, Key(Kind.INVOICE, record.id))
        assert [row for row in kept_rows(account, table) if "#N " not in row] == [], f"after {writes} writes"
        if ended:
            break
    assert ended


def test_a_scan_that_is_deleted_leaves_only_what_was_counted(table: DynamoTable, account: AwsClients) -> None:
    scans, scan = DynamoScans(table, clock=SettableClock()), a_scan()
    scans.add(ANNA, scan, quota=ScanQuota())
    scans.advance(ANNA, scan.model_copy(update={"state": ScanState.DONE, "reading": a_reading()}))
    scans.delete(ANNA, scan.id)
    remove_bytes(table, Key(Kind.SCAN, scan.id))
    assert {row.split("#")[2].split()[0] for row in kept_rows(account, table)} == {"Q", "R"}


# ---- limits of looking -----------------------------------------------------------------------------------------------


def test_a_list_of_which_little_fits_comes_in_short_parts_that_lead_to_all(table: DynamoTable) -> None:
    invoices = DynamoInvoices(table)
    fitting = saved(invoices, a_record(an_invoice(currency="EUR"), at=NOON - timedelta(days=1)))
    others = (a_record(an_invoice(currency="USD"), at=NOON + timedelta(seconds=n)) for n in range(2 * MOST_LOOKED_AT))
    table.put_all(list_row(ANNA.key, other, gen="", mark="", chunks=0, behind="") for other in others)
    came, after, parts = [], None, 0
    while True:
        page = invoices.list(ANNA, Query(currency="EUR"), limit=5, after=after)
        came += [item.id for item in page.items]
        parts, after = parts + 1, page.after
        if after is None:
            break
    assert came == [fitting.id]
    assert 3 <= parts <= 4


@pytest.mark.parametrize("sort", [Sort.GROSS, Sort.GROSS_DOWN, Sort.ISSUE_DATE])
def test_of_a_word_in_more_invoices_than_are_looked_at_the_list_is_walked_in_order(
    table: DynamoTable, sort: Sort
) -> None:
    def filed(number: int, word: str | None) -> Iterator[Row]:
        record = a_record(
            an_invoice(gross=str(number * 7919 % 10_007), issued=f"{1000 + number * 31 % 7_000}-01-01"),
            at=NOON + timedelta(seconds=number),
        )
        if word:
            with_word[record.id] = record
            sk = entry_key(utc_text(record.created_at), record.id, "g")
            yield {"pk": words_pk(ANNA.key, word), "sk": sk}
        yield list_row(ANNA.key, record, gen="g", mark="", chunks=0, behind="")

    invoices = DynamoInvoices(table)
    with_word: dict[str, Record] = {}
    every = MOST_LOOKED_AT + 200
    table.put_all(row for number in range(2 * every) for row in filed(number, "abc" if number % 2 else None))
    assert len(with_word) == every
    came, after, parts = [], None, 0
    while True:
        page = invoices.list(ANNA, Query(text="abc", sort=sort), limit=200, after=after)
        came += [item.id for item in page.items]
        parts, after = parts + 1, page.after
        if after is None:
            break
    assert sorted(came) == sorted(with_word)
    shown = [with_word[name].invoice for name in came]
    values = [(invoice.issue_date if sort is Sort.ISSUE_DATE else invoice.amounts.gross) for invoice in shown]
    assert values == sorted(values, reverse=sort is Sort.GROSS_DOWN)
    assert parts <= every // 200 + 2


@pytest.mark.parametrize("sort", [Sort.CREATED_AT, Sort.CREATED_AT_DOWN])
def test_words_that_never_meet_are_given_up_in_parts(table: DynamoTable, sort: Sort) -> None:
    def hint(word: str, number: int) -> Row:
        created = (NOON + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        item = f"inv_{number:032x}"
        none = entry_key(None, item, "g")
        return {"pk": words_pk(ANNA.key, word), "sk": entry_key(created, item, "g"), "d": none, "g": none, "s": none}

    invoices = DynamoInvoices(table)
    both = saved(invoices, a_record(an_invoice(seller="abc xyz"), at=NOON - timedelta(days=1)))
    table.put_all(hint("abc", number) for number in range(0, 2_400, 2))
    table.put_all(hint("xyz", number) for number in range(1, 2_400, 2))
    came, after, parts = [], None, 0
    while True:
        page = invoices.list(ANNA, Query(text="abc xyz", sort=sort), limit=5, after=after)
        came += [item.id for item in page.items]
        parts, after = parts + 1, page.after
        if after is None:
            break
    assert came == [both.id]
    assert parts >= 2


def test_hints_of_a_try_that_failed_find_nothing(table: DynamoTable) -> None:
    invoices = DynamoInvoices(table)
    record = saved(invoices, a_record(an_invoice(seller="Nordlicht")))
    wrong = {"pk": words_pk(ANNA.key, "wrong"[:4]), "w": "wrong"}
    own: Callable[[str | None], str] = lambda value: entry_key(value, record.id, "other try")  # noqa: E731
    table.put_all([wrong | {"sk": own(NOON.strftime("%Y-%m-%dT%H:%M:%S.000000Z"))} | {n: own(None) for n in "dgs"}])
    assert found(invoices, "wrong") == []
    assert found(invoices, "nordlicht") == [record.id]


# ---- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", ["more", "another sum", "missing", "one too many"])
def test_totals_that_are_wrong_are_found_and_put_right(table: DynamoTable, wrong: str) -> None:
    invoices = DynamoInvoices(table)
    record = saved(invoices, a_record(an_invoice(seller="Nordlicht", gross="19.00")))
    right = invoices.stats(ANNA)
    (row,) = table.partition(f"O#{ANNA.key}#N")
    changes = {
        "more": {"many": 2},
        "another sum": {"gross_low": 1},
        "missing": {},
        "one too many": {"sk": "x", "seller": "Nobody"},
    }
    if wrong == "missing":
        table.delete_all([(row["pk"], row["sk"])])
    else:
        table.put_all([row | changes[wrong]])
    assert not invoices.recount(ANNA, mend=False)
    assert invoices.stats(ANNA) != right
    assert not invoices.recount(ANNA, mend=True)
    assert invoices.recount(ANNA, mend=True)
    assert invoices.stats(ANNA) == right
    assert invoices.get(ANNA, record.id) == record


def test_totals_of_many_sellers_come_in_parts_that_read_little_more_than_they_tell(table: DynamoTable) -> None:
    class Counted(DynamoTable):
        read = 0

        def _call(self, operation: str, **request: Any) -> dict[str, Any]:
            answer = super()._call(operation, **request)
            self.read += len(answer.get("Items", ()))
            return answer

    sellers, months = 1_100, [f"2026-{month:02}" for month in range(1, 6)]
    sums = (1, Decimal(10), Decimal(2), Decimal(12))
    table.put_all(
        totals._row_of(ANNA, (month, f"Seller {number}", "EUR", COUNTED), sums)
        for month in months
        for number in range(sellers)
    )
    counted = Counted(table._clients, name=table.name)
    told: list[StatsRow] = []
    first = None
    for expected in (2, 2, 1):
        counted.read = 0
        part = totals.totals(counted, ANNA, Months(first))
        told += part.rows
        first = part.further
        assert len(part.rows) == expected * sellers
        assert counted.read <= MOST_SUMS + sellers, "of 5,500"
    assert first is None
    assert [row.month for row in told] == [month for month in months for _ in range(sellers)]


def as_an_older_version_kept_it(table: DynamoTable, record: Record) -> None:
    """Its list row without what it counts as, its part of the totals where they were once kept."""
    (row,) = (row for row in table.partition(words_pk(ANNA.key, "")) if record.id in row["sk"])
    summary = Summary.model_validate_json(row["summary"]).model_dump_json(exclude={"counts", "counted"})
    table.put_all([{**row, "summary": summary, "behind": None, "sha256": None}])
    table.put_all([{"pk": f"O#{ANNA.key}#T", "sk": "2026-11#x", "many": 2}])
    for letter in "NG":
        table.delete_all([(row["pk"], row["sk"]) for row in table.partition(f"O#{ANNA.key}#{letter}")])


def test_what_an_older_version_kept_is_counted_when_totals_are_asked_for(
    table: DynamoTable, account: AwsClients
) -> None:
    invoices = DynamoInvoices(table)
    records = [
        saved(invoices, a_record(an_invoice(seller="A", number="1", gross="9.00"), at=NOON + timedelta(seconds=n)))
        for n in range(3)
    ]
    right, listed = invoices.stats(ANNA), invoices.list(ANNA, Query(), limit=9, after=None).items
    for record in records:
        as_an_older_version_kept_it(table, record)
    assert {row.counts for row in invoices.list(ANNA, Query(), limit=9, after=None).items} == {Counts.ADDS}
    assert {kept.counts for kept in invoices.records(ANNA, Query())} == {Counts.ADDS}
    assert invoices.stats(ANNA) == right
    assert invoices.list(ANNA, Query(), limit=9, after=None).items == listed
    assert not any("#T " in row for row in kept_rows(account, table))


def test_what_an_older_version_kept_may_be_changed_and_deleted_before_it_is_counted(table: DynamoTable) -> None:
    invoices = DynamoInvoices(table)
    records = [
        saved(invoices, a_record(an_invoice(seller="A", number="1", gross="9.00"), at=NOON + timedelta(seconds=n)))
        for n in range(3)
    ]
    for record in records:
        as_an_older_version_kept_it(table, record)
    invoices.delete(ANNA, records[0].id, version=None)
    invoices.replace(ANNA, *changed(records[2], seller="A", number="1", gross="9.00"))
    (row,) = invoices.stats(ANNA)
    assert (row.count, row.duplicates.count) == (1, 1)
    assert invoices.recount(ANNA, mend=False)
    listed = {row.id: row.counts for row in invoices.list(ANNA, Query(), limit=9, after=None).items}
    assert listed == {records[1].id: Counts.ADDS, records[2].id: Counts.DUPLICATE}


def test_every_key_begins_with_its_owner(table: DynamoTable, account: AwsClients) -> None:
    invoices, scans = DynamoInvoices(table), DynamoScans(table, clock=SettableClock())
    answers = DynamoIdempotency(table, clock=SettableClock())
    saved(invoices, a_record(an_invoice(seller="Nordlicht", number="R-1", gross="1.00")))
    scans.add(ANNA, a_scan(), quota=ScanQuota(per_day=9))
    answers.begin(ANNA, "POST /v1/scans", "k", fingerprint="f", run_for=timedelta(seconds=9))
    answers.finish(ANNA, "POST /v1/scans", "k", KeptResponse(200, {}, b"", "inv_1"))
    rows = kept_rows(account, table)
    assert len(rows) > 20
    assert all(row.startswith(f"O#{ANNA.key}#") for row in rows)
    assert not any(ANNA.subject in row for row in rows)
