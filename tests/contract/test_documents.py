"""What every `DocumentStore` promises."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.domain import ids
from app.domain.errors import Conflict, NotFound
from app.ports import DocumentStore, Key, Kind
from tests.fakes import SettableClock
from tests.making import ANNA, BEN


def a_key(kind: Kind = Kind.SCAN) -> Key:
    made = {Kind.SCAN: ids.scan_id, Kind.INVOICE: ids.invoice_id, Kind.UPLOAD: ids.upload_id}
    return Key(kind, made[kind]())


@pytest.mark.parametrize("data", [b"x", b"\x00\xff" * 70_000, b""])
def test_bytes_come_back_as_they_were_put(documents: DocumentStore, data: bytes) -> None:
    key = a_key()
    documents.put(ANNA, key, data)
    assert documents.get(ANNA, key) == data


def test_absent_is_not_found(documents: DocumentStore) -> None:
    with pytest.raises(NotFound):
        documents.get(ANNA, a_key())


def test_f19_the_same_bytes_again_change_nothing(documents: DocumentStore) -> None:
    key = a_key()
    documents.put(ANNA, key, b"one")
    documents.put(ANNA, key, b"one")
    assert documents.get(ANNA, key) == b"one"


@pytest.mark.parametrize("other", [b"two", b"one and more", b""])
def test_f19_other_bytes_under_a_key_are_a_conflict(documents: DocumentStore, other: bytes) -> None:
    key = a_key()
    documents.put(ANNA, key, b"one")
    with pytest.raises(Conflict):
        documents.put(ANNA, key, other)
    assert documents.get(ANNA, key) == b"one"


def test_another_owners_object_is_not_found(documents: DocumentStore) -> None:
    key = a_key()
    documents.put(ANNA, key, b"one")
    with pytest.raises(NotFound):
        documents.get(BEN, key)
    with pytest.raises(NotFound):
        documents.copy(BEN, key, a_key(Kind.INVOICE))
    documents.delete(BEN, key)
    assert documents.get(ANNA, key) == b"one"


def test_two_owners_keep_different_bytes_under_one_id(documents: DocumentStore) -> None:
    key = a_key()
    documents.put(ANNA, key, b"hers")
    documents.put(BEN, key, b"his")
    assert (documents.get(ANNA, key), documents.get(BEN, key)) == (b"hers", b"his")


def test_a_copy_outlives_its_source(documents: DocumentStore) -> None:
    scan, invoice = a_key(), a_key(Kind.INVOICE)
    documents.put(ANNA, scan, b"one")
    documents.copy(ANNA, scan, invoice)
    documents.delete(ANNA, scan)
    assert documents.get(ANNA, invoice) == b"one"
    with pytest.raises(NotFound):
        documents.get(ANNA, scan)


def test_a_copy_again_is_fine_and_onto_other_bytes_a_conflict(documents: DocumentStore) -> None:
    scan, other, invoice = a_key(), a_key(), a_key(Kind.INVOICE)
    documents.put(ANNA, scan, b"one")
    documents.put(ANNA, other, b"two")
    documents.copy(ANNA, scan, invoice)
    documents.copy(ANNA, scan, invoice)
    with pytest.raises(Conflict):
        documents.copy(ANNA, other, invoice)
    assert documents.get(ANNA, invoice) == b"one"


def test_a_copy_again_is_fine_when_its_source_was_removed_since(documents: DocumentStore) -> None:
    scan, invoice = a_key(), a_key(Kind.INVOICE)
    documents.put(ANNA, scan, b"one")
    documents.copy(ANNA, scan, invoice)
    documents.delete(ANNA, scan)
    documents.copy(ANNA, scan, invoice)
    assert documents.get(ANNA, invoice) == b"one"


def test_a_copy_of_nothing_is_not_found_and_makes_nothing(documents: DocumentStore) -> None:
    invoice = a_key(Kind.INVOICE)
    with pytest.raises(NotFound):
        documents.copy(ANNA, a_key(), invoice)
    assert list(documents.walk_all_owners(Kind.INVOICE)) == []


def test_it_is_told_whether_something_is_there(documents: DocumentStore) -> None:
    key = a_key()
    assert not documents.has(ANNA.key, key)
    documents.put(ANNA, key, b"one")
    assert documents.has(ANNA.key, key)
    assert not documents.has(BEN.key, key)
    assert not documents.has(ANNA.key, Key(Kind.INVOICE, key.id))
    documents.delete(ANNA, key)
    assert not documents.has(ANNA.key, key)


def test_what_is_deleted_is_gone_and_may_be_deleted_again(documents: DocumentStore) -> None:
    key = a_key()
    documents.put(ANNA, key, b"one")
    documents.delete(ANNA, key)
    documents.delete(ANNA, key)
    with pytest.raises(NotFound):
        documents.get(ANNA, key)
    assert list(documents.walk_all_owners(Kind.SCAN)) == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "scn_1", "/etc/passwd", "scn_%2e%2e", "scn_" + "0" * 31 + "\n"]
)
def test_a_name_that_is_no_id_finds_nothing(documents: DocumentStore, name: str) -> None:
    key = Key(Kind.SCAN, name)
    with pytest.raises(NotFound):
        documents.get(ANNA, key)
    with pytest.raises(NotFound):
        documents.copy(ANNA, key, a_key(Kind.INVOICE))
    documents.delete(ANNA, key)
    assert not documents.has(ANNA.key, key)


def test_a_walk_finds_every_object_of_its_kind(documents: DocumentStore) -> None:
    keys = {owner.key: a_key() for owner in (ANNA, BEN)}
    documents.put(ANNA, keys[ANNA.key], b"12")
    documents.put(BEN, keys[BEN.key], b"123")
    documents.put(ANNA, a_key(Kind.INVOICE), b"other kind")
    found = {object_.owner_key: object_ for object_ in documents.walk_all_owners(Kind.SCAN)}
    assert {name: (object_.key, object_.size) for name, object_ in found.items()} == {
        ANNA.key: (keys[ANNA.key], 2),
        BEN.key: (keys[BEN.key], 3),
    }
    for object_ in found.values():
        assert abs(object_.modified_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_walk_goes_in_order_and_on_from_any_place(documents: DocumentStore) -> None:
    places = sorted((owner.key, a_key().id) for owner in (ANNA, BEN) for _ in range(3))
    owners = {owner.key: owner for owner in (ANNA, BEN)}
    for owner_key, id_ in reversed(places):
        documents.put(owners[owner_key], Key(Kind.SCAN, id_), b"one")
    documents.put(ANNA, a_key(Kind.INVOICE), b"other kind")

    def walked(after: tuple[str, str] | None) -> list[tuple[str, str]]:
        return [(found.owner_key, found.key.id) for found in documents.walk_all_owners(Kind.SCAN, after=after)]

    assert walked(None) == places
    for number, place in enumerate(places, 1):
        assert walked(place) == places[number:]
    between = (places[2][0], places[2][1][:-1])
    assert walked(between) == places[2:], "the place itself need not be there any more"


def test_a_copy_is_as_new_as_the_copying(documents: DocumentStore) -> None:
    scan, invoice = a_key(), a_key(Kind.INVOICE)
    documents.put(ANNA, scan, b"one")
    documents.copy(ANNA, scan, invoice)
    (source,), (copy,) = documents.walk_all_owners(Kind.SCAN), documents.walk_all_owners(Kind.INVOICE)
    assert copy.modified_at >= source.modified_at - timedelta(seconds=1)


def test_what_a_walk_found_can_be_deleted_twice(documents: DocumentStore) -> None:
    key, kept = a_key(), a_key()
    documents.put(ANNA, key, b"one")
    documents.put(BEN, kept, b"two")
    (found,) = (object_ for object_ in documents.walk_all_owners(Kind.SCAN) if object_.owner_key == ANNA.key)
    documents.delete_found(found)
    documents.delete_found(found)
    with pytest.raises(NotFound):
        documents.get(ANNA, key)
    assert documents.get(BEN, kept) == b"two"


def test_of_many_puts_at_once_one_wins_whole(documents: DocumentStore) -> None:
    key = a_key()
    contents = [bytes([number]) * 50_000 for number in range(8)]

    def put(data: bytes) -> bool:
        try:
            documents.put(ANNA, key, data)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(put, contents))
    assert won.count(True) == 1
    assert documents.get(ANNA, key) == contents[won.index(True)]


def test_a_link_tells_nothing_of_the_owner(documents: DocumentStore) -> None:
    key = a_key(Kind.INVOICE)
    documents.put(ANNA, key, b"one")
    link = documents.link(ANNA, key, file_name="a bill.pdf", media_type="application/pdf")
    assert link.startswith(("http://", "https://"))
    assert ANNA.subject not in link


def test_a_ticket_holds_for_five_minutes_and_leaves_the_file_to_the_sender(
    documents: DocumentStore, clock: SettableClock
) -> None:
    ticket = documents.ticket(ANNA, a_key(Kind.UPLOAD), media_type="application/pdf", max_bytes=10)
    assert abs(ticket.expires_at - clock() - timedelta(minutes=5)) < timedelta(seconds=2)
    assert ticket.url.startswith(("http://", "https://"))
    assert "file" not in ticket.fields
