"""What is peculiar to documents in files: rights, links in the file system, no room, kill -9, addresses."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_ISDIR

import pytest

from app.adapters.files.documents import FileDocuments
from app.domain import ids
from app.domain.document import digest
from app.domain.errors import Conflict, DocumentRejected, Forbidden, NotFound, Unavailable
from app.ports import Key, Kind, UploadArrived, UploadTicket
from tests.fakes import SettableClock
from tests.making import ANNA, BEN

PROJECT = Path(__file__).parents[2]
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data" / "documents"


@pytest.fixture
def documents(root: Path, clock: SettableClock) -> FileDocuments:
    return FileDocuments(root, base_url=BASE, secret=b"s" * 32, clock=clock)


def a_scan_key() -> Key:
    return Key(Kind.SCAN, ids.scan_id())


def place_of(root: Path, key: Key) -> Path:
    return root / key.kind / ANNA.key[:2] / ANNA.key / key.id


def files_below(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if not path.is_dir()]


# ---- files -----------------------------------------------------------------------------------------------------------


def test_a55_only_the_user_may_read_documents(documents: FileDocuments, root: Path) -> None:
    key = a_scan_key()
    documents.put(ANNA, key, b"one")
    assert files_below(root) == [place_of(root, key)]
    assert stat.S_IMODE(place_of(root, key).stat().st_mode) == 0o600
    folders = [root.parent, root, *(path for path in root.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_no_part_of_a_path_comes_from_the_subject(documents: FileDocuments, root: Path) -> None:
    documents.put(ANNA, a_scan_key(), b"one")
    assert not any(ANNA.subject in str(path.relative_to(root)) for path in root.rglob("*"))


@pytest.mark.parametrize("name", ["", "..", "../../x", "inv_" + "0" * 32, "scn_" + "0" * 31 + "/", "scn_" + "A" * 32])
def test_a_wrong_id_never_reaches_the_disk(documents: FileDocuments, root: Path, name: str) -> None:
    key = Key(Kind.SCAN, name)
    for write in (
        lambda: documents.put(ANNA, key, b"x"),
        lambda: documents.copy(ANNA, a_scan_key(), key),
        lambda: documents.ticket(ANNA, key, media_type="application/pdf", max_bytes=1),
        lambda: documents.link(ANNA, key, file_name="x", media_type="application/pdf"),
    ):
        with pytest.raises(ValueError, match="not an id"):
            write()
    assert not root.exists()


def test_foreign_files_between_the_documents_are_neither_shown_nor_removed(
    documents: FileDocuments, root: Path
) -> None:
    key = a_scan_key()
    documents.put(ANNA, key, b"one")
    (found,) = documents.walk_all_owners(Kind.SCAN)
    folder = place_of(root, key).parent
    no_id, no_owner = folder / "notes", folder.parent / "backup" / key.id
    for path in (no_id, no_owner):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert [each.key for each in documents.walk_all_owners(Kind.SCAN)] == [key]
    documents.delete_found(replace(found, owner_key="backup"))
    documents.delete_found(replace(found, key=Key(Kind.SCAN, "notes")))
    assert no_id.exists()
    assert no_owner.exists()
    documents.delete_found(found)
    assert list(documents.walk_all_owners(Kind.SCAN)) == []


def test_a_link_in_place_of_a_file_is_not_followed(documents: FileDocuments, root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    documents.put(ANNA, a_scan_key(), b"one")
    key, copy = a_scan_key(), Key(Kind.INVOICE, ids.invoice_id())
    place_of(root, key).symlink_to(outside)
    with pytest.raises(NotFound):
        documents.get(ANNA, key)
    assert key not in {found.key for found in documents.walk_all_owners(Kind.SCAN)}
    with pytest.raises((NotFound, Conflict)):
        documents.put(ANNA, key, b"two")
    documents.copy(ANNA, key, copy)
    with pytest.raises(NotFound):
        documents.get(ANNA, copy)
    documents.delete(ANNA, key)
    assert outside.read_bytes() == b"secret"


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_link_in_place_of_a_folder_is_not_followed(
    documents: FileDocuments, root: Path, tmp_path: Path, depth: int
) -> None:
    key = a_scan_key()
    path = place_of(root, key)
    outside = tmp_path / "outside"
    hidden = outside / path.relative_to(root / Path(*path.relative_to(root).parts[:depth]))
    hidden.parent.mkdir(parents=True)
    hidden.write_bytes(b"secret")
    link = root / Path(*path.relative_to(root).parts[:depth])
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    with pytest.raises(NotFound):
        documents.get(ANNA, key)
    with pytest.raises(Unavailable):
        documents.put(ANNA, a_scan_key(), b"two")
    documents.delete(ANNA, key)
    assert list(documents.walk_all_owners(Kind.SCAN)) == []
    assert files_below(outside) == [hidden]


def test_folders_and_pipes_in_place_of_a_file_are_no_documents(documents: FileDocuments, root: Path) -> None:
    documents.put(ANNA, a_scan_key(), b"one")
    for make in (Path.mkdir, os.mkfifo):
        key = a_scan_key()
        make(place_of(root, key))
        with pytest.raises(NotFound):
            documents.get(ANNA, key)
    (root / "scans" / "a file").write_bytes(b"")
    assert len(list(documents.walk_all_owners(Kind.SCAN))) == 1


def test_half_written_files_are_removed_when_they_are_old(documents: FileDocuments, root: Path) -> None:
    documents.put(ANNA, a_scan_key(), b"one")
    left = root / "incoming" / "0123.part"
    left.write_bytes(b"half")
    assert documents.remove_leftovers(datetime.now(UTC) - timedelta(minutes=15)) == 0
    assert left.exists()
    assert documents.remove_leftovers(datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert not left.exists()
    assert len(files_below(root)) == 1


def test_f53_a_file_that_is_being_written_is_no_leftover_however_late_it_is(
    documents: FileDocuments, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed = []

    def sync(descriptor: int) -> None:
        removed.append(documents.remove_leftovers(datetime.now(UTC) + timedelta(days=40)))

    monkeypatch.setattr("os.fsync", sync)
    key = a_scan_key()
    documents.put(ANNA, key, b"one")
    assert removed
    assert set(removed) == {0}
    assert documents.get(ANNA, key) == b"one"


def test_f53_an_address_of_a_clock_ahead_holds_no_longer(documents: FileDocuments, clock: SettableClock) -> None:
    key = a_scan_key()
    documents.put(ANNA, key, b"one")
    clock.advance(timedelta(days=40))
    link = documents.link(ANNA, key, file_name="a.pdf", media_type="application/pdf")
    clock.advance(timedelta(days=-40))
    with pytest.raises(Forbidden) as told:
        documents.open_link(link.rpartition("/")[2])
    assert told.value.code == "link-expired"


NO_ROOM = """
import resource, sys
from pathlib import Path
from app.adapters.files.documents import FileDocuments
from app.domain.errors import StorageFull
from app.domain import ids
from app.ports import Key, Kind
from tests.making import ANNA
documents = FileDocuments(Path(sys.argv[1]), base_url="http://x", secret=b"s" * 32, clock=None)
documents.put(ANNA, Key(Kind.SCAN, ids.scan_id()), b"small")
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    documents.put(ANNA, Key(Kind.SCAN, ids.scan_id()), b"x" * 50_000)
except StorageFull:
    print("full")
"""


def test_f61_no_room_is_told_and_leaves_nothing(root: Path, documents: FileDocuments) -> None:
    child = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(root)], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
    )
    assert child.stdout == "full\n", child.stderr
    (kept,) = files_below(root)
    assert kept.read_bytes() == b"small"


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, clock: SettableClock) -> None:
    (tmp_path / "taken").write_text("a file")
    documents = FileDocuments(tmp_path / "taken" / "documents", base_url=BASE, secret=b"s" * 32, clock=clock)
    with pytest.raises(Unavailable):
        documents.put(ANNA, a_scan_key(), b"one")


PUTS = """
import sys
from pathlib import Path
from app.adapters.files.documents import FileDocuments
from app.domain import ids
from app.domain.document import digest
from app.ports import Key, Kind
from tests.making import ANNA
documents = FileDocuments(Path(sys.argv[1]), base_url="http://x", secret=b"s" * 32, clock=None)
number = 0
while True:
    number += 1
    data = bytes([number % 256]) * (number % 7 * 100_000 + 1)
    key = Key(Kind.SCAN, ids.scan_id())
    documents.put(ANNA, key, data)
    print(key.id, digest(data), flush=True)
"""


@pytest.mark.parametrize("lines", [1, 10, 30])
def test_f62_after_kill_9_every_answered_document_is_whole(root: Path, documents: FileDocuments, lines: int) -> None:
    child = subprocess.Popen([sys.executable, "-c", PUTS, str(root)], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(lines)]
    child.kill()
    told += child.stdout.readlines()
    child.stdout.close()
    child.wait()
    answered = [line.split() for line in told if line.endswith("\n")]
    assert len(answered) >= lines
    for name, sha256 in answered:
        assert digest(documents.get(ANNA, Key(Kind.SCAN, name))) == sha256
    sizes = {found.size for found in documents.walk_all_owners(Kind.SCAN)}
    assert sizes <= {rest * 100_000 + 1 for rest in range(7)}, "a file that has a name is whole"
    documents.remove_leftovers(datetime.now(UTC) + timedelta(seconds=1))
    assert list((root / "incoming").iterdir()) == []


def test_f62_bytes_are_flushed_before_their_name_and_the_name_before_the_answer(
    documents: FileDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut keeps what was flushed: the order is watched, as no test can cut the power."""
    done: list[str] = []

    def watched(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def watch(*given: object, **named: object) -> object:
            what = "folder" if name == "fsync" and S_ISDIR(os.fstat(given[0]).st_mode) else ""  # type: ignore[arg-type]
            result = call(*given, **named)
            done.append(f"{name} {what}".strip())
            return result

        return watch

    key = a_scan_key()
    documents.put(ANNA, a_scan_key(), b"the folders are there")
    for name in ("fsync", "link", "unlink"):
        monkeypatch.setattr(os, name, watched(name, getattr(os, name)))
    documents.put(ANNA, key, b"one")
    assert done == ["fsync", "link", "fsync folder", "unlink"]
    done.clear()
    documents.delete(ANNA, key)
    assert done == ["unlink", "fsync folder"]


# ---- links -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def link(documents: FileDocuments) -> str:
    key = Key(Kind.INVOICE, ids.invoice_id())
    documents.put(ANNA, key, b"bytes")
    return documents.link(ANNA, key, file_name='b"il\r\nl.pdf', media_type="application/pdf")


def token_of(link: str) -> str:
    return link.removeprefix(f"{BASE}/local/files/")


def test_a_link_gives_the_bytes_for_two_minutes(documents: FileDocuments, link: str, clock: SettableClock) -> None:
    assert documents.open_link(token_of(link)) == (b"bytes", 'b"il\r\nl.pdf', "application/pdf")
    clock.advance(timedelta(minutes=2) - timedelta(milliseconds=1))
    assert documents.open_link(token_of(link))[0] == b"bytes"
    clock.advance(timedelta(milliseconds=1))
    with pytest.raises(Forbidden) as told:
        documents.open_link(token_of(link))
    assert told.value.code == "link-expired"


def test_a_link_changed_at_any_place_is_refused(documents: FileDocuments, link: str) -> None:
    token = token_of(link)
    for place, sign in enumerate(token):
        other = token[:place] + ("A" if sign != "A" else "B") + token[place + 1 :]
        with pytest.raises(Forbidden):
            documents.open_link(other)


@pytest.mark.parametrize("token", ["", ".", "x", "e30.", "e30.0000", "é.é", "a.b.c", "A" * 100_000])
def test_what_was_never_a_link_is_refused(documents: FileDocuments, token: str) -> None:
    with pytest.raises(Forbidden) as told:
        documents.open_link(token)
    assert told.value.code == "link-invalid"


def test_a_link_of_another_installation_is_refused(root: Path, link: str, clock: SettableClock) -> None:
    other = FileDocuments(root, base_url=BASE, secret=b"t" * 32, clock=clock)
    with pytest.raises(Forbidden):
        other.open_link(token_of(link))


def test_a_link_to_what_was_deleted_is_not_found(documents: FileDocuments) -> None:
    key = Key(Kind.INVOICE, ids.invoice_id())
    documents.put(ANNA, key, b"bytes")
    link = documents.link(ANNA, key, file_name="x", media_type="application/pdf")
    documents.delete(ANNA, key)
    with pytest.raises(NotFound):
        documents.open_link(token_of(link))


def test_a_link_is_no_ticket_and_a_ticket_no_link(documents: FileDocuments, link: str, ticket: UploadTicket) -> None:
    with pytest.raises(Forbidden):
        documents.open_link(f"{ticket.fields['policy']}.{ticket.fields['signature']}")
    policy, signature = token_of(link).split(".")
    with pytest.raises(Forbidden):
        documents.accept_upload({**ticket.fields, "policy": policy, "signature": signature}, b"12345")


# ---- uploads ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def upload() -> Key:
    return Key(Kind.UPLOAD, ids.upload_id())


@pytest.fixture
def ticket(documents: FileDocuments, upload: Key) -> UploadTicket:
    return documents.ticket(ANNA, upload, media_type="application/pdf", max_bytes=5)


@pytest.mark.parametrize("data", [b"1", b"12345"])
def test_t39_a_ticket_takes_a_file_up_to_its_size(
    documents: FileDocuments, ticket: UploadTicket, upload: Key, data: bytes
) -> None:
    assert ticket.url == f"{BASE}/local/uploads"
    assert documents.upload_limit(ticket.fields) == 5
    assert documents.accept_upload(ticket.fields, data) == UploadArrived(ANNA.key, upload.id)
    assert documents.get(ANNA, upload) == data
    with pytest.raises(NotFound):
        documents.get(BEN, upload)


@pytest.mark.parametrize(("data", "code"), [(b"", "empty-file"), (b"123456", "too-large")])
def test_t39_a_file_of_another_size_is_refused(
    documents: FileDocuments, ticket: UploadTicket, upload: Key, data: bytes, code: str
) -> None:
    with pytest.raises(DocumentRejected) as told:
        documents.accept_upload(ticket.fields, data)
    assert told.value.code == code
    with pytest.raises(NotFound):
        documents.get(ANNA, upload)


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: {"key": f"uploads/{ids.upload_id()}"},
        lambda fields: {"key": "../" + fields["key"]},
        lambda fields: {"Content-Type": "text/html"},
        lambda fields: {"policy": fields["policy"][:-1] + "x"},
        lambda fields: {"signature": "0" * 64},
        lambda fields: {"signature": ""},
        lambda fields: {"policy": ""},
        lambda fields: dict.fromkeys(fields, "\ud800é"),
    ],
)
def test_t39_a_changed_form_is_refused(
    documents: FileDocuments, ticket: UploadTicket, change: Callable[[dict[str, str]], dict[str, str]]
) -> None:
    fields = {**ticket.fields, **change(dict(ticket.fields))}
    for use in (documents.upload_limit, lambda given: documents.accept_upload(given, b"1")):
        with pytest.raises(Forbidden) as told:
            use(fields)
        assert told.value.code == "link-invalid"
    with pytest.raises(Forbidden):
        documents.upload_limit({})


def test_t39_a_ticket_ends_after_five_minutes(
    documents: FileDocuments, ticket: UploadTicket, clock: SettableClock
) -> None:
    clock.advance(timedelta(minutes=5) - timedelta(milliseconds=1))
    documents.accept_upload(ticket.fields, b"1")
    clock.advance(timedelta(milliseconds=1))
    with pytest.raises(Forbidden) as told:
        documents.accept_upload(ticket.fields, b"1")
    assert told.value.code == "link-expired"


def test_t40_what_was_uploaded_cannot_be_replaced(documents: FileDocuments, ticket: UploadTicket, upload: Key) -> None:
    documents.accept_upload(ticket.fields, b"1")
    documents.accept_upload(ticket.fields, b"1")
    with pytest.raises(Conflict) as told:
        documents.accept_upload(ticket.fields, b"2")
    assert told.value.code == "document-exists"
    assert documents.get(ANNA, upload) == b"1"
