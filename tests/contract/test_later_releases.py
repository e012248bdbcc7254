"""F58: what a later release has kept is found, shown, changed, exported and deleted by this one, and nothing is lost.

The texts have an unknown member in every object, at every level, and some values of a later kind.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.adapters.dynamodb.table import DynamoTable, put
from app.domain import ids
from app.domain.errors import Conflict, NotFound
from app.domain.export import Format, Rows
from app.domain.invoice import Invoice
from app.domain.quota import ScanQuota
from app.domain.reading import Reading
from app.domain.record import Change, Query, Record, RecordStatus
from app.domain.scan import Reason, Scan, ScanState
from app.domain.stored import dump, load
from app.domain.upload import Upload
from app.ports import DocumentStore, InvoiceRepository, Key, Kind, ScanRepository, UploadRepository
from app.services.export import ExportService
from app.services.invoices import InvoiceService
from tests.fakes import (
    FakeDocumentStore,
    FakeIdempotencyStore,
    FakeLooseDocuments,
    FakeScanRepository,
    SettableClock,
)
from tests.later import FULL_INVOICE, examples, from_later, full_reading, full_record, full_scan
from tests.making import ANNA

SEEDS = pytest.mark.parametrize("seed", range(3))


def kept(invoices: InvoiceRepository, text: str) -> Record:
    record = load(Record, text)
    invoices.begin(ANNA, record)
    return invoices.store(ANNA, record.id)


def service(
    invoices: InvoiceRepository, scans: ScanRepository | None = None, documents: DocumentStore | None = None
) -> InvoiceService:
    return InvoiceService(
        documents=documents or FakeDocumentStore(),
        invoices=invoices,
        scans=scans or FakeScanRepository(),
        loose=FakeLooseDocuments(),
        idempotency=FakeIdempotencyStore(),
        check=lambda *_, **__: (),
        clock=SettableClock(),
    )


def unknown_in(node: Any, known: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Places and values of the members of `node` that `known` does not have."""
    if isinstance(node, dict):
        for name, value in node.items():
            if isinstance(known, dict) and name in known:
                yield from unknown_in(value, known[name], f"{place}/{name}")
            else:
                yield f"{place}/{name}", value
    elif isinstance(node, list):
        for number, value in enumerate(node):
            beside = known[number] if isinstance(known, list) and number < len(known) else value
            yield from unknown_in(value, beside, f"{place}/{number}")


def unknown(text: str, known: str, member: str) -> dict[str, Any]:
    return dict(unknown_in(json.loads(text)[member], json.loads(known)[member]))


@SEEDS
def test_a_record_comes_back_with_all_that_is_not_understood(invoices: InvoiceRepository, seed: int) -> None:
    text = from_later(full_record(), seed)
    record = kept(invoices, text)
    assert json.loads(dump(invoices.get(ANNA, record.id))) == json.loads(text)
    assert [json.loads(dump(one.record)) for one in invoices.records(ANNA, Query())] == [json.loads(text)]
    assert [json.loads(dump(one)) for _, one in invoices.stored_all_owners()] == [json.loads(text)]
    assert [item.id for item in invoices.list(ANNA, Query(text="nordlicht"), limit=9, after=None).items] == [record.id]
    assert invoices.recount(ANNA, mend=False)


@SEEDS
def test_a_changed_value_leaves_all_others_of_a_later_release(invoices: InvoiceRepository, seed: int) -> None:
    text, known = from_later(full_record(), seed), dump(full_record())
    record = kept(invoices, text)
    line = FULL_INVOICE.lines[1].model_copy(update={"description": "Toner"})
    changed = FULL_INVOICE.model_copy(update={"invoice_number": "R-2", "lines": (FULL_INVOICE.lines[0], line)})
    service(invoices).replace(ANNA, record.id, changed, version=1)
    after = invoices.get(ANNA, record.id)
    assert after.invoice == changed
    written = dump(after)
    assert unknown(written, known, "invoice") == unknown(text, known, "invoice")
    assert unknown(written, known, "document") == unknown(text, known, "document")
    of_others = {
        place: value for place, value in unknown(text, known, "evidence").items() if "/invoice_number/" not in place
    }
    assert of_others.items() <= unknown(written, known, "evidence").items()
    assert {name for name in json.loads(text) if name.startswith("later")} <= json.loads(written).keys()
    assert len(invoices.history(ANNA, record.id)) == 2


def test_what_is_not_understood_goes_where_its_line_goes(invoices: InvoiceRepository) -> None:
    tree = json.loads(dump(full_record()))
    tree["invoice"]["lines"][1] |= {"cost_centre": "B", "more": [{"deep": 1}]}
    tree["evidence"]["lines.1.cost_centre"] = tree["evidence"]["lines.1.amount"]
    tree["evidence"]["lines.1.amount"] = {"source": "oracle", "sure": True}
    tree["checks"][1] |= {"weight": 3}
    record = kept(invoices, json.dumps(tree))
    moved = FULL_INVOICE.model_copy(update={"lines": FULL_INVOICE.lines[1:]})
    service(invoices).replace(ANNA, record.id, moved, version=1)
    after = json.loads(dump(invoices.get(ANNA, record.id)))
    assert [line.get("cost_centre") for line in after["invoice"]["lines"]] == ["B"]
    assert after["invoice"]["lines"][0]["more"] == [{"deep": 1}]
    assert after["evidence"]["lines.0.cost_centre"] == tree["evidence"]["lines.1.cost_centre"]
    assert after["evidence"]["lines.0.amount"] == {"source": "oracle", "sure": True}
    assert "lines.1.amount" not in after["evidence"]
    assert [(check["id"], check["weight"]) for check in after["checks"]] == [("xml_vs_picture", 3)]
    service(invoices).replace(ANNA, record.id, Invoice(), version=2)
    assert json.loads(dump(invoices.get(ANNA, record.id)))["invoice"]["lines"] == []


def test_lines_that_say_nothing_known_and_lines_of_one_value_keep_what_they_say(invoices: InvoiceRepository) -> None:
    tree = json.loads(dump(full_record()))
    tree["invoice"]["lines"] = [{"later": 1}, {"description": "Ink", "later": 2}, {"amount": "1.00", "later": 3}]
    record = kept(invoices, json.dumps(tree))
    before = invoices.get(ANNA, record.id).invoice
    lines = (before.lines[0], before.lines[1].model_copy(update={"description": "Toner"}), before.lines[2])
    service(invoices).replace(ANNA, record.id, before.model_copy(update={"lines": lines}), version=1)
    after = json.loads(dump(invoices.get(ANNA, record.id)))["invoice"]["lines"]
    assert [(line["description"], line["later"]) for line in after] == [(None, 1), ("Toner", 2), (None, 3)]


@SEEDS
def test_it_is_exported_and_deleted(invoices: InvoiceRepository, seed: int) -> None:
    record = kept(invoices, from_later(full_record(), seed))
    export = ExportService(invoices=invoices)
    for format_ in Format:
        for rows in Rows:
            assert len(b"".join(export.stream(ANNA, Query(), format_=format_, rows=rows))) > 100
    service(invoices).delete(ANNA, record.id, version=1)
    with pytest.raises(NotFound):
        invoices.get(ANNA, record.id)
    assert invoices.stats(ANNA) == ()


def test_a_record_whose_status_is_not_understood_is_shown_and_deleted_not_changed(invoices: InvoiceRepository) -> None:
    text = json.dumps(json.loads(dump(full_record())) | {"status": "archived"})
    record = kept(invoices, text)
    assert service(invoices).get(ANNA, record.id).status is RecordStatus.NEEDS_REVIEW
    with pytest.raises(Conflict) as told:
        service(invoices).replace(ANNA, record.id, Invoice(), version=1)
    assert told.value.code == "newer-data"
    assert json.loads(dump(invoices.get(ANNA, record.id))) == json.loads(text)
    service(invoices).delete(ANNA, record.id, version=1)
    assert list(invoices.stored_all_owners()) == []


def test_a_change_of_a_later_release_is_shown(invoices: InvoiceRepository) -> None:
    record = kept(invoices, dump(full_record()))
    change = next(one for one in examples() if isinstance(one, Change))
    after = record.model_copy(update={"version": 2})
    invoices.replace(ANNA, after, load(Change, from_later(change)))
    assert invoices.history(ANNA, record.id)[1].values == change.values


# ---- scans and uploads -----------------------------------------------------------------------------------------------


@SEEDS
def test_a_scan_and_its_reading_come_back_with_all_that_is_not_understood(scans: ScanRepository, seed: int) -> None:
    text, of_reading = from_later(full_scan(), seed), from_later(full_reading(), seed)
    scan = scans.add(ANNA, load(Scan, text), quota=ScanQuota())
    done = {"state": ScanState.DONE, "reading": load(Reading, of_reading)}
    scans.advance(ANNA, scan.model_copy(update=done))
    scans.mark_saved(ANNA, scan.id, ids.invoice_id())
    found = scans.get(ANNA, scan.id)
    assert found.reading is not None
    assert json.loads(dump(found.reading)) == json.loads(of_reading)
    assert {**json.loads(dump(found)), "state": "reading", "invoice_id": None, "reading": None} == json.loads(text)
    listed, _ = scans.list(ANNA, state=None, unsaved=False, limit=9, after=None)
    assert [one.aside for one in listed] == [found.aside]
    scans.delete(ANNA, scan.id)
    with pytest.raises(NotFound):
        scans.get(ANNA, scan.id)


def test_what_a_later_release_read_is_kept_with_the_invoice(scans: ScanRepository, invoices: InvoiceRepository) -> None:
    text, known = from_later(full_reading()), dump(full_reading())
    done = full_scan().model_copy(update={"state": ScanState.DONE, "reading": load(Reading, text)})
    scan, documents = scans.add(ANNA, done, quota=ScanQuota()), FakeDocumentStore()
    documents.put(ANNA, Key(Kind.SCAN, scan.id), b"bytes")
    corrected = FULL_INVOICE.model_copy(update={"invoice_number": "R-2"})
    record = service(invoices, scans, documents).save(ANNA, scan.id, corrected)
    written = dump(invoices.get(ANNA, record.id))
    assert unknown(written, known, "invoice") == unknown(text, known, "invoice")
    assert [json.loads(written)["checks"][0]] == [
        check for check in json.loads(text)["checks"] if check["id"] == "xml_vs_picture"
    ]


def test_a_scan_in_a_state_of_a_later_release_is_shown_and_deleted_not_worked_on(scans: ScanRepository) -> None:
    text = json.dumps(json.loads(dump(full_scan())) | {"state": "waiting"})
    scan = scans.add(ANNA, load(Scan, text), quota=ScanQuota())
    found = scans.get(ANNA, scan.id)
    assert json.loads(dump(found)) == json.loads(text)
    with pytest.raises(Conflict):
        scans.advance(ANNA, found.model_copy(update={"state": ScanState.DONE}))
    assert dump(scans.get(ANNA, scan.id)) == dump(found)
    scans.delete(ANNA, scan.id)


@SEEDS
def test_an_upload_and_its_fate_come_back_with_all_that_is_not_understood(uploads: UploadRepository, seed: int) -> None:
    upload = next(one for one in examples() if isinstance(one, Upload)).model_copy(update={"reason": None})
    text = from_later(upload, seed)
    uploads.add(ANNA, load(Upload, text))
    assert json.loads(dump(uploads.get(ANNA, upload.id))) == json.loads(text)
    reason = load(Reason, from_later(Reason(code="damaged", detail="x"), seed))
    uploads.note(ANNA, upload.id, reason=reason)
    noted = uploads.get(ANNA, upload.id)
    assert noted.reason == reason
    assert noted.aside == load(Upload, text).aside


# ---- rows of the table -----------------------------------------------------------------------------------------------


def test_attributes_of_a_later_release_stay_on_rows_that_are_written_anew(table: DynamoTable) -> None:
    from app.adapters.dynamodb.invoices import DynamoInvoices
    from app.adapters.dynamodb.scans import DynamoScans

    invoices, scans = DynamoInvoices(table), DynamoScans(table, clock=SettableClock())
    record = kept(invoices, dump(full_record()))
    scan = scans.add(ANNA, full_scan(), quota=ScanQuota())
    heads = (f"O#{ANNA.key}#I#{record.id}", f"O#{ANNA.key}#S#{scan.id}")
    for pk in heads:
        table.write_one(put((table.get(pk, "R") or {}) | {"later": "kept"}))
    change = Change(version=2, at=record.updated_at + timedelta(minutes=1), action="edited", values={})
    invoices.replace(ANNA, record.model_copy(update={"version": 2}), change)
    scans.advance(ANNA, scan.model_copy(update={"stage": "engine"}))
    scans.mark_saved(ANNA, scan.id, ids.invoice_id())
    assert [(table.get(pk, "R") or {})["later"] for pk in heads] == ["kept", "kept"]
    invoices.delete(ANNA, record.id, version=None)
    scans.delete(ANNA, scan.id)
    assert [table.get(pk, "R") for pk in heads] == [None, None]
