"""Reads the rendered documents in the ways that the product does."""

import hashlib
import pickle
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.domain.check_context import CheckContext
from app.domain.errors import DocumentRejected
from app.domain.readers import ENGINE
from app.domain.reading import Reading, Source, build_reading
from app.domain.rules import run_checks
from app.engine import text_reader
from app.engine.document_reader import read_document
from app.engine.picture_reader import look
from app.engine.words import DocumentText
from tests.bench.reading.scores import Scores
from tests.documents.rendered import sheet
from tests.documents.rendered.degrade import WAYS, encoded
from tests.documents.rendered.others import other_page


@dataclass
class Run:
    """Scores of one kind of documents, with pages and CPU seconds."""

    name: str
    scores: Scores = field(default_factory=Scores)
    pages: int = 0
    cpu: float = 0.0


@dataclass(frozen=True)
class Words:
    """Recognizes pictures; keeps the words in a folder, if there is one, to try rules without the work."""

    folder: Path | None

    def of(self, data: bytes, media_type: str, pages: int) -> tuple[DocumentText, float]:
        """The words and the CPU seconds that finding them took."""
        name = hashlib.sha256(data).hexdigest()
        file = self.folder / f"{name}.{ENGINE.version}.pickle" if self.folder else None
        if file and file.exists():
            kept: tuple[DocumentText, float] = pickle.loads(file.read_bytes())
            return kept
        started = time.process_time()
        found = [look(data, media_type, number) for number in range(1, pages + 1)]
        made = DocumentText(Source.ENGINE, tuple(found)), time.process_time() - started
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(pickle.dumps(made))
        return made


def text_layer(seeds: Iterable[int], *, left_out: bool) -> Run:
    """Invoices and receipts as PDF."""
    run = Run("text layer")
    for seed in seeds:
        made = sheet(seed, left_out=left_out)
        started = time.process_time()
        reading = text_reader.read(made.pdf, "application/pdf", 1, lambda stage: None)
        run.cpu += time.process_time() - started
        run.pages += reading.pages
        run.scores.add(f"{seed} {made.look}", made.invoice, reading.invoice, reading.evidence)
    return run


def pictures(seeds: Iterable[int], words: Words, *, left_out: bool, only: list[str] | None) -> list[Run]:
    """The same kinds of documents in every way of the degradations; the same documents for each way."""
    runs = []
    for name, way in WAYS.items():
        if only is not None and name not in only:
            continue
        run = Run(name)
        for seed in seeds:
            made = sheet(seed, left_out=left_out)
            shown = way(made.pdf, seed)
            data, media_type = encoded(shown, tiff=seed % 2 == 1)
            text, cpu = words.of(data, media_type, len(shown))
            started = time.process_time()
            reading = read_words(text)
            run.cpu += cpu + time.process_time() - started
            run.pages += len(shown)
            run.scores.add(f"{seed} {made.look}", made.invoice, reading.invoice, reading.evidence)
        runs.append(run)
    return runs


def read_words(text: DocumentText) -> Reading:
    """The reading of recognized words; an empty one when there are none."""
    try:
        return read_document(text, reader="engine", version=ENGINE.version)
    except DocumentRejected:
        return build_reading(reader="engine", version=ENGINE.version, pages=len(text.pages), found=[])


def others(seeds: Iterable[int], *, left_out: bool) -> Run:
    """Pages that are no invoice. A page counts as recognized when the check says so."""
    run = Run("no invoice")
    for seed in seeds:
        data, kind = other_page(seed, left_out=left_out)
        started = time.process_time()
        reading = text_reader.read(data, "application/pdf", 1, lambda stage: None)
        run.cpu += time.process_time() - started
        run.pages += 1
        run.scores.add_other(f"{seed} {kind}", reading.invoice)
        checks = run_checks(reading.invoice, CheckContext(today=date(2026, 12, 31)))
        if not any(check.id == "not_an_invoice" and check.failed for check in checks):
            run.scores.misses.append((f"{seed} {kind}", "not_an_invoice", "failed", "passed"))
    return run
