"""Real worker processes: limits, crashes, cancelling, replacement. The ports over them at the end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from app.adapters.workers.comparer import SandboxedComparer
from app.adapters.workers.pool import PoolClosed, WorkerPool
from app.adapters.workers.process import WorkerLost, WorkerProcess, _environment
from app.adapters.workers.recognized_pages import RecognizedPages
from app.adapters.workers.sandbox import (
    Sandbox,
    SandboxedFiles,
    SandboxedInspector,
    SandboxedReader,
    shown_name,
)
from app.adapters.workers.words import SandboxedWords
from app.domain.document import Document, digest
from app.domain.errors import DocumentRejected, NotFound, Unavailable
from app.domain.principal import Owner
from app.engine import models
from app.engine.frames import BadFrame, read_frame, write_frame
from app.engine.words import PageText, Word
from app.ports import DocumentInspector
from tests.documents import hostile
from tests.documents.einvoices import cii_pdf, ubl_file, with_embedded
from tests.documents.hostile import pdf_from_objects
from tests.documents.made import Made
from tests.documents.pages import invoice_pdf, invoice_picture, scanned_pdf
from tests.making import ANNA, BEN


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox(workers=1, seconds=60, memory_mb=1400)
    yield opened
    opened.close()


@pytest.fixture
def inspector(sandbox: Sandbox) -> DocumentInspector:
    return SandboxedInspector(sandbox)


def worker() -> WorkerProcess:
    return WorkerProcess(memory_mb=500, niceness=0, warm=False)


def pool(**changes: int) -> WorkerPool:
    return WorkerPool(worker, **{"size": 1, "ready": 0, "most_resident_mb": 400, "most_requests": 100} | changes)


def test_whoever_comes_beside_a_heavy_user_finds_a_worker_started() -> None:
    started: list[WorkerProcess] = []

    def start() -> WorkerProcess:
        started.append(worker())
        return started[-1]

    pool = WorkerPool(start, size=2, ready=0, most_resident_mb=400, most_requests=9, spare=True)
    with closing(pool), pool.worker(ANNA):
        assert len(started) == 1
        with pool.worker(ANNA):
            assert len(started) == 3
            with pool.worker(BEN) as spare:
                assert spare is started[2]
        assert len(started) == 3


def inspection(made: Made) -> dict[str, object]:
    return {"command": "inspect", "media_type": made.media_type, "cpu_seconds": 5, "memory_mb": 400}


def document(inspector: DocumentInspector, made: Made) -> Document:
    return Document(made.data, inspector.inspect(made.data, declared_type=None, file_name=made.file_name))


def endless_pdf() -> Made:
    """Ten forms, each of which draws the next one ten times: a few kilobytes, ten billion strokes."""
    form = b"<</Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length 60>>\nstream\n%s\nendstream"
    forms = [form % (number, b"/F Do " * 10) for number in range(6, 16)]
    data = pdf_from_objects(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 5>>\nstream\n/F Do\nendstream",
        *forms,
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 14>>\nstream\n0 0 m 9 9 l S \nendstream",
    )
    return Made(data, "application/pdf", "endless.pdf")


# ---- one worker


def test_a_worker_answers_again_and_again() -> None:
    one = worker()
    made = invoice_pdf()
    try:
        for _ in range(3):
            assert one.ask(inspection(made), made.data, seconds=30)[0]["pages"] == 1
        assert one.requests == 3
    finally:
        one.stop()
        one.release()


def test_a_worker_that_takes_too_long_is_killed() -> None:
    one = worker()
    made = endless_pdf()
    begin = time.monotonic()
    with pytest.raises(WorkerLost) as lost:
        one.ask(inspection(made) | {"cpu_seconds": 100, "memory_mb": 500}, made.data, seconds=0.5)
    assert lost.value.over_limit
    assert time.monotonic() - begin < 100  # the limit of processor time, which is not what ended it
    assert not one.alive
    one.release()


def test_a_worker_that_crashes_tells_so() -> None:
    one = worker()
    os.kill(one.pid, signal.SIGSEGV)
    with pytest.raises(WorkerLost) as lost:
        one.ask(inspection(invoice_pdf()), invoice_pdf().data, seconds=30)
    assert not lost.value.over_limit
    one.release()


def test_an_error_that_nobody_foresaw_is_logged_and_ends_the_worker(caplog: pytest.LogCaptureFixture) -> None:
    one = worker()
    with pytest.raises(WorkerLost) as lost:
        one.ask(inspection(invoice_pdf()) | {"command": "dance"}, b"", seconds=30)
    assert not lost.value.over_limit
    assert "there is no command 'dance'" in caplog.text
    one.release()


def test_the_end_of_the_server_is_the_end_of_its_workers() -> None:
    script = (
        "from app.adapters.workers.process import WorkerProcess; import os, signal\n"
        "one = WorkerProcess(memory_mb=500, niceness=0, warm=False); print(one.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    died = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    pid = int(died.stdout)
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the worker lives on")


def test_a_worker_gets_what_is_on_a_list_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        os, "environ", {"AWS_SECRET_ACCESS_KEY": "x", "HOME": "/root", "LD_LIBRARY_PATH": "/var/lang/lib"}
    )
    given = _environment()
    assert given.keys() == {"LD_LIBRARY_PATH", "PYTHONPATH", "MALLOC_ARENA_MAX", "ORT_DISABLE_TELEMETRY"}
    assert given["LD_LIBRARY_PATH"] == "/var/lang/lib"  # where AWS's Python finds its own library


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process cannot be closed to others")
def test_a_process_that_has_workers_is_closed_to_others_of_its_user() -> None:
    told = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    opened = (
        "from app.adapters.workers.sandbox import Sandbox; s = Sandbox(workers=1, seconds=9, memory_mb=500, ready=0); "
    )
    done = subprocess.run([sys.executable, "-c", opened + told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


# ---- a pool


def test_a_worker_is_kept_between_requests() -> None:
    workers = pool()
    with workers.worker() as first:
        pass
    with workers.worker() as second:
        assert second is first
    workers.close()


def test_a_worn_worker_is_replaced() -> None:
    workers = pool(most_requests=1)
    made = invoice_pdf()
    with workers.worker() as first:
        first.ask(inspection(made), made.data, seconds=30)
    with workers.worker() as second:
        assert second is not first
    assert not first.alive
    workers.close()


@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_a_worker_that_has_grown_is_replaced() -> None:
    workers = pool(most_resident_mb=5)
    made = invoice_pdf()
    with workers.worker() as first:
        first.ask(inspection(made), made.data, seconds=30)
        assert first.resident_mb > 5
    assert not first.alive
    workers.close()


def test_a_worker_whose_request_was_broken_off_is_replaced() -> None:
    workers = pool()
    with pytest.raises(KeyError), workers.worker() as first:
        raise KeyError
    assert not first.alive
    with workers.worker() as second:
        assert second.alive
    workers.close()


def test_requests_wait_for_a_free_worker() -> None:
    workers = pool(size=2)
    at_once, most, lock = 0, 0, threading.Lock()

    def request(_: int) -> None:
        nonlocal at_once, most
        with workers.worker():
            with lock:
                at_once += 1
                most = max(most, at_once)
            time.sleep(0.02)
            with lock:
                at_once -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(request, range(24)))
    assert most == 2
    workers.close()


def test_a_closed_pool_gives_no_worker() -> None:
    workers = pool(ready=1)
    workers.close()
    with pytest.raises(PoolClosed), workers.worker():
        pass


# ---- frames


def test_frames_come_back_as_they_were() -> None:
    stream = BytesIO()
    write_frame(stream, {"a": "ü"}, b"body")
    write_frame(stream, {})
    stream.seek(0)
    assert read_frame(stream) == ({"a": "ü"}, b"body")
    assert read_frame(stream) == ({}, b"")
    assert read_frame(stream) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\0\0",
        b"\xff\xff\xff\xff\0\0\0\0",
        b"\0\0\0\x02\xff\xff\xff\xff{}",
        b"\0\0\0\x02\0\0\0\x09{}",
        b"\0\0\0\x02\0\0\0\0no",
        b"\0\0\0\x02\0\0\0\0[]",
    ],
)
def test_broken_frames_are_refused(data: bytes) -> None:
    with pytest.raises(BadFrame):
        read_frame(BytesIO(data))


# ---- the ports


def test_facts_of_an_accepted_file(inspector: DocumentInspector) -> None:
    made = invoice_pdf(lines=60)
    info = inspector.inspect(made.data, declared_type="application/pdf", file_name="C:\\bills\\\u202efdp.exe\r\n.pdf")
    assert info.sha256 == digest(made.data)
    assert (info.media_type, info.size, info.pages) == ("application/pdf", len(made.data), 3)
    assert info.file_name == "fdp.exe.pdf"


def test_t02_a_wrong_label_is_noted_and_the_file_taken(inspector: DocumentInspector) -> None:
    made = invoice_picture()
    info = inspector.inspect(made.data, declared_type="text/plain", file_name="scan.pdf")
    assert (info.media_type, info.called, info.begins_at) == (made.media_type, "text/plain", 0)
    assert inspector.inspect(made.data, declared_type=made.media_type, file_name="scan.pdf").called == "application/pdf"
    assert inspector.inspect(made.data, declared_type=None, file_name=made.file_name).called is None


def test_t26_what_stands_before_a_pdf_is_kept_and_not_read(sandbox: Sandbox, inspector: DocumentInspector) -> None:
    made = invoice_pdf(seed=3)
    given = b"HTTP/1.1 200 OK\r\n\r\n" + made.data
    info = inspector.inspect(given, declared_type=None, file_name=None)
    assert (info.begins_at, info.size, info.sha256) == (19, len(given), digest(given))
    document, plain = (
        Document(given, info),
        Document(made.data, inspector.inspect(made.data, declared_type=None, file_name=None)),
    )
    assert document.content == made.data
    assert inspector.render(document, 1) == inspector.render(plain, 1)
    for reader in ("text", "engine"):
        assert sandbox.read(reader, document, lambda stage: None) == sandbox.read(reader, plain, lambda stage: None)
    assert SandboxedWords(sandbox).words(document, 1, None) == SandboxedWords(sandbox).words(plain, 1, None)
    hybrid = cii_pdf().data
    einvoice = Document(b"\n" + hybrid, inspector.inspect(b"\n" + hybrid, declared_type=None, file_name=None))
    read = SandboxedReader(sandbox, "einvoice").read(einvoice, lambda stage: None)
    assert read.invoice.invoice_number
    SandboxedComparer(sandbox).compare(einvoice, read.invoice, lambda stage: None)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (hostile.web_page(), "unsupported-type"),
        (hostile.png_bomb(), "too-many-pixels"),
        (hostile.truncated_jpeg(), "damaged"),
        (hostile.encrypted_pdf(), "password-protected"),
        (hostile.pdf_bomb(), "too-large"),
        (endless_pdf(), "too-complex"),
        (Made(b"", "application/pdf", "a.pdf"), "empty-file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refused_files_say_why_and_harm_nobody(inspector: DocumentInspector, made: Made, code: str) -> None:
    with pytest.raises(DocumentRejected) as refused:
        inspector.inspect(made.data, declared_type=made.media_type, file_name=made.file_name)
    assert refused.value.code == code
    good = invoice_pdf()
    assert inspector.inspect(good.data, declared_type=None, file_name=None).pages == 1


def test_a_page_for_display(inspector: DocumentInspector) -> None:
    shown = inspector.render(document(inspector, invoice_pdf()), 1)
    assert Image.open(BytesIO(shown)).format == "JPEG"


@pytest.mark.parametrize(("made", "page"), [(invoice_pdf(), 2), (invoice_pdf(), 0), (ubl_file(), 1)])
def test_a_page_that_is_not_there(inspector: DocumentInspector, made: Made, page: int) -> None:
    with pytest.raises(NotFound):
        inspector.render(document(inspector, made), page)


def test_files_inside_are_listed_opened_and_drawn_in_workers(sandbox: Sandbox, inspector: DocumentInspector) -> None:
    hours = invoice_pdf().data
    made = Made(with_embedded(ubl_file().data, "../ho\u202eurs.pdf", hours), "application/xml", "a.xml")
    paper, files = document(inspector, made), SandboxedFiles(sandbox)
    (file,) = files.list(paper)
    assert (file.name, file.media_type, files.open(paper, 1)) == ("hours.pdf", "application/pdf", hours)
    opened = inspector.inspect(hours, declared_type=None, file_name=None)
    assert inspector.render(Document(hours, opened), 1)[:2] == b"\xff\xd8"
    with pytest.raises(NotFound):
        files.open(paper, 2)


def test_pages_are_compared_with_the_xml_in_a_worker(sandbox: Sandbox, inspector: DocumentInspector) -> None:
    made = cii_pdf(seed=5)
    paper, stages = document(inspector, made), list[str]()
    (result,) = SandboxedComparer(sandbox).compare(paper, made.invoice, stages.append).checks
    assert (result.id, result.failed) == ("xml_vs_picture", False)
    other = made.invoice.model_copy(update={"invoice_number": "X-1/99"})
    (result,) = SandboxedComparer(sandbox).compare(paper, other, stages.append).checks
    assert (result.expected, result.found, result.page) == ("X-1/99", made.invoice.invoice_number, 1)
    assert stages == []  # nothing had to be recognized


def test_a_reading_comes_back_whole(sandbox: Sandbox, inspector: DocumentInspector) -> None:
    from app.engine.einvoice_reader import read

    made, stages = cii_pdf(), list[str]()
    reader = SandboxedReader(sandbox, "einvoice")
    reading = reader.read(document(inspector, made), stages.append)
    assert reading == read(made.data, made.media_type, 1, lambda _: None)
    assert (reading.reader, reading.version) == (reader.name, reader.version)
    assert stages == ["einvoice"]


@pytest.mark.parametrize(
    ("reader", "made"),
    [
        ("text", invoice_picture("png", dpi=60)),
        ("text", scanned_pdf(dpi=60)),
        ("einvoice", invoice_pdf()),
        ("engine", ubl_file()),
    ],
    ids=["text of a picture", "text of a scan", "xml of a plain pdf", "picture of an xml"],
)
def test_a_reader_that_does_not_take_the_file(
    sandbox: Sandbox, inspector: DocumentInspector, reader: str, made: Made
) -> None:
    with pytest.raises(DocumentRejected) as refused:
        SandboxedReader(sandbox, reader).read(document(inspector, made), lambda _: None)
    assert refused.value.code == "unreadable-by"


class Remembered:
    """A `PageWordStore` that remembers, and who asked."""

    def __init__(self) -> None:
        self.kept: dict[tuple[Owner, str, int, str], bytes] = {}

    def get(self, owner: Owner, sha256: str, page: int, *, version: str) -> bytes | None:
        return self.kept.get((owner, sha256, page, version))

    def put(self, owner: Owner, sha256: str, page: int, *, version: str, words: bytes) -> None:
        self.kept[owner, sha256, page, version] = words


def test_no_page_of_an_owner_is_recognized_twice(sandbox: Sandbox, inspector: DocumentInspector) -> None:
    store, looked = Remembered(), list[int]()

    def look(document: Document, page: int) -> PageText:
        looked.append(page)
        word = Word(f"Total-{page}", 0.1, 0.2, 0.3, 0.4, page)
        return PageText(page, 100, 200, (word,), rotation=1)

    pages = RecognizedPages(look, at_once=2, store=store)
    one, stages = document(inspector, invoice_pdf(lines=60)), list[str]()
    mine, theirs = replace(one, owner=ANNA), replace(one, owner=BEN)
    found = pages.of(mine, (1, 2, 3), stages.append)
    assert [page.words[0].text for page in found] == ["Total-1", "Total-2", "Total-3"]
    assert stages == ["engine 1/3", "engine 2/3", "engine 3/3"]
    assert pages.of(mine, (3, 1), stages.append) == (found[2], found[0])
    assert sorted(looked) == [1, 2, 3]
    pages.of(theirs, (1,), stages.append)
    pages.of(one, (1,), stages.append)  # nobody's
    assert len(looked) == 5
    assert {owner for owner, *_ in store.kept} == {ANNA, BEN}


def test_words_that_were_recognized_to_read_a_scan_are_there_to_point_at() -> None:
    reading = Sandbox(workers=1, seconds=60, memory_mb=1400, kept_words=Remembered())
    made = invoice_picture(seed=34, dpi=100)
    paper = replace(document(SandboxedInspector(reading), made), owner=ANNA)
    number = SandboxedReader(reading, "engine").read(paper, lambda _: None).invoice.invoice_number
    reading._heavy.close()
    reading._urgent.close()  # nothing can be recognized any more
    words = SandboxedWords(reading).words(replace(paper, urgent=True), 1, None)
    assert number in {word.text for word in words}
    reading.close()


def test_cancelling_stops_the_reading_and_leaves_the_sandbox_usable(
    sandbox: Sandbox, inspector: DocumentInspector
) -> None:
    class CancelledError(Exception):
        pass

    def cancel(stage: str) -> None:
        raise CancelledError

    made = document(inspector, cii_pdf())
    with pytest.raises(CancelledError):
        SandboxedReader(sandbox, "einvoice").read(made, cancel)
    assert SandboxedReader(sandbox, "einvoice").read(made, lambda _: None).invoice.invoice_number


def test_many_threads_get_their_own_answers(sandbox: Sandbox, inspector: DocumentInspector) -> None:
    files = [invoice_pdf(lines=lines) for lines in (4, 30, 60)] * 8

    def pages(made: Made) -> int:
        return inspector.inspect(made.data, declared_type=None, file_name=None).pages

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(pages, files)) == [1, 2, 3] * 8


def test_stopping_the_server_blames_no_document() -> None:
    closing = Sandbox(workers=1, seconds=60, memory_mb=600)
    made = document(SandboxedInspector(closing), cii_pdf())
    closing_soon = lambda _: closing.close()  # noqa: E731 - a stage is reached, and the server stops
    with pytest.raises(Unavailable):
        SandboxedReader(closing, "einvoice").read(made, closing_soon)
    with pytest.raises(Unavailable):
        SandboxedInspector(closing).inspect(made.data, declared_type=None, file_name=None)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\r.pdf", "r.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("Rechnung Müller 🧾.pdf", "Rechnung Müller 🧾.pdf"),
        ("x" * 300, "x" * 200),
        (".hidden", "hidden"),
        (" . ", None),
        ("", None),
        (None, None),
    ],
)
def test_t32_names_are_cleaned_for_display(given: str | None, shown: str | None) -> None:
    assert shown_name(given) == shown


def test_t19_the_recognizers_runtime_reports_nothing_to_its_maker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left alone it looks up events.data.microsoft.com; `tests/bench/hostile.py` watches for every connection."""
    assert _environment()["ORT_DISABLE_TELEMETRY"] == "1"
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    models.engine.cache_clear()
    models.engine()
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"
