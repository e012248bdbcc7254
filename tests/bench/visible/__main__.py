"""`python -m tests.bench.visible [--planted N] [--honest N] [--scans N] [--pdfs FOLDER] [--first SEED]`

Planted: documents of all ways in which text and page can part, with XML and without, over the readers and the
comparison as they run. Honest: rendered invoices (both halves), the same as scans with an invisible layer that is a
little off, and PDFs of a folder. Suspected is what would be a finding. CPU: of the look alone, drawing included.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import mean, median

from app.adapters.workers.comparer import SandboxedComparer
from app.adapters.workers.sandbox import Sandbox, SandboxedInspector, SandboxedReader
from app.adapters.workers.text import SandboxedTextReader
from app.domain.document import Document
from app.domain.errors import DocumentRejected
from app.domain.reading import Reading
from app.domain.sure import SURE
from app.engine.look_closely import look_closely
from app.engine.picture_reader import look
from app.engine.text_and_picture import lies_of, places_of
from app.engine.text_layer import read_text_layer
from app.engine.text_reader import read
from app.engine.words import Word
from app.services.reading import ReaderPolicy
from tests.documents.pages import render
from tests.documents.painted import SEVERAL_PAGES, WAYS, layered, painted
from tests.documents.rendered import sheet

FINDINGS = {"text_vs_picture", "xml_vs_picture"}
OF_MONEY = ("amounts.gross", "amounts.due", "payment.accounts.0.iban")
OFF = 0.15  # heights of a word that the layer of a scanner is off


def planted(many: int, first: int) -> None:
    """`many` documents, each way in turn, every second one with XML."""
    named, sure, missed = 0, list[str](), list[str]()
    with closing(Sandbox(workers=1, seconds=120, memory_mb=1400)) as sandbox:
        readers = (
            SandboxedReader(sandbox, "einvoice"),
            SandboxedTextReader(sandbox),
            SandboxedReader(sandbox, "engine"),
        )
        policy = ReaderPolicy(
            {reader.name: reader for reader in readers},
            lambda: datetime.now(UTC),
            comparer=SandboxedComparer(sandbox),
        )
        for number in range(many):
            way, seed = list(WAYS)[number % len(WAYS)], first + number // len(WAYS)
            with_xml = way in SEVERAL_PAGES or bool(seed % 2)
            made = painted(way, seed, with_xml=with_xml)
            facts = SandboxedInspector(sandbox).inspect(made.data, declared_type=None, file_name=None)
            reading = policy.read(Document(made.data, facts), "auto", lambda stage: None)
            found = any(check.failed and check.id in FINDINGS for check in reading.checks)
            named += found
            which = f"{way}, seed {seed}, {'with' if with_xml else 'without'} XML"
            sure += [f"{which}: {path}" for path in OF_MONEY if _confidence(reading, path) >= SURE]
            missed += [] if found else [which]
    print(f"planted {many}: named {named}; totals and accounts at {SURE} or more {len(sure)}")
    print("".join(f"missed: {each}\n" for each in missed) + "".join(f"sure: {each}\n" for each in sure), end="")


def _confidence(reading: Reading, path: str) -> float:
    return reading.evidence[path].confidence or 0.0 if path in reading.evidence else 0.0


def honest(title: str, files: Iterator[tuple[str, bytes]]) -> None:
    """How many are suspected, and what the look takes."""
    documents = doubted = suspected = 0
    seconds = list[float]()
    for name, data in files:
        try:
            reading = read(data, "application/pdf", 1, lambda stage: None)
        except DocumentRejected:
            continue
        documents += 1
        places = tuple(places_of(reading))
        started = time.process_time()
        sights = look_closely(data, places, recognizes=True)
        seconds.append((time.process_time() - started) / max(1, len({place.page for place in places})))
        pages = {sight.place.page for sight in sights if sight.is_a_lie}
        doubted += bool(pages)
        lies = lies_of(sights, [look(data, "application/pdf", page) for page in pages])
        suspected += bool(lies)
        for lie in lies:
            print(f"suspected: {name} {lie.place.path}: {lie.place.text!r}, seen {lie.text!r}")
    if documents:
        print(
            f"{title} {documents}: suspected {suspected} ({suspected / documents:.3f}), "
            f"looked at as a whole {doubted}; CPU a page "
            f"{median(seconds) * 1000:.0f} ms median, {mean(seconds) * 1000:.0f} mean"
        )


def rendered(many: int, first: int) -> Iterator[tuple[str, bytes]]:
    for seed in range(first, first + many):
        yield f"seed {seed}", sheet(seed, left_out=bool(seed % 2), kind="invoice").pdf


def scanned(many: int, first: int) -> Iterator[tuple[str, bytes]]:
    for number, (name, pdf) in enumerate(rendered(many, first)):
        words = tuple(_off(word, Random(f"{name} {word}")) for word in read_text_layer(pdf).pages[0].words)
        yield name, layered(render(pdf)[0], words, noise=number % 3 * 6)


def _off(word: Word, chance: Random) -> Word:
    across, down = (chance.uniform(-OFF, OFF) * (word.y1 - word.y0) for _ in range(2))
    return replace(word, x0=word.x0 + across, x1=word.x1 + across, y0=word.y0 + down, y1=word.y1 + down)


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.visible")
    asked.add_argument("--planted", type=int, default=48)
    asked.add_argument("--honest", type=int, default=100)
    asked.add_argument("--scans", type=int, default=100)
    asked.add_argument("--pdfs", type=Path, help="folder of honest PDFs")
    asked.add_argument("--first", type=int, default=100, help="first seed")
    options = asked.parse_args()
    if options.pdfs:
        honest("PDFs", ((path.name, path.read_bytes()) for path in sorted(options.pdfs.rglob("*.pdf"))))
    honest("rendered", rendered(options.honest, options.first))
    honest("scans with a layer", scanned(options.scans, options.first))
    if options.planted:
        planted(options.planted, options.first)


if __name__ == "__main__":
    main()
