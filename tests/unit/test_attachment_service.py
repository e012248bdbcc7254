"""Files inside a document: who gets them, and how much at once."""

import pytest

from app.domain.errors import DocumentRejected, NotFound
from tests.documents.hostile import malware_test_pdf
from tests.making import ANNA, BEN
from tests.world import PAPER_FILE, PaperFiles, World


def test_a_file_is_there_before_and_after_its_invoice_was_saved() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    files = world.container.attachments
    before = files.open(files.of_scan(ANNA, scan_id), 1, most=None)
    record = world.container.invoices.save(ANNA, scan_id, None)
    for document in (files.of_scan(ANNA, scan_id), files.of_invoice(ANNA, record.id)):
        assert files.open(document, 1, most=len(PAPER_FILE)) == before


def test_nobody_else_gets_at_it() -> None:
    world = World()
    scan_id = world.scanned(ANNA)
    with pytest.raises(NotFound):
        world.container.attachments.of_scan(BEN, scan_id)


def test_a_file_too_large_for_one_answer_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    files = world.container.attachments
    document = files.of_scan(ANNA, world.scanned(ANNA))
    monkeypatch.setattr(PaperFiles, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(DocumentRejected) as refused:
        files.open(document, 1, most=len(PAPER_FILE) - 1)
    assert refused.value.code == "attachment-too-large"


def test_malware_inside_is_neither_given_nor_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    files = world.container.attachments
    document = files.of_scan(ANNA, world.scanned(ANNA))
    monkeypatch.setattr(PaperFiles, "open", lambda *_: malware_test_pdf().data)
    for take in (lambda: files.open(document, 1, most=None), lambda: files.page_picture(document, 1, 1)):
        with pytest.raises(DocumentRejected) as refused:
            take()
        assert refused.value.code == "malware"
