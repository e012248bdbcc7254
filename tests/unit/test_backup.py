"""A data folder is backed up while programs work in it, and put back: whole, checked, or not at all."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from app.adapters.backup import files as backup_files
from app.adapters.backup import local as local_backup
from app.adapters.backup.folder import BackupFolder
from app.adapters.backup.local import BackedUp, LocalBackup
from app.adapters.backup.restore import LocalRestore
from app.adapters.files.documents import FileDocuments
from app.adapters.files.exports import FileExports
from app.adapters.files.mark import FileMark
from app.adapters.files.secrets import LocalSecrets
from app.adapters.sqlite import database as sqlite_database
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.exports import SqliteExports
from app.adapters.sqlite.idempotency import SqliteIdempotency
from app.adapters.sqlite.invoices import SqliteInvoices
from app.adapters.sqlite.jobs import SqliteJobs
from app.adapters.sqlite.loose import SqliteLooseDocuments
from app.adapters.sqlite.mark import SqliteMark
from app.adapters.sqlite.rounds import SqliteRounds
from app.adapters.sqlite.scans import SqliteScans
from app.adapters.sqlite.uploads import SqliteUploads
from app.bootstrap import local
from app.domain.errors import AppError, Conflict, InvalidInput, NotFound, Unavailable
from app.domain.export import ExportState, Format, Rows
from app.domain.record import Query
from app.ports import Key, Kind
from app.settings import LocalSettings
from tests.fakes import SettableClock
from tests.making import ANNA, NOON
from tests.world import PAPER, Storage, World

Told = Callable[[str, int, int], None]


@contextmanager
def installation(data: Path) -> Iterator[World]:
    with closing(SqliteDatabase.open(data / "invoices.sqlite")) as database:
        clock = SettableClock()
        secret = LocalSecrets(data / "secrets").get("links")
        yield World(
            Storage(
                clock,
                documents=FileDocuments(data / "documents", base_url="http://x", secret=secret, clock=clock),
                scans=SqliteScans(database, clock=clock),
                uploads=SqliteUploads(database),
                invoices=SqliteInvoices(database),
                exports=SqliteExports(database),
                export_files=FileExports(data / "exports", base_url="http://x", secret=secret, clock=clock),
                loose=SqliteLooseDocuments(database, clock=clock),
                beside_documents=FileMark(data / "documents"),
                among_records=SqliteMark(database),
                jobs=SqliteJobs(database, clock=clock),
                idempotency=SqliteIdempotency(database, clock=clock),
                rounds=SqliteRounds(database),
            )
        )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backup"


@pytest.fixture
def world(data: Path) -> Iterator[World]:
    with installation(data) as world:
        yield world


def nothing_said(what: str, number: int, of: int) -> None:
    return


def backed_up(data: Path, target: Path, *, keep: int = 7, told: Told = nothing_said, days: int = 0) -> BackedUp:
    return LocalBackup(data, target).make(keep=keep, now=NOON + timedelta(days=days), told=told)


def restored(target: Path, data: Path, *, name: str | None = None, replace: bool = False) -> Path:
    return LocalRestore(target, data).put_back(name=name, replace=replace, now=NOON, told=nothing_said)


def paper(number: int) -> bytes:
    return PAPER + b"%d" % number


def content(folder: Path) -> dict[str, bytes]:
    """Every file that holds something, but for the database's own."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("invoices.sqlite")
    }


def wrong_in(data: Path) -> list[str]:
    """What the doctor says of a folder."""
    with installation(data) as world:
        return [str(finding) for finding in (*world.container.sweep.run(mend=False), *world.container.sweep.verify())]


def invoices_in(data: Path) -> set[str]:
    with closing(sqlite3.connect(data / "invoices.sqlite")) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM invoices WHERE stored = 1")}


def test_everything_comes_back_as_it_was(world: World, data: Path, target: Path, tmp_path: Path) -> None:
    saved = {world.saved(ANNA, paper(number)) for number in range(3)}
    scan_id = world.scanned(ANNA, paper(7))
    found = Key(Kind.INVOICE, "inv_" + "0" * 32)
    world.documents.put(ANNA, found, b"an original without a record")
    (data / "documents" / "installation").write_text("a small file, of whatever later versions keep")
    made = backed_up(data, target)
    assert (made.documents, made.copied, made.missing, made.changed) == (4, 5, (), ())
    there = tmp_path / "there"
    assert restored(target, there) == made.folder
    assert content(there) == content(data)
    assert invoices_in(there) == saved
    assert [said for said in wrong_in(there) if "found-document" not in said] == []
    with installation(there) as again:
        assert again.container.scans.get(ANNA, scan_id).reading
        assert again.documents.get(ANNA, found) == b"an original without a record"


def test_exports_are_left_out_and_what_comes_back_says_so(
    world: World, data: Path, target: Path, tmp_path: Path
) -> None:
    world.saved(ANNA)
    asked = {"format_": Format.CSV, "rows": Rows.INVOICES, "query": Query()}
    export = world.container.export_jobs.start(ANNA, **asked)
    world.work()
    assert world.container.export_jobs.file(ANNA, export.id)
    backed_up(data, target)
    assert not [name for name in content(target) if export.id in name]
    restored(target, tmp_path / "there")
    with installation(tmp_path / "there") as there:
        kept = there.container.export_jobs.get(ANNA, export.id)
        assert (kept.state, there.container.export_jobs.link(ANNA, kept)) == (ExportState.DONE, None)
        with pytest.raises(NotFound):
            there.container.export_jobs.file(ANNA, export.id)


def test_what_a_backup_writes_is_private_and_shares_no_bytes(world: World, data: Path, target: Path) -> None:
    world.saved(ANNA)
    made = backed_up(data, target)
    restored(target, there := data.parent / "there")
    assert (made.folder / "secrets" / "links").exists()
    for root in (target, there):
        for path in (root, *root.rglob("*")):
            assert path.stat().st_mode & 0o077 == 0, path
    inodes = [{path.stat().st_ino for path in root.rglob("*") if path.is_file()} for root in (data, target, there)]
    assert not inodes[0] & inodes[1] and not inodes[1] & inodes[2]


def test_only_new_documents_are_copied_and_all_are_checked(world: World, data: Path, target: Path) -> None:
    world.saved(ANNA, paper(1))
    assert backed_up(data, target).copied == 1
    world.saved(ANNA, paper(2))
    said: list[tuple[str, int]] = []
    second = backed_up(data, target, told=lambda what, number, of: said.append((what, of)))
    assert second.copied == 1
    assert set(said) == {("copied", 2), ("checked", 2)}
    checked = (second.folder / "SHA256SUMS").read_text()
    for line in checked.splitlines():
        sha256, _, path = line.partition("  ")
        assert hashlib.sha256((second.folder / path).read_bytes()).hexdigest() == sha256
    assert checked.count("../documents/") == 2


def test_f64_no_record_of_a_backup_lacks_its_bytes_whatever_is_saved_and_deleted_meanwhile(
    world: World, data: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves before, and deletes after, each moment at which the database is copied, and in between."""
    kept = [world.saved(ANNA, paper(number)) for number in range(6)]
    numbers = iter(range(100, 200))
    copy_database = local_backup.copy_database

    def delete() -> None:
        world.container.invoices.delete(ANNA, kept.pop(), version=1)

    moments = []

    def busy_copy(source: Path, copy: Path) -> None:
        moments.append(copy)
        with suppress(Unavailable):  # in the end it has to wait
            kept.append(world.saved(ANNA, paper(next(numbers))))
        copy_database(source, copy)
        with suppress(Unavailable):
            delete()

    def meanwhile(what: str, number: int, of: int) -> None:
        if what == "copied" and number == 1:
            delete()
            world.scanned(ANNA, paper(next(numbers)))

    monkeypatch.setattr(local_backup, "copy_database", busy_copy)
    monkeypatch.setattr(sqlite_database, "WAIT_SECONDS", 0.05)
    made = backed_up(data, target, told=meanwhile)
    assert made.missing == made.changed == ()
    assert len(moments) == 3
    restored(target, there := data.parent / "there")
    assert len(invoices_in(there)) >= 4
    assert [said for said in wrong_in(there) if "found-document" not in said] == []


@pytest.mark.parametrize("again", [False, True])
def test_f62_a_backup_that_is_cut_off_anywhere_is_none_and_can_be_repeated(
    world: World, data: Path, target: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    world.saved(ANNA, paper(1))
    if again:
        backed_up(data, target)
        world.saved(ANNA, paper(2))
    before = [one.folder.name for one in BackupFolder(target).generations()]
    for number in range(1, 40):
        with cut_off(monkeypatch, number):
            backed_up(data, target)
            break
        assert [one.folder.name for one in BackupFolder(target).generations()] in (before, made_since(target, before))
        for one in BackupFolder(target).generations():
            shutil.rmtree(there := data.parent / "there", ignore_errors=True)
            restored(target, there, name=one.folder.name)
            assert wrong_in(there) == []
    assert number > 3
    assert backed_up(data, target).missing == ()
    assert not list(target.rglob(".part-*"))


def made_since(target: Path, before: list[str]) -> list[str]:
    """The cut may also have come when the new generation was whole already."""
    names = [one.folder.name for one in BackupFolder(target).generations()]
    assert names[: len(before)] == before
    before[:] = names
    return names


class CutOff(BaseException):
    pass


@contextmanager
def cut_off(monkeypatch: pytest.MonkeyPatch, number: int) -> Iterator[None]:
    """The process ends before its so-manieth step that gives or takes a name."""
    left = [number]

    def step(real: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **named: object) -> object:
            left[0] -= 1
            if left[0] <= 0:  # and nothing of what cleans up is done any more
                raise CutOff
            return real(*arguments, **named)

        return counted

    with monkeypatch.context() as patched:
        for name in ("replace", "rename", "unlink"):
            patched.setattr(Path, name, step(getattr(Path, name)))
        for module, name in ((shutil, "rmtree"), (os, "mkdir")):
            patched.setattr(module, name, step(getattr(module, name)))
        try:
            yield
        except CutOff:
            return


def test_f62_a_restore_that_is_cut_off_anywhere_is_noticed_and_can_be_repeated(
    world: World, data: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = {world.saved(ANNA)}
    backed_up(data, target)
    there = data.parent / "there"
    for number in range(1, 40):
        shutil.rmtree(there, ignore_errors=True)
        with cut_off(monkeypatch, number):
            restored(target, there)
            break
        if (there / ".restoring").exists():
            with pytest.raises(Unavailable, match="cut short"), local.laptop(LocalSettings(data_dir=there)):
                pass
        elif (there / "invoices.sqlite").exists():
            assert invoices_in(there) == saved
            continue
        restored(target, there)
        assert invoices_in(there) == saved
        assert content(there) == content(data)
    assert number > 5


def test_a_record_without_its_document_is_told_and_the_rest_is_saved(world: World, data: Path, target: Path) -> None:
    gone, other, fine = (world.saved(ANNA, paper(number)) for number in range(3))
    world.documents.delete(ANNA, Key(Kind.INVOICE, gone))
    world.documents.delete(ANNA, Key(Kind.INVOICE, other))
    world.documents.put(ANNA, Key(Kind.INVOICE, other), b"%PDF another")
    made = backed_up(data, target)
    assert (made.missing, made.changed) == ((gone,), (other,))
    restored(target, there := data.parent / "there")
    assert invoices_in(there) == {gone, other, fine}


def test_a_copy_that_was_damaged_is_made_anew(world: World, data: Path, target: Path) -> None:
    world.saved(ANNA)
    backed_up(data, target)
    (copy,) = (path for path in (target / "documents").rglob("inv_*"))
    copy.write_bytes(b"rotten")
    with pytest.raises(Unavailable, match="damaged"):
        restored(target, data.parent / "there")
    assert backed_up(data, target).changed == ()
    restored(target, data.parent / "there")
    assert wrong_in(data.parent / "there") == []


def test_a_damaged_or_cut_backup_is_not_restored_and_the_folder_stays(world: World, data: Path, target: Path) -> None:
    world.saved(ANNA)
    made = backed_up(data, target)
    there = data.parent / "there"
    for name in ("invoices.sqlite", "secrets/links"):
        file = made.folder / name
        whole = file.read_bytes()
        for bad in (whole[:-1] + b"\0", None):
            file.unlink()
            if bad is not None:
                file.write_bytes(bad)
            with pytest.raises(AppError):
                restored(target, there)
            assert not there.exists() or list(there.iterdir()) == []
        file.write_bytes(whole)
    restored(target, there)


def test_a_list_that_names_files_elsewhere_is_refused(world: World, data: Path, target: Path) -> None:
    made = backed_up(data, target)
    sums = made.folder / "SHA256SUMS"
    whole = sums.read_text()
    for name in ("/etc/hostname", "../../data/secrets/links", "../documents/../../x", "a/../../b"):
        sums.write_text(whole + f"{'0' * 64}  {name}\n")
        with pytest.raises(Unavailable, match="none of the backup"):
            restored(target, data.parent / "there")


def test_nothing_that_is_there_is_overwritten(world: World, data: Path, target: Path) -> None:
    first = {world.saved(ANNA, paper(1))}
    earlier = backed_up(data, target)
    both = first | {world.saved(ANNA, paper(2))}
    backed_up(data, target, days=1)
    with pytest.raises(Conflict, match="not empty"):
        restored(target, data)
    world.container.close()
    restored(target, data, name=earlier.folder.name, replace=True)
    assert invoices_in(data) == first
    (aside,) = data.glob("before-restore-*")
    assert invoices_in(aside) == both
    assert backed_up(data, target, days=2).missing == ()
    assert not list(target.glob("*/before-restore-*")), "what was put aside is no part of the next backup"


def test_f62_a_restore_in_place_that_is_cut_off_anywhere_loses_nothing_of_before(
    world: World, data: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = {world.saved(ANNA, paper(1))}
    backed_up(data, target)
    both = first | {world.saved(ANNA, paper(2))}
    old = content(data)
    for number in range(1, 60):
        shutil.copytree(data, there := data.parent / f"there-{number}")
        with cut_off(monkeypatch, number):
            restored(target, there, replace=True)
            break
        if list(there.glob("before-restore-*")) and not (there / ".restoring").exists():
            continue  # it was done already
        try:
            restored(target, there)
        except Conflict:  # before anything was moved aside
            restored(target, there, replace=True)
        assert invoices_in(there) == first
        (aside,) = there.glob("before-restore-*")
        assert (content(aside), invoices_in(aside)) == (old, both)
    assert number > 8


def test_what_was_deleted_leaves_with_the_last_state_that_had_it(world: World, data: Path, target: Path) -> None:
    kept, deleted = world.saved(ANNA, paper(1)), world.saved(ANNA, paper(2))
    backed_up(data, target, keep=2)
    world.container.invoices.delete(ANNA, deleted, version=1)
    names = []
    for _ in range(2):
        backed_up(data, target, keep=2)
        names.append(sorted(path.name for path in (target / "documents").rglob("inv_*")))
    assert names == [sorted([kept, deleted]), [kept]]
    assert len(BackupFolder(target).generations()) == 2


def test_f53_the_newest_state_is_the_last_one_made_whatever_the_clock_said(
    world: World, data: Path, target: Path
) -> None:
    first = {world.saved(ANNA, paper(1))}
    backed_up(data, target, keep=2, days=400)
    both = first | {world.saved(ANNA, paper(2))}
    backed_up(data, target, keep=2)
    restored(target, data.parent / "there")
    assert invoices_in(data.parent / "there") == both


def test_folders_that_cannot_be_meant_are_refused(world: World, data: Path, target: Path, tmp_path: Path) -> None:
    for wrong in (data, data / "backup", data / "documents" / "b", tmp_path):
        with pytest.raises(InvalidInput):
            backed_up(data, wrong)
    (target / "holiday").mkdir(parents=True)
    with pytest.raises(InvalidInput, match="not empty"):
        backed_up(data, target)
    with pytest.raises(NotFound, match="no invoices"):
        backed_up(tmp_path / "nothing", tmp_path / "b")
    assert not (tmp_path / "nothing").exists()
    with pytest.raises(NotFound, match="no whole backup"):
        restored(tmp_path / "nothing", tmp_path / "there")
    backed_up(data, tmp_path / "b")
    with pytest.raises(InvalidInput, match="There are: 000001"):
        restored(tmp_path / "b", tmp_path / "there", name="000009")


def test_a_second_backup_at_once_is_told(world: World, data: Path, target: Path) -> None:
    said = []

    def meanwhile(what: str, number: int, of: int) -> None:
        with pytest.raises(Conflict, match="running"):
            backed_up(data, target)
        said.append(what)

    world.saved(ANNA)
    backed_up(data, target, told=meanwhile)
    assert said


def test_a_backup_of_a_newer_version_is_refused(world: World, data: Path, target: Path) -> None:
    made = backed_up(data, target)
    with closing(sqlite3.connect(made.folder / "invoices.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 9999")
        connection.execute("UPDATE least_steps SET steps = 9999")
        connection.commit()
    with pytest.raises(Conflict, match="newer version"):
        restored(target, data.parent / "there")


def test_f61_a_full_disk_is_said_and_leaves_the_earlier_state(
    world: World, data: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.saved(ANNA, paper(1))
    backed_up(data, target)
    world.saved(ANNA, paper(2))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(backup_files.os, "fsync", full)
        with pytest.raises(AppError, match="no room"):
            backed_up(data, target)
    assert len(BackupFolder(target).generations()) == 1
    assert backed_up(data, target).documents == 2
