"""What an earlier version entered for the search is found after the sweep, and nothing else of it changes.

The older rows are made by the newer ones' own code with the lengths that were entered before (`OLD_LENGTHS`) and the
keys of all orders, which the indexes copied, and a head that says no form or that of then: as an installation has them
that was updated.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.dynamodb import invoice_entries as entries
from app.adapters.dynamodb import invoice_rows as rows
from app.adapters.dynamodb import invoices as whole
from app.adapters.dynamodb.invoices import DynamoInvoices
from app.adapters.dynamodb.table import Action, DynamoTable
from app.domain.principal import Owner
from app.domain.record import Change, Query, Record, Sort
from app.ports import InvoiceRepository, Reentry
from tests.making import ANNA, BEN, a_record, an_invoice

OLD_LENGTHS = (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32, 48, 64)
NAME = "Nordlichtwerkzeugbau"


@contextmanager
def earlier_version(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Enters beginnings of the lengths of then, and knows no forms."""
    with monkeypatch.context() as then:
        then.setattr(entries, "_lengths", lambda word: [length for length in OLD_LENGTHS if length <= len(word)])
        then.setattr(rows, "since_of_stored", lambda saved: saved)
        then.setattr(whole, "enter", enter_in_all_orders)
        yield


@contextmanager
def version_of_form_2(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Enters the beginnings of today in all orders."""
    with monkeypatch.context() as then:
        then.setattr(entries, "FORM", "2")
        then.setattr(whole, "enter", enter_in_all_orders)
        yield


def enter_in_all_orders(table: DynamoTable, invoice_pk: str, owner_key: str, record: Record, gen: str) -> None:
    under, own = entries.entered(record), entries.sort_keys(record, gen)
    packed = zlib.compress(json.dumps([own["sk"], sorted(under)]).encode())
    table.put_all([{"pk": invoice_pk, "sk": entries.ledger_key(gen), "bytes": packed}])
    table.put_all(
        {"pk": entries.words_pk(owner_key, beginning), **own, "w": " ".join(longer) or None}
        for beginning, longer in under.items()
    )


def saved(invoices: InvoiceRepository, owner: Owner, number: int) -> Record:
    record = a_record(an_invoice(seller=NAME, number=f"INV-{number:05}", gross=f"{number}.00"))
    invoices.begin(owner, record)
    return invoices.store(owner, record.id)


def changed(record: Record, *, seller: str) -> tuple[Record, Change]:
    at = record.updated_at + timedelta(minutes=1)
    after = record.model_copy(update={"version": 2, "invoice": an_invoice(seller=seller), "updated_at": at})
    return after, Change(version=2, at=at, action="edited", values={})


def found(invoices: InvoiceRepository, owner: Owner, text: str) -> set[str]:
    return {item.id for item in invoices.list(owner, Query(text=text), limit=99, after=None).items}


def copied(account: AwsClients, table: DynamoTable) -> int:
    """How many rows an order's index holds."""
    return account.tables().scan(TableName=table.name, IndexName="by_gross")["Count"]


def rounds(invoices: InvoiceRepository, *, day: int, at_most: int) -> list[Reentry]:
    """Until there is nothing left."""
    made = [invoices.enter_anew_all_owners(day=day, at_most=at_most)]
    while made[-1].left:
        assert len(made) < 50
        made.append(invoices.enter_anew_all_owners(day=day, at_most=at_most))
    return made


def test_what_this_version_saved_is_entered_as_it_should_be(invoices: InvoiceRepository) -> None:
    record = saved(invoices, ANNA, 1)
    assert invoices.enter_anew_all_owners(day=1, at_most=0) == Reentry()
    assert invoices.enter_anew_all_owners(day=1, at_most=9) == Reentry()
    assert found(invoices, ANNA, "nordlichtw") == {record.id}


def test_rows_of_before_are_found_after_the_sweep_a_few_in_each_round(
    table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoices = DynamoInvoices(table)
    with earlier_version(monkeypatch):
        older = [saved(invoices, owner, number) for number in range(4) for owner in (ANNA, BEN)]
    newer = saved(invoices, ANNA, 9)
    text = NAME.lower()[:7]  # entered at six letters then and now, with what follows up to another length
    before = [found(invoices, ANNA, text), found(invoices, ANNA, NAME[:9])]
    assert before != [{*(record.id for record in older[::2]), newer.id}] * 2, "nothing was lost in this form"
    assert invoices.enter_anew_all_owners(day=1, at_most=0) == Reentry(left=8)
    made = rounds(invoices, day=1, at_most=3)
    assert [one.done for one in made] == [3, 3, 2]
    assert [one.left for one in made] == [5, 2, 0]
    assert found(invoices, ANNA, text) == found(invoices, ANNA, NAME[:9]) == {*(r.id for r in older[::2]), newer.id}
    assert found(invoices, BEN, text) == {record.id for record in older[1::2]}
    assert invoices.enter_anew_all_owners(day=1, at_most=3) == Reentry()


def test_nothing_else_of_an_invoice_changes(
    table: DynamoTable, account: AwsClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoices = DynamoInvoices(table)
    with earlier_version(monkeypatch):
        records = [saved(invoices, ANNA, number) for number in range(3)]
    shown = invoices.list(ANNA, Query(), limit=9, after=None)
    stats, history = invoices.stats(ANNA), [invoices.history(ANNA, record.id) for record in records]
    rounds(invoices, day=1, at_most=9)
    assert [invoices.get(ANNA, record.id) for record in records] == records
    assert invoices.list(ANNA, Query(), limit=9, after=None) == shown
    assert invoices.stats(ANNA) == stats
    assert [invoices.history(ANNA, record.id) for record in records] == history
    assert invoices.recount(ANNA, mend=False)
    for record in records:
        invoices.delete(ANNA, record.id, version=1)
    assert [row for row in keys(account, table) if "#W#" in row or "#I#" in row] == [], "hints were left behind"


def test_an_earlier_version_that_runs_in_between_is_made_up_for_on_another_day(
    table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forward, back and forward again: what the earlier one changed meanwhile is entered anew, and was found by it."""
    invoices = DynamoInvoices(table)
    record = saved(invoices, ANNA, 1)
    assert rounds(invoices, day=1, at_most=9) == [Reentry()]
    with earlier_version(monkeypatch):
        after, change = changed(record, seller="Morgenrotmaschinenbau")
        invoices.replace(ANNA, after, change)
        assert found(invoices, ANNA, "morgenrotmas") == {record.id}
        assert list(invoices.stored_all_owners()) == [(ANNA, after)]
    assert invoices.enter_anew_all_owners(day=1, at_most=9) == Reentry(), "today all was looked at"
    assert invoices.enter_anew_all_owners(day=2, at_most=9) == Reentry(done=1)
    assert found(invoices, ANNA, "morgenrotm") == {record.id}
    assert found(invoices, ANNA, "nordlicht") == set()


def test_a_change_meanwhile_is_kept(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes the invoice while it is entered anew wins; what is entered is what there is then."""
    invoices = DynamoInvoices(table)
    with earlier_version(monkeypatch):
        record = saved(invoices, ANNA, 1)
    after, change = changed(record, seller="Morgenrotmaschinenbau")
    write = DynamoTable.write

    def somebody_is_faster(self: DynamoTable, *actions: Action) -> None:
        monkeypatch.setattr(DynamoTable, "write", write)
        invoices.replace(ANNA, after, change)
        write(self, *actions)

    monkeypatch.setattr(DynamoTable, "write", somebody_is_faster)
    rounds(invoices, day=1, at_most=9)
    assert invoices.get(ANNA, record.id) == after
    assert found(invoices, ANNA, "morgenrotm") == {record.id}
    assert found(invoices, ANNA, "nordlicht") == set()
    assert invoices.recount(ANNA, mend=False)


def test_rows_that_the_indexes_copied_are_found_in_every_order_and_go_from_there(
    table: DynamoTable, account: AwsClients, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoices = DynamoInvoices(table)
    with version_of_form_2(monkeypatch):
        older = [saved(invoices, ANNA, number) for number in (2, 4)]
    newer = [saved(invoices, ANNA, number) for number in (1, 3)]
    assert copied(account, table) > 20
    right = [newer[0].id, older[0].id, newer[1].id, older[1].id]
    for _ in range(2):
        by_gross = [Query(text="nordlichtw", sort=sort) for sort in (Sort.GROSS, Sort.GROSS_DOWN)]
        up, down = ([item.id for item in invoices.list(ANNA, one, limit=9, after=None).items] for one in by_gross)
        assert (up, down) == (right, right[::-1])
        rounds(invoices, day=1, at_most=9)
    assert copied(account, table) == 4, "the rows of the list alone"


def keys(account: AwsClients, table: DynamoTable) -> list[str]:
    pages = account.tables().get_paginator("scan").paginate(TableName=table.name, ConsistentRead=True)
    return [item["pk"]["S"] for page in pages for item in page["Items"]]


def test_what_is_entered_does_not_change_without_a_new_form() -> None:
    """When this fails, what earlier versions entered is no longer what is looked for: raise `FORM`, then the digest.

    SQLite keeps whole words under the same rule (`search_words`) and says no form: it needs a step of its own then.
    """
    name = "Ærø Müller 0123456789abcdefghijklmnopqrstuvwxyz"
    under = entries.entered(a_record(an_invoice(seller=f"{NAME} {name}", number="RE/2026-00017")))
    digest = hashlib.sha256(json.dumps(under, sort_keys=True).encode()).hexdigest()[:16]
    assert (entries.FORM, digest) == ("3", "e989b590b0266d04")
