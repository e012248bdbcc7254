"""`python -m tests.bench.reading.real FOLDER [--sets NAME ...]`: real documents, `SET/NAME` with `SET/truth/NAME.json`.

Prints F1 by set and field, how many values have a confidence of 0.9 or more and how many of these are right. Sets that
weights were learned from are marked: what they say is how well was learned, not how well is read.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from app.domain.errors import DocumentRejected
from app.domain.invoice import leaves, plain
from app.domain.reading import Reading
from app.engine.document_reader import read_document
from tests.bench.training.samples import REAL, words_of
from tests.bench.training.truth import asked, is_right, may_be_absent, right_ones

PATHS = {
    "type": "document_type",
    "seller": "seller.name",
    "number": "invoice_number",
    "date": "issue_date",
    "due": "due_date",
    "currency": "currency",
    "net": "amounts.net",
    "tax": "amounts.tax",
    "gross": "amounts.gross",
}
SURE = 0.9


def main() -> None:
    asked_for = argparse.ArgumentParser(prog="tests.bench.reading.real")
    asked_for.add_argument("folder", type=Path)
    asked_for.add_argument("--sets", nargs="*")
    asked_for.add_argument("--keep", type=Path, default=Path("dist/training"), help="where recognized words are kept")
    options = asked_for.parse_args()
    names = options.sets or sorted(path.parent.name for path in options.folder.glob("*/truth"))
    print(f"| set | documents | F1 | {' | '.join(PATHS)} | right at >= {SURE} | AUROC |")
    print(f"| --- | ---: | ---: |{' ---: |' * len(PATHS)} ---: | ---: |")
    for name in names:
        _report(name, options.folder, options.keep / "words")


def _report(name: str, folder: Path, words: Path) -> None:
    counts: dict[str, Counter[str]] = {field: Counter() for field in PATHS}
    told: list[tuple[bool, float]] = []
    documents = 0
    for file in sorted((folder / name / "truth").glob("*.json")):
        truth = json.loads(file.read_text("utf-8"))
        if "type" not in truth:
            continue  # no invoice: another measure
        documents += 1
        try:
            text = words_of(folder / name / file.name.removesuffix(".json"), words)
            reading = read_document(text, reader="text", version="0")
        except DocumentRejected:
            continue
        told += _scored(reading, truth, counts)
    if documents:
        every = sum(counts.values(), Counter())
        cells = [f"{f1(every):.3f}", *(f"{f1(count):.3f}" if count.total() else "" for count in counts.values())]
        sure = [right for right, confidence in told if confidence >= SURE]
        learned = " (learned from)" if name in REAL else ""
        print(f"| {name}{learned} | {documents} | {' | '.join(cells)} | {sum(sure)} of {len(sure)} | {auroc(told)} |")


def _scored(reading: Reading, truth: dict[str, object], counts: dict[str, Counter[str]]) -> list[tuple[bool, float]]:
    given = dict(leaves(plain(reading.invoice)))
    told = []
    for field, path in PATHS.items():
        if not asked(truth, field):
            continue
        value, names = given.get(path), right_ones(truth, field)
        if value is None:
            counts[field]["missing"] += bool(names) and not may_be_absent(truth, field)
            continue
        right = bool(names) and is_right(field, str(value), names)
        counts[field]["right" if right else "wrong" if names else "invented"] += 1
        told.append((right, reading.evidence[path].confidence or 0.0))
    return told


def f1(count: Counter[str]) -> float:
    whole = 2 * count["right"] + 2 * count["wrong"] + count["missing"] + count["invented"]
    return 2 * count["right"] / whole if whole else 0.0


def auroc(told: list[tuple[bool, float]]) -> str:
    """The chance that a right value has a higher confidence than a wrong one."""
    good, bad = ([sure for right, sure in told if right is wanted] for wanted in (True, False))
    pairs = [(a > b) + (a == b) / 2 for a in good for b in bad]
    return f"{sum(pairs) / len(pairs):.2f}" if pairs else ""


if __name__ == "__main__":
    main()
