"""Files from strangers are parsed in worker processes with limits, never in the server: the ports over these."""

import logging
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.adapters.workers.pool import PoolClosed, WorkerPool
from app.adapters.workers.process import WorkerLost, WorkerProcess
from app.adapters.workers.recognized_pages import RecognizedPages
from app.domain.attached import AttachedFile
from app.domain.cage import left_open
from app.domain.document import XML_TYPES, Document, DocumentInfo, digest
from app.domain.errors import DocumentRejected, NotFound, Unavailable
from app.domain.invoice import Invoice
from app.domain.principal import Owner
from app.domain.readers import READERS
from app.domain.reading import PageWord, Reading, Region
from app.engine.cage import kernel
from app.engine.crosscheck.compared import Compared, unpack_compared
from app.engine.labels import contradiction
from app.engine.page_form import packed, unpacked
from app.engine.shown_words import words_of_page
from app.engine.sights import Place, Sight, pack_places, unpack_sights
from app.engine.sniff import sniff
from app.engine.words import PageText
from app.ports import NotTaken, PageWordStore, Progress

# Inspection sees every file first, so it gets little: seconds of processor time and MB of memory. What takes more to
# look through is overloaded on purpose. A picture's need is bounded by its pixels, which are counted first; 50 million
# in WebP or progressive JPEG take this much.
_INSPECT_PICTURE = (3.5, 900)
_INSPECT_OTHER = (2.5, 400)
_INSPECT_SECONDS = 20.0
_RENDER_SECONDS = 20.0
_COMPARE_SECONDS = 15.0
_SEE_SECONDS = 20.0
_FILES_SECONDS = 20.0
_NICENESS, _NICENESS_OF_URGENT = 5, 0  # of recognizing
_PATIENCE = 3  # times the seconds for what runs in the background and gets the processor last
_ATTACHED = TypeAdapter(tuple[AttachedFile, ...])
_LONGEST_NAME = 200
_WORDS = TypeAdapter(tuple[PageWord, ...])

log = logging.getLogger(__name__)


class Sandbox:
    """Two classes of workers. Light ones wait warm, for inspection, page pictures, XML and text. Heavy ones hold the
    models of the recognizer, and are started when the first picture is read. Some of these are for what somebody waits
    for: it begins at once while a pile is read, and has the processor before it."""

    def __init__(
        self, *, workers: int, seconds: int, memory_mb: int, ready: int = 1, kept_words: PageWordStore | None = None
    ) -> None:
        """`workers` pages of one owner are recognized at a time, and as many that somebody waits for, each within
        `seconds` and `memory_mb`. `ready` light workers are started at once, others when they are needed."""
        kernel.hide()  # what this process knows is not for its workers
        self._told = False
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._pages = RecognizedPages(self._look, at_once=workers, store=kept_words)
        self._light = WorkerPool(
            lambda: WorkerProcess(memory_mb=memory_mb, niceness=0, warm=True),
            size=workers + 1,
            ready=ready,
            most_resident_mb=250,
            most_requests=1_000,
            spare=True,
        )
        self._heavy, self._urgent = (
            WorkerPool(
                partial(WorkerProcess, memory_mb=memory_mb, niceness=niceness, warm=False),
                size=workers,
                ready=0,
                most_resident_mb=memory_mb * 2 // 3,
                most_requests=500,
            )
            for niceness in (_NICENESS, _NICENESS_OF_URGENT)
        )

    def inspect(self, data: bytes, media_type: str, owner: Owner | None = None) -> int:
        """The number of pages; `DocumentRejected` for a file that is not taken."""
        cpu_seconds, memory_mb = _INSPECT_PICTURE if media_type.startswith("image/") else _INSPECT_OTHER
        head = {
            "command": "inspect",
            "media_type": media_type,
            "cpu_seconds": cpu_seconds,
            "memory_mb": min(memory_mb, self._memory_mb),
        }
        response, _ = self._ask(self._light, owner, head, data, seconds=_INSPECT_SECONDS)
        pages = response.get("pages")
        if not isinstance(pages, int) or pages < 1:
            raise _damaged()
        return pages

    def render(self, document: Document, page: int) -> bytes:
        """JPEG of the page; `DocumentRejected` when it cannot be drawn."""
        head = {"command": "render", "media_type": document.info.media_type, "page": page}
        _, picture = self._ask(
            self._light, document.owner, self._limited(head, _RENDER_SECONDS), document.content, seconds=_RENDER_SECONDS
        )
        return picture

    def read(self, reader: str, document: Document, progress: Progress) -> Reading:
        """The reading by the named reader; `DocumentRejected` when it has none to give."""
        info = document.info
        head = {"command": "read", "reader": reader, "media_type": info.media_type, "pages": info.pages}
        data = document.content
        if reader == "engine":
            head["command"] = "values"
            data = packed(self._pages.of(document, range(1, info.pages + 1), progress))
        _, text = self._ask(
            self._light,
            document.owner,
            self._limited(head, self._seconds),
            data,
            seconds=self._seconds,
            progress=progress,
        )
        return _reading(text)

    def printed(self, document: Document, progress: Progress, *, recognized: bool) -> str:
        """The printed rows of the text layer, or (`recognized`) of the pages as they look. May reject like `read`."""
        return self._of_words({"command": "printed"}, document, progress, recognized).decode()

    def read_with(
        self, document: Document, values: Mapping[str, str], progress: Progress, *, recognized: bool
    ) -> Reading:
        """The reading of the same words with what a model says of them, as far as it is printed."""
        head = {"command": "opinion", "values": dict(values)}
        return _reading(self._of_words(head, document, progress, recognized))

    def _of_words(self, head: dict[str, Any], document: Document, progress: Progress, recognized: bool) -> bytes:
        pages = range(1, document.info.pages + 1)
        data = packed(self._pages.of(document, pages, progress)) if recognized else document.content
        head = self._limited(head | {"recognized": recognized}, self._seconds)
        return self._ask(self._light, document.owner, head, data, seconds=self._seconds)[1]

    def words(self, document: Document, page: int, region: Region | None, *, look: bool) -> tuple[PageWord, ...]:
        """The words of the page: of its text layer, or (`look`) by recognizing them. May reject as `read` does."""
        if look and region is None:
            return words_of_page(*self._pages.of(document, [page], _unsaid))
        head = {
            "command": "words",
            "media_type": document.info.media_type,
            "page": page,
            "region": (region.left, region.top, region.right, region.bottom) if region else None,
            "look": look,
        }
        pool = self._recognizing(document) if look else self._light
        _, text = self._ask(
            pool, document.owner, self._limited(head, self._seconds), document.content, seconds=self._seconds
        )
        try:
            return _WORDS.validate_json(text)
        except ValidationError as error:
            raise _damaged() from error

    def compare(self, document: Document, invoice: Invoice) -> Compared:
        """What the text of the pages says against the values of the XML; `DocumentRejected` when they have none."""
        return self._compared(document, invoice, document.content, recognized=False)

    def compare_recognized(self, document: Document, invoice: Invoice, pages: tuple[PageText, ...]) -> Compared:
        """The same of the words of pages that were recognized."""
        return self._compared(document, invoice, packed(pages), recognized=True)

    def _compared(self, document: Document, invoice: Invoice, data: bytes, *, recognized: bool) -> Compared:
        told, info = invoice.model_dump_json(exclude_defaults=True).encode(), document.info
        head = {
            "command": "compare",
            "media_type": info.media_type,
            "pages": info.pages,
            "recognized": recognized,
            "first_bytes": len(told),
        }
        _, response = self._ask(
            self._light, document.owner, self._limited(head, _COMPARE_SECONDS), told + data, seconds=_COMPARE_SECONDS
        )
        try:
            return unpack_compared(response)
        except ValueError as error:
            raise _damaged() from error

    def see(self, document: Document, places: tuple[Place, ...], *, recognizes: bool) -> tuple[Sight, ...]:
        """Whether these places show their text; `DocumentRejected` when it takes more time or memory than there is."""
        asked = pack_places(places)
        head = {"command": "see", "recognizes": recognizes, "first_bytes": len(asked)}
        pool = self._recognizing(document) if recognizes else self._light
        seconds = _SEE_SECONDS if document.urgent else _PATIENCE * _SEE_SECONDS
        _, response = self._ask(
            pool, document.owner, self._limited(head, _SEE_SECONDS), asked + document.content, seconds=seconds
        )
        try:
            return unpack_sights(response)
        except ValueError as error:
            raise _damaged() from error

    def recognized(self, document: Document, numbers: Iterable[int], progress: Progress) -> tuple[PageText, ...]:
        """The words of these pages by looking at each as a whole."""
        return self._pages.of(document, numbers, progress)

    def files_in(self, document: Document) -> tuple[AttachedFile, ...]:
        """The files inside the document; `DocumentRejected` when it cannot be looked into."""
        try:
            return _ATTACHED.validate_json(self._files(document, None))
        except ValidationError as error:
            raise _damaged() from error

    def file_in(self, document: Document, number: int) -> bytes:
        """The bytes of one of them; `DocumentRejected` code `no-such-file` where there is none."""
        return self._files(document, number)

    def _files(self, document: Document, number: int | None) -> bytes:
        head = {"command": "files", "media_type": document.info.media_type, "number": number}
        _, found = self._ask(
            self._light, document.owner, self._limited(head, _FILES_SECONDS), document.content, seconds=_FILES_SECONDS
        )
        return found

    def left_open(self) -> str | None:
        """What a worker may do that a whole cage would forbid, in plain words; None where nothing is missing. The first
        time the log says it, too."""
        try:
            with self._light.worker() as worker:
                return self._tell(worker)
        except (PoolClosed, WorkerLost):
            return "The program that parses documents does not start; the log says why."

    def _tell(self, worker: WorkerProcess) -> str | None:
        left = left_open(worker.missing())
        if left and not self._told:
            log.warning("the cage of the parser lacks something: %s", left)
        self._told = True
        return left

    def close(self) -> None:
        """Stop all workers. Running requests end with `Unavailable`."""
        for pool in (self._light, self._heavy, self._urgent):
            pool.close()

    def _recognizing(self, document: Document) -> WorkerPool:
        return self._urgent if document.urgent else self._heavy

    def _look(self, document: Document, page: int) -> PageText:
        """The words of one page, from a worker."""
        head = {"command": "look", "media_type": document.info.media_type, "page": page}
        seconds = self._seconds if document.urgent else _PATIENCE * self._seconds
        _, found = self._ask(
            self._recognizing(document),
            document.owner,
            self._limited(head, self._seconds),
            document.content,
            seconds=seconds,
        )
        try:
            return unpacked(found)[0]
        except (ValueError, IndexError) as error:
            raise _damaged() from error

    def _limited(self, head: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Processor time as much as all processors give in the time, so that only a busy waiter ends earlier."""
        return head | {"cpu_seconds": seconds * (os.cpu_count() or 1), "memory_mb": self._memory_mb}

    def _ask(
        self,
        pool: WorkerPool,
        owner: Owner | None,
        head: dict[str, Any],
        data: bytes,
        *,
        seconds: float,
        progress: Progress | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        try:
            with pool.worker(owner) as worker:
                response, body = worker.ask(head, data, seconds=seconds, progress=progress)
                self._tell(worker)
        except PoolClosed as error:
            raise _stopping() from error
        except WorkerLost as error:
            if pool.closed:  # the document is not to blame, and is read after the restart
                raise _stopping() from error
            raise _too_complex() if error.over_limit else _damaged() from error
        if response.get("kind") == "rejected":
            raise DocumentRejected(str(response.get("code"))[:40], str(response.get("detail"))[:500])
        return response, body


class SandboxedInspector:
    """The port `DocumentInspector`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def inspect(
        self, data: bytes, *, declared_type: str | None, file_name: str | None, owner: Owner | None = None
    ) -> DocumentInfo:
        media_type, begins_at = sniff(data)
        pages = self._sandbox.inspect(data[begins_at:], media_type, owner)
        return DocumentInfo(
            sha256=digest(data),
            media_type=media_type,
            size=len(data),
            pages=pages,
            file_name=shown_name(file_name),
            called=contradiction(media_type, declared_type=declared_type, file_name=file_name),
            begins_at=begins_at,
        )

    def render(self, document: Document, page: int) -> bytes:
        if document.info.media_type in XML_TYPES or not 1 <= page <= document.info.pages:
            raise NotFound("The document has no picture of such a page.")
        return self._sandbox.render(document, page)


class SandboxedFiles:
    """The port `FilesInside`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def list(self, document: Document) -> tuple[AttachedFile, ...]:
        found = self._sandbox.files_in(document)
        return tuple(
            file.model_copy(update={"name": shown_name(file.name), "description": shown_name(file.description)})
            for file in found
        )

    def open(self, document: Document, number: int) -> bytes:
        try:
            return self._sandbox.file_in(document, number)
        except DocumentRejected as error:
            if error.code == "no-such-file":
                raise NotFound(error.detail) from error
            raise


class SandboxedReader:
    """The port `DocumentReader` for one of the readers of the engine: `einvoice`, `text` or `engine`."""

    charges = False

    def __init__(self, sandbox: Sandbox, name: str) -> None:
        self._sandbox = sandbox
        self.name = name
        self.version = READERS[name].version

    def read(self, document: Document, progress: Progress) -> Reading:
        if document.info.media_type not in READERS[self.name].takes:
            raise NotTaken(f"The reader {self.name} does not take {document.info.media_type}.")
        return self._sandbox.read(self.name, document, progress)


def _reading(data: bytes) -> Reading:
    try:
        return Reading.model_validate_json(data)
    except ValidationError as error:
        raise _damaged() from error


def shown_name(file_name: str | None) -> str | None:
    """The last part of a name from outside, without letters that do not print or that turn the writing around."""
    name = re.split(r"[/\\]", file_name or "")[-1]
    # Categories Cc, Cf, Cs, Co, Cn: control, invisible, broken and unassigned.
    printable = "".join(letter for letter in name if not unicodedata.category(letter).startswith("C"))
    return printable.strip(" .")[:_LONGEST_NAME] or None


def _unsaid(stage: str) -> None:
    """Nobody asked for the stage."""


def _damaged() -> DocumentRejected:
    return DocumentRejected("damaged", "The file is damaged: reading it failed.")


def _too_complex() -> DocumentRejected:
    return DocumentRejected("too-complex", "Reading the file takes more time or memory than is allowed.")


def _stopping() -> Unavailable:
    return Unavailable("The server is stopping.", retry_after=5)
