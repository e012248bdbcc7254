"""What every `UploadRepository` promises."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.adapters.dynamodb.scans import DynamoScans
from app.adapters.dynamodb.uploads import DynamoUploads
from app.adapters.sqlite.scans import SqliteScans
from app.adapters.sqlite.uploads import SqliteUploads
from app.domain import ids
from app.domain.errors import NotFound, StorageFull
from app.domain.quota import ScanQuota
from app.domain.scan import Reason
from app.domain.upload import HELD_FOR, Upload
from app.ports import ScanRepository, UploadRepository
from tests.fakes import FakeScanRepository, FakeUploadRepository, SettableClock
from tests.making import ANNA, BEN, a_scan

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


# ---- room ------------------------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
FIVE = ScanQuota(documents=5, document_bytes=50)


def asked(uploads: UploadRepository, size: int = 10, *, at: datetime = NOW, quota: ScanQuota = FIVE) -> Upload:
    upload = Upload(id=ids.upload_id(), media_type="application/pdf", created_at=at, held=size)
    return uploads.add(ANNA, upload, quota=quota)


def require_full(uploads: UploadRepository, *, at: datetime = NOW) -> None:
    with pytest.raises(StorageFull) as refused:
        asked(uploads, 1, at=at)
    assert refused.value.code == "storage-quota"


def test_tickets_count_as_documents(uploads: UploadRepository) -> None:
    for _ in range(5):
        asked(uploads, 1)
    require_full(uploads)
    assert uploads.add(BEN, Upload(id=ids.upload_id(), media_type="a/b", created_at=NOW, held=1), quota=FIVE).held == 1


def test_tickets_count_by_their_bytes_and_get_what_is_left(uploads: UploadRepository) -> None:
    assert [asked(uploads, 30).held, asked(uploads, 30).held] == [30, 20]
    require_full(uploads)


def test_room_for_a_file_that_does_not_come_is_free_again(uploads: UploadRepository) -> None:
    for _ in range(5):
        asked(uploads)
    require_full(uploads, at=NOW + HELD_FOR - timedelta(seconds=1))
    assert asked(uploads, 50, at=NOW + HELD_FOR + timedelta(seconds=1)).held == 50


def test_room_that_a_wrong_clock_has_taken_is_free_again(uploads: UploadRepository) -> None:
    asked(uploads, 50, at=NOW + timedelta(days=900))
    assert asked(uploads, 50).held == 50


def test_a_file_that_has_arrived_counts_by_its_size_for_as_long_as_it_is_there(uploads: UploadRepository) -> None:
    there = asked(uploads, 50)
    for _ in range(2):
        uploads.arrived(ANNA, there.id, 40)
    assert asked(uploads, 20).held == 10
    later = NOW + timedelta(days=20)
    assert asked(uploads, 20, at=later).held == 10


def test_a_file_that_comes_when_its_room_is_over_counts_all_the_same(uploads: UploadRepository) -> None:
    late = asked(uploads, 50)
    asked(uploads, 1, at=NOW + timedelta(hours=1))
    uploads.arrived(ANNA, late.id, 50)
    require_full(uploads, at=NOW + timedelta(hours=1))


@pytest.mark.parametrize("fate", [{"scan_id": ids.scan_id()}, {"reason": REASON}])
def test_the_room_of_a_file_that_is_gone_is_free(uploads: UploadRepository, fate: dict[str, Any]) -> None:
    there = asked(uploads, 50)
    uploads.arrived(ANNA, there.id, 50)
    require_full(uploads)
    uploads.note(ANNA, there.id, **fate)
    uploads.arrived(ANNA, there.id, 50)  # the news once more
    assert asked(uploads, 50).held == 50


def test_a_file_that_is_kept_to_be_tried_again_keeps_its_room(uploads: UploadRepository) -> None:
    there = asked(uploads, 50)
    uploads.arrived(ANNA, there.id, 50)
    uploads.note(ANNA, there.id, reason=REASON, file_kept=True)
    require_full(uploads)


def test_news_of_a_file_that_nobody_asked_for_changes_nothing(uploads: UploadRepository) -> None:
    uploads.arrived(ANNA, ids.upload_id(), 50)
    assert asked(uploads, 50).held == 50


# ---- with scans ------------------------------------------------------------------------------------------------------

Both = tuple[UploadRepository, ScanRepository]


@pytest.fixture(params=["fake", "local", "aws"])
def both(request: pytest.FixtureRequest, clock: SettableClock) -> Both:
    clock.now = NOW
    if request.param == "fake":
        scans = FakeScanRepository(clock)
        return FakeUploadRepository(scans), scans
    if request.param == "local":
        database = request.getfixturevalue("database")
        return SqliteUploads(database), SqliteScans(database, clock=clock)
    table = request.getfixturevalue("table")
    return DynamoUploads(table), DynamoScans(table, clock=clock)


def test_documents_of_scans_and_files_of_uploads_share_the_room(both: Both) -> None:
    uploads, scans = both
    for _ in range(3):
        scans.add(ANNA, a_scan(at=NOW), quota=FIVE)
    for _ in range(2):
        asked(uploads)
    require_full(uploads)
    with pytest.raises(StorageFull):
        scans.add(ANNA, a_scan(at=NOW), quota=FIVE)


def test_a_scan_takes_over_the_room_of_its_upload_in_one_step(both: Both) -> None:
    uploads, scans = both
    there = [asked(uploads) for _ in range(5)]
    for upload in there:
        uploads.arrived(ANNA, upload.id, 1)
    for upload in there:
        scan = scans.add(ANNA, a_scan(at=NOW, upload_id=upload.id), quota=FIVE)
        require_full(uploads)
        uploads.note(ANNA, upload.id, scan_id=scan.id)
        require_full(uploads)
    scans.delete(ANNA, scan.id)
    assert asked(uploads, 5).held == 5


def test_what_has_had_its_room_is_taken_though_the_quota_is_smaller_now(both: Both) -> None:
    uploads, scans = both
    there = [asked(uploads) for _ in range(5)]
    for upload in there:
        uploads.arrived(ANNA, upload.id, 1)
        scans.add(ANNA, a_scan(at=NOW, upload_id=upload.id), quota=ScanQuota(documents=2, document_bytes=2))


def test_the_bytes_that_arrived_count_when_they_are_a_scan(both: Both) -> None:
    uploads, scans = both
    there = asked(uploads, 50)
    uploads.arrived(ANNA, there.id, 1)
    scans.add(ANNA, a_scan(at=NOW, upload_id=there.id), quota=FIVE)
    assert asked(uploads, 60).held == 49


def test_room_that_is_over_is_free_for_scans_too(both: Both, clock: SettableClock) -> None:
    uploads, scans = both
    for _ in range(5):
        asked(uploads)
    clock.now = NOW + timedelta(hours=1)
    for _ in range(5):
        scans.add(ANNA, a_scan(at=clock.now), quota=FIVE)
