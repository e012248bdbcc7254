"""`python -m tests.bench.reading.vietnam [--invoices N] [--pictures N] [--words FOLDER]`: reads rendered Vietnamese tax
invoices and receipts by their text layer and as pictures of 150 dpi, and prints what was right."""

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from app.engine import text_reader
from app.engine.text_layer import read_text_layer
from app.engine.words import DocumentText
from tests.bench.reading.report import report
from tests.bench.reading.runs import Run, Words, read_words
from tests.documents.rendered.degrade import encoded, pages
from tests.documents.rendered.vietnam import vietnamese

DPI = 150
TAX_CODES = ("seller.tax_ids.0.value", "buyer.tax_ids.0.value")


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.reading.vietnam")
    asked.add_argument("--invoices", type=int, default=100, help="documents read by their text layer, of each half")
    asked.add_argument("--pictures", type=int, default=30, help="documents read as pictures, of each half")
    asked.add_argument("--first", type=int, default=0, help="first seed")
    asked.add_argument("--words", type=Path, help="folder that keeps recognized words between runs")
    asked.add_argument("--misses", action="store_true", help="print what was missed, on the layouts developed on")
    asked.add_argument("--half", choices=("developed", "left out"), help="only this half")
    options = asked.parse_args()
    for left_out in (False, True):
        half = "left out" if left_out else "developed"
        if options.half not in (None, half):
            continue
        few = range(options.first, options.first + options.pictures)
        drawn, kept = pictures(few, Words(options.words), left_out=left_out)
        runs = [text(range(options.first, options.first + options.invoices), left_out=left_out), drawn]
        print(f"\n## Vietnamese layouts {half}\n")
        report(runs)
        print(f"\naccented words kept on pictures: {kept:.3f}")
        if options.misses and not left_out:
            for run in runs:
                for miss in run.scores.misses:
                    print(run.name, "|", *miss, sep="\t")


def text(seeds: Iterable[int], *, left_out: bool) -> Run:
    run = Run("text layer")
    for seed in seeds:
        made = vietnamese(seed, left_out=left_out)
        started = time.process_time()
        reading = text_reader.read(made.pdf, "application/pdf", 1, lambda stage: None)
        run.cpu += time.process_time() - started
        run.pages += reading.pages
        run.scores.add(f"{seed} {made.look}", made.invoice, reading.invoice, reading.evidence, also=TAX_CODES)
    return run


def pictures(seeds: Iterable[int], words: Words, *, left_out: bool) -> tuple[Run, float]:
    """What was read, and which share of the words with accents was recognized letter by letter."""
    run, told, seen = Run("150 dpi"), 0, 0
    for seed in seeds:
        made = vietnamese(seed, left_out=left_out)
        data, media_type = encoded(pages(made.pdf, DPI), tiff=False)
        found, cpu = words.of(data, media_type, 1)
        started = time.process_time()
        reading = read_words(found)
        run.cpu += cpu + time.process_time() - started
        run.pages += 1
        run.scores.add(f"{seed} {made.look}", made.invoice, reading.invoice, reading.evidence, also=TAX_CODES)
        printed = accented(read_text_layer(made.pdf))
        told += printed.total()
        seen += (printed & accented(found)).total()
    return run, seen / max(told, 1)


def accented(text: DocumentText) -> Counter[str]:
    """Words with a letter beyond ASCII, without the signs around them."""
    words = (word.text.strip(".,:;()/-") for page in text.pages for word in page.words)
    return Counter(word for word in words if any(sign.isalpha() and not sign.isascii() for sign in word))


if __name__ == "__main__":
    main()
