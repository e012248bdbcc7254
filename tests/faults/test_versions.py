"""Rows of older and of newer code: F58. The texts are as the first release wrote them, and stay as they are."""

import json

import pytest

from app.domain.errors import Conflict
from app.domain.record import FORM, Record
from app.domain.scan import Scan
from app.domain.upload import Upload
from tests.faults.scene import Scene
from tests.making import ANNA, a_record
from tests.world import INVOICE

DOCUMENT = (
    '{"sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'
    '"media_type":"application/pdf","size":1,"pages":1,"file_name":null}'
)
FIRST_RECORD = (
    '{"id":"inv_1","scan_id":"scn_1","version":1,"status":"reviewed","document":' + DOCUMENT + ',"reader":"text",'
    '"invoice":{"invoice_number":"R-1","amounts":{"gross":"119.00"}},"evidence":{"invoice_number":{"raw":"R-1",'
    '"confidence":0.9,"page":1,"polygon":null,"source":"text","candidates":[]}},"checks":[{"id":"gross_total",'
    '"outcome":"failed","detail":"no","fields":["amounts.gross"]}],"created_at":"2026-11-22T12:00:00Z",'
    '"updated_at":"2026-11-22T12:00:00Z"}'
)
FIRST_SCAN = (
    '{"id":"scn_1","state":"reading","stage":"text","document":' + DOCUMENT + ',"reader":"auto","reader_version":"1",'
    '"created_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:00:00Z","attempts":1,"reason":null}'
)
FIRST_UPLOAD = '{"id":"upl_1","media_type":"application/pdf","created_at":"2026-11-22T12:00:00Z"}'


def test_f58_what_the_first_release_wrote_is_read() -> None:
    record = Record.model_validate_json(FIRST_RECORD)
    assert (record.invoice.invoice_number, str(record.invoice.amounts.gross)) == ("R-1", "119.00")
    assert record.summary().failed_checks == ("gross_total",)
    scan = Scan.model_validate_json(FIRST_SCAN)
    assert (scan.sent, scan.taken_by, scan.job) == (False, None, None)
    assert Upload.model_validate_json(FIRST_UPLOAD).scan_id is None


@pytest.mark.parametrize(("kind", "text"), [(Record, FIRST_RECORD), (Scan, FIRST_SCAN), (Upload, FIRST_UPLOAD)])
def test_f58_what_a_later_release_adds_does_not_keep_this_one_from_reading(kind: type[Record], text: str) -> None:
    more = json.loads(text) | {"added_later": {"a": [1]}}
    assert kind.model_validate_json(json.dumps(more)) == kind.model_validate_json(text)


def test_f58_what_a_newer_release_wrote_is_shown_and_deleted_but_never_overwritten_with_less() -> None:
    scene = Scene()
    newer = a_record(INVOICE, form=FORM + 1)
    scene.world.invoices.begin(ANNA, newer)
    scene.world.invoices.store(ANNA, newer.id)
    service = scene.world.container.invoices
    assert service.get(ANNA, newer.id) == newer
    with pytest.raises(Conflict) as told:
        service.replace(ANNA, newer.id, INVOICE.model_copy(update={"invoice_number": "R-2"}), version=1)
    assert told.value.code == "newer-data"
    assert service.get(ANNA, newer.id) == newer
    service.delete(ANNA, newer.id, version=1)
    assert scene.anna.invoices() == []


def test_f58_a_record_that_is_changed_is_written_in_the_form_of_today() -> None:
    scene = Scene()
    old = a_record(INVOICE, form=0)
    scene.world.invoices.begin(ANNA, old)
    scene.world.invoices.store(ANNA, old.id)
    scene.anna.edit(old.id, INVOICE.model_copy(update={"invoice_number": "R-2"}))
    assert scene.world.invoices.get(ANNA, old.id).form == FORM
