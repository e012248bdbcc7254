"""`python -m tests.bench.reading.calibrate [--rows FILE ...] [--write]`: from which scores on values are sure.

Rows come from the rendered layouts that rules are developed on, by text layer and by recognized pictures, and from
files of rows measured elsewhere: JSON lines of `set`, `seller`, `field` (path and source), `score`, `right`. The table
printed is by cross-validation: thresholds are found without a fifth of the sellers and judged on that fifth.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from app.domain.invoice import leaves, plain
from app.domain.reading import Reading
from app.engine import text_reader
from app.engine.evidence.choosing import PATH_OF
from app.engine.fields.calibration import key, score_of
from tests.bench.reading.runs import Words, read_words
from tests.bench.reading.scores import FIELDS, same
from tests.documents.rendered import Sheet, sheet
from tests.documents.rendered.degrade import WAYS, encoded

FILE = Path("app/engine/fields/calibration.json")
BY_EVIDENCE = frozenset(PATH_OF.values())
"""Fields whose confidence is learned with their scores (`tests.bench.training`)."""
WANTED = 0.985  # of the values of all sets together
WANTED_OF_A_SET = 0.98
LOWEST = 0.7  # a worse score is never sure, whatever was measured
LEAST = 40  # values at or above a threshold, over all sets
LEAST_OF_A_SET = 12  # below this a set has no say
FOLDS = 5


@dataclass(frozen=True)
class Row:
    """One value that was read: where from, how well it scored, whether it is right."""

    set: str
    seller: str
    field: str
    score: float
    right: bool


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.reading.calibrate")
    asked.add_argument("--rows", type=Path, nargs="*", default=[])
    asked.add_argument("--words", type=Path)
    asked.add_argument("--documents", type=int, default=400)
    asked.add_argument("--pictures", type=int, default=8)
    asked.add_argument("--ways", nargs="*", default=list(WAYS), help="only these ways of picturing")
    asked.add_argument("--write", action="store_true", help=f"write {FILE}")
    options = asked.parse_args()
    rows = [
        *_text_rows(range(1000, 1000 + options.documents)),
        *_picture_rows(options.pictures, options.ways, Words(options.words)),
    ]
    rows += [Row(**json.loads(line)) for file in options.rows for line in file.read_text("utf-8").splitlines()]
    by_field: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_field[row.field].append(row)
    table = {}
    print("| field and source | values | enough | right at >= 0.9, cross-validated | share |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for field, own in sorted(by_field.items()):
        enough = threshold(own)
        right, sure = _cross_validated(own)
        if enough is not None and sure and right >= WANTED_OF_A_SET * sure:
            table[field] = round(enough, 3)
        print(f"| {field} | {len(own)} | {table.get(field, '-')} | {right} of {sure} | {sure / len(own):.2f} |")
    if options.write:
        FILE.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", "utf-8")


def threshold(rows: Iterable[Row]) -> float | None:
    """The least score from which on every set with enough values is right as often as wanted; None without one."""
    ordered = sorted(rows, key=lambda row: -row.score)
    right: dict[str, int] = defaultdict(int)
    seen: dict[str, int] = defaultdict(int)
    best = None
    for place, row in enumerate(ordered):
        seen[row.set] += 1
        right[row.set] += row.right
        last = place + 1 == len(ordered) or ordered[place + 1].score < row.score
        good = all(right[name] >= WANTED_OF_A_SET * count for name, count in seen.items() if count >= LEAST_OF_A_SET)
        if row.score >= LOWEST and last and good and place + 1 >= LEAST and sum(right.values()) >= WANTED * (place + 1):
            best = row.score
    return best


def _cross_validated(rows: list[Row]) -> tuple[int, int]:
    right = sure = 0
    for fold in range(FOLDS):
        kept = [row for row in rows if crc32(row.seller.encode()) % FOLDS != fold]
        enough = threshold(kept)
        judged = [row for row in rows if crc32(row.seller.encode()) % FOLDS == fold]
        passed = [row for row in judged if enough is not None and row.score >= enough]
        sure += len(passed)
        right += sum(row.right for row in passed)
    return right, sure


def _text_rows(seeds: range) -> Iterator[Row]:
    for seed in seeds:
        made = sheet(seed)
        yield from _rows("rendered", made, text_reader.read(made.pdf, "application/pdf", 1, lambda stage: None))


def _picture_rows(count: int, ways: list[str], words: Words) -> Iterator[Row]:
    for name in ways:
        for seed in range(count):
            made = sheet(seed)
            shown = WAYS[name](made.pdf, seed)
            data, media_type = encoded(shown, tiff=seed % 2 == 1)
            yield from _rows("rendered pictures", made, read_words(words.of(data, media_type, len(shown))[0]))


def _rows(name: str, made: Sheet, reading: Reading) -> Iterator[Row]:
    wanted, given = dict(leaves(plain(made.invoice))), dict(leaves(plain(reading.invoice)))
    for path in FIELDS:
        if path in BY_EVIDENCE:
            continue
        evidence = reading.evidence.get(path)
        if path in given and evidence is not None and evidence.confidence is not None:
            right = path in wanted and same(path, wanted[path], given[path])
            score = score_of(path, evidence.source, evidence.confidence)
            yield Row(name, made.invoice.seller.name or "", key(path, evidence.source), score, right)


if __name__ == "__main__":
    main()
