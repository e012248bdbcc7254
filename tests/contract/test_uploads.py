"""What every `UploadRepository` promises."""

from datetime import UTC, datetime

import pytest

from app.domain import ids
from app.domain.errors import NotFound
from app.domain.scan import Reason
from app.domain.upload import Upload
from app.ports import UploadRepository
from tests.making import ANNA, BEN

REASON = Reason(code="damaged", detail="The file is damaged.")


def added(uploads: UploadRepository) -> Upload:
    upload = Upload(
        id=ids.upload_id(),
        media_type="application/pdf",
        keep=True,
        reader="text",
        file_name="Rechnung Müller.pdf",
        created_at=datetime(2026, 11, 2, 12, tzinfo=UTC),
        request_id="request-1",
    )
    uploads.add(ANNA, upload)
    return upload


def test_an_upload_is_found_as_it_was_added(uploads: UploadRepository) -> None:
    upload = added(uploads)
    assert uploads.get(ANNA, upload.id) == upload


@pytest.mark.parametrize("name", ["upl_" + "0" * 32, "upl_", "", "../upl", "scn_" + "0" * 32])
def test_an_upload_that_is_not_there(uploads: UploadRepository, name: str) -> None:
    with pytest.raises(NotFound):
        uploads.get(ANNA, name)
    with pytest.raises(NotFound):
        uploads.note(ANNA, name, scan_id=ids.scan_id())
    assert uploads.find_owner(ANNA.key, name) is None


def test_an_upload_of_another_owner_is_not_there(uploads: UploadRepository) -> None:
    upload = added(uploads)
    with pytest.raises(NotFound):
        uploads.get(BEN, upload.id)
    with pytest.raises(NotFound):
        uploads.note(BEN, upload.id, reason=REASON)
    assert uploads.get(ANNA, upload.id).reason is None


def test_the_owner_of_what_arrived_is_found(uploads: UploadRepository) -> None:
    upload = added(uploads)
    assert uploads.find_owner(ANNA.key, upload.id) == ANNA
    assert uploads.find_owner(BEN.key, upload.id) is None


def test_the_first_scan_stays(uploads: UploadRepository) -> None:
    upload, first = added(uploads), ids.scan_id()
    uploads.note(ANNA, upload.id, scan_id=first)
    uploads.note(ANNA, upload.id, scan_id=ids.scan_id())
    uploads.note(ANNA, upload.id, reason=REASON)
    noted = uploads.get(ANNA, upload.id)
    assert (noted.scan_id, noted.reason) == (first, None)


def test_a_file_that_was_refused_may_still_become_a_scan(uploads: UploadRepository) -> None:
    upload, scan_id = added(uploads), ids.scan_id()
    for file_kept in (False, True):
        uploads.note(ANNA, upload.id, reason=REASON, file_kept=file_kept)
        assert (uploads.get(ANNA, upload.id).reason, uploads.get(ANNA, upload.id).file_kept) == (REASON, file_kept)
    uploads.note(ANNA, upload.id, scan_id=scan_id)
    noted = uploads.get(ANNA, upload.id)
    assert (noted.scan_id, noted.reason, noted.file_kept) == (scan_id, None, False)
