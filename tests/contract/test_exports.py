"""What every `ExportRepository` and every `ExportFiles` promises."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from app.adapters.files.exports import FileExports
from app.domain import ids
from app.domain.errors import AppError, Conflict, Forbidden, NotFound, QuotaExceeded
from app.domain.export import KEPT_FOR, Export, ExportState, Format, Piece, Pieces, Rows
from app.domain.record import Query
from app.ports import ExportFiles, ExportRepository
from tests.fakes import FakeExportFiles, SettableClock
from tests.making import ANNA, BEN

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
NO_ID = ["exp_" + "0" * 32, "exp_", "", "../exp", "scn_" + "0" * 32, "added"]


def an_export(*, at: datetime = NOW, state: ExportState = ExportState.QUEUED) -> Export:
    return Export(
        id=ids.export_id(),
        state=state,
        format=Format.CSV,
        rows=Rows.LINES,
        query=Query(text="Müller", seller="Zoë"),
        created_at=at,
        updated_at=at,
        expires_at=at + KEPT_FOR,
        request_id="request-1",
        written=Pieces(id="u", pieces=(Piece(name='"e"', size=5, checksum="c"),), rest=Piece(name="r", size=2)),
    )


def added(exports: ExportRepository, export: Export | None = None, *, at_once: int = 9, most: int = 9) -> Export:
    export = export or an_export()
    exports.add(ANNA, export, at_once=at_once, most=most)
    return export


def next_of(export: Export, **changes: object) -> Export:
    return export.model_copy(update={"version": export.version + 1, **changes})


def test_an_export_is_found_as_it_was_added_by_its_owner_alone(exports: ExportRepository) -> None:
    export = added(exports)
    assert exports.get(ANNA, export.id) == export
    assert exports.is_known(ANNA.key, export.id)
    with pytest.raises(NotFound):
        exports.get(BEN, export.id)
    with pytest.raises(NotFound):
        exports.replace(BEN, next_of(export))
    exports.delete(BEN, export.id)
    assert not exports.is_known(BEN.key, export.id)
    assert exports.list(BEN) == ()
    assert exports.list(ANNA) == (export,)


@pytest.mark.parametrize("name", NO_ID)
def test_an_export_that_is_not_there(exports: ExportRepository, name: str) -> None:
    added(exports)
    with pytest.raises(NotFound):
        exports.get(ANNA, name)
    exports.delete(ANNA, name)
    assert not exports.is_known(ANNA.key, name)


def test_the_newest_export_is_listed_first(exports: ExportRepository) -> None:
    times = (NOW, NOW + timedelta(hours=2), NOW - timedelta(days=1), NOW + timedelta(hours=1))
    made = [added(exports, an_export(at=at)) for at in times]
    assert list(exports.list(ANNA)) == [made[1], made[3], made[0], made[2]]


def test_of_two_who_saw_the_same_version_one_writes(exports: ExportRepository) -> None:
    export = added(exports)
    first = next_of(export, state=ExportState.RUNNING, invoices_done=5)
    exports.replace(ANNA, first)
    with pytest.raises(Conflict):
        exports.replace(ANNA, next_of(export, state=ExportState.FAILED))
    assert exports.get(ANNA, export.id) == first
    exports.replace(ANNA, next_of(first, state=ExportState.DONE))
    assert exports.get(ANNA, export.id).version == 3


def test_a_deleted_export_does_not_come_back(exports: ExportRepository) -> None:
    export = added(exports)
    for _ in range(2):
        exports.delete(ANNA, export.id)
    with pytest.raises(NotFound):
        exports.replace(ANNA, next_of(export))
    assert exports.list(ANNA) == ()


def test_few_exports_at_once_and_few_in_all(exports: ExportRepository) -> None:
    first = added(exports, at_once=2, most=3)
    added(exports, at_once=2, most=3)
    with pytest.raises(QuotaExceeded) as refused:
        added(exports, at_once=2, most=3)
    assert refused.value.code == "too-many-exports"
    exports.add(BEN, an_export(), at_once=2, most=3)
    exports.replace(ANNA, next_of(first, state=ExportState.DONE))
    added(exports, at_once=2, most=3)
    ended = next_of(exports.list(ANNA)[0], state=ExportState.FAILED)
    exports.replace(ANNA, ended)
    with pytest.raises(QuotaExceeded):
        added(exports, at_once=9, most=3)
    exports.delete(ANNA, ended.id)
    added(exports, at_once=9, most=3)
    assert len(exports.list(ANNA)) == 3


def test_exports_of_all_owners_are_found(exports: ExportRepository) -> None:
    hers, his = added(exports), an_export(state=ExportState.DONE)
    exports.add(BEN, his, at_once=9, most=9)
    found = [(owner, export) for owner, export in exports.all_owners() if export.id in (hers.id, his.id)]
    assert sorted(found, key=lambda one: one[1].id) == sorted(((ANNA, hers), (BEN, his)), key=lambda one: one[1].id)


# ---- files -----------------------------------------------------------------------------------------------------------

MB = b"0123456789abcdef" * 65_536  # 1 MB


def content(files: ExportFiles, export_id: str) -> bytes:
    """What the link serves."""
    link = files.link(ANNA, export_id, file_name="invoices.csv", media_type="text/csv")
    if isinstance(files, FakeExportFiles):
        return files.whole[ANNA.key, export_id]
    if isinstance(files, FileExports):
        parts, name, kind = files.open_link(urlsplit(link).path.rpartition("/")[2])
        assert (name, kind) == ("invoices.csv", "text/csv")
        return b"".join(parts)
    answer = httpx.get(link, trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="invoices.csv"'
    assert answer.headers["Content-Type"] == "text/csv"
    return answer.content


def written(files: ExportFiles, export_id: str, *pieces: bytes) -> Pieces:
    so_far = files.begin(ANNA, export_id)
    for piece in pieces:
        so_far = files.add(ANNA, export_id, so_far, piece)
    return so_far


@pytest.mark.parametrize(
    "pieces",
    [
        (b"a",),
        (b"a", b"b", b"c"),
        (MB * 6,),
        (MB * 6, b"tail"),
        (b"head", MB * 6, b"a", b"b"),
        (MB * 3, MB * 3, MB * 6),
    ],
    ids=["one", "small", "large", "large and small", "mixed", "many"],
)
def test_a_file_is_its_pieces_in_order(export_files: ExportFiles, pieces: tuple[bytes, ...]) -> None:
    name = ids.export_id()
    so_far = written(export_files, name, *pieces)
    assert so_far.size == sum(map(len, pieces))
    assert not export_files.has(ANNA, name)
    for _ in range(2):  # the answer of the first may have got lost
        export_files.finish(ANNA, name, so_far)
    assert export_files.has(ANNA, name)
    assert not export_files.has(BEN, name)
    assert content(export_files, name) == b"".join(pieces)


@pytest.mark.parametrize("size", [1, 6 * len(MB)])
def test_who_goes_on_from_an_older_state_leaves_nothing_of_what_was_written_since(
    export_files: ExportFiles, size: int
) -> None:
    name = ids.export_id()
    before = written(export_files, name, b"first,")
    export_files.add(ANNA, name, before, b"x" * size)  # and then the process died
    after = export_files.add(ANNA, name, before, b"y" * size)
    export_files.finish(ANNA, name, after)
    assert content(export_files, name) == b"first," + b"y" * size


def test_what_was_written_and_is_gone_is_told(export_files: ExportFiles) -> None:
    name = ids.export_id()
    so_far = written(export_files, name, MB * 6, b"rest")
    export_files.delete(ANNA.key, name, so_far)
    with pytest.raises(Conflict) as told:
        export_files.finish(ANNA, name, so_far)
    assert told.value.code == "export-cut-off"
    assert not export_files.has(ANNA, name)


def test_a_file_that_is_begun_anew_is_of_the_new_bytes(export_files: ExportFiles) -> None:
    name = ids.export_id()
    export_files.delete(ANNA.key, name, written(export_files, name, b"old"))
    export_files.finish(ANNA, name, written(export_files, name, b"new"))
    assert content(export_files, name) == b"new"


def test_files_and_pieces_are_found_and_deleted_with_all_that_belongs_to_them(export_files: ExportFiles) -> None:
    whole, half, other = (ids.export_id() for _ in range(3))
    for name in (whole, other):
        export_files.finish(ANNA, name, written(export_files, name, b"a"))
    so_far = written(export_files, half, b"a", b"b")
    ours = {(ANNA.key, name) for name in (whole, half, other)}
    assert ours <= set(export_files.walk_all_owners())
    for _ in range(2):
        export_files.delete(ANNA.key, whole)
        export_files.delete(ANNA.key, half, so_far)
    export_files.delete(BEN.key, other)
    assert ours & set(export_files.walk_all_owners()) == {(ANNA.key, other)}


@pytest.mark.parametrize("name", ["", "../exp", "scn_" + "0" * 32])
def test_what_is_no_id_is_no_name_of_a_file(export_files: ExportFiles, name: str) -> None:
    assert not export_files.has(ANNA, name)
    export_files.delete(ANNA.key, name)
    with pytest.raises(AppError):
        export_files.link(ANNA, name, file_name="a.csv", media_type="text/csv")


def test_a_link_of_another_or_an_old_link_opens_nothing(tmp_path: Path, clock: SettableClock) -> None:
    files = FileExports(tmp_path, base_url="http://127.0.0.1:8000", secret=b"s" * 32, clock=clock)
    name = ids.export_id()
    files.finish(ANNA, name, written(files, name, b"a"))
    token = files.link(ANNA, name, file_name="a.csv", media_type="text/csv").rpartition("/")[2]
    foreign = FileExports(tmp_path, base_url="http://127.0.0.1:8000", secret=b"t" * 32, clock=clock)
    with pytest.raises(Forbidden):
        foreign.open_link(token)
    clock.advance(timedelta(minutes=3))
    with pytest.raises(Forbidden):
        files.open_link(token)
