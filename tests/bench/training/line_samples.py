"""Documents as numbers that may be amounts of items, with their truth."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy

from app.engine.fields.sheet import Sheet
from app.engine.lines.columns import Grid, cents
from app.engine.lines.features import Lot
from app.engine.tables import read_tables
from app.engine.text_layer import read_text_layer
from app.engine.words import DocumentText
from tests.bench.training.listings import listing
from tests.bench.training.pages import page
from tests.bench.training.samples import words_of
from tests.documents.rendered import sheet

LEARNED = ("rvl", "cord", "inv3d", "saas")
"""Sets with the amounts of their items whose licence allows to learn from them."""


@dataclass
class Listed:
    """A document: its numbers as `rows`, which of them are amounts of items, and the amounts of its truth in cents.
    `ruled`: what the rules gave."""

    set: str
    name: str
    grid: Grid
    rows: Any
    right: Any
    truth: Counter[int]
    ruled: Counter[int]


def listed(set_name: str, name: str, text: DocumentText, amounts: Sequence[str]) -> Listed:
    tables = read_tables(text)
    lot = Lot(Sheet(text, tables.rows), tables)
    rows = numpy.array(lot.rows(), dtype=numpy.float32)
    truth = Counter(cents(float(Decimal(each))) for each in amounts)
    ruled = Counter(cents(float(item.amount)) for item in tables.items if item.amount is not None)
    return Listed(set_name, name, lot.grid, rows, numpy.array(_right(lot, truth)), truth, ruled)


def _right(lot: Lot, truth: Counter[int]) -> list[bool]:
    """Which numbers are the amounts: of equal ones in a row the last, of rows the first that are no totals, those in
    the column of amounts that leave no doubt before others."""
    grid = lot.grid
    last = {(number.row, cents(number.value)): place for place, number in enumerate(grid.numbers)}
    places: dict[int, list[int]] = defaultdict(list)
    for place in sorted(last.values()):
        value = cents(grid.numbers[place].value)
        if value in truth and not grid.numbers[place].printed.percent:
            places[value].append(place)
    sure = [own for value, own in places.items() if len(own) <= truth[value]]
    sides = [grid.numbers[place].x1 for own in sure for place in own]
    right = [False] * len(grid.numbers)
    for value, own in places.items():

        def doubt(place: int) -> tuple[bool, bool, int]:
            number = grid.numbers[place]
            aside = bool(sides) and min(abs(side - number.x1) for side in sides) > 0.02
            return lot.texts[number.row].total, aside, place

        for place in sorted(own, key=doubt)[: truth[value]]:
            right[place] = True
    return right


def invented(seeds: Iterable[int]) -> Iterator[Listed]:
    for seed in seeds:
        text, amounts = listing(seed)
        yield listed("listings", str(seed), text, amounts)


def without_items(seeds: Iterable[int]) -> Iterator[Listed]:
    """Pages by chance that are no bills: none of their numbers is an amount of an item."""
    for seed in seeds:
        text, truth = page(seed)
        if truth["type"] not in ("invoice", "receipt", "credit_note"):
            yield listed("listings", f"without {seed}", text, [])


def rendered(seeds: Iterable[int], *, left_out: bool = False) -> Iterator[Listed]:
    for seed in seeds:
        made = sheet(seed, left_out=left_out)
        amounts = [str(line.amount) for line in made.invoice.lines if line.amount is not None]
        yield listed("rendered", str(seed), read_text_layer(made.pdf), amounts)


def real(folder: Path, set_name: str, words: Path) -> Iterator[Listed]:
    for file in sorted((folder / set_name / "truth").glob("*.json")):
        truth = json.loads(file.read_text("utf-8"))
        if truth.get("lines") is None or "lines" in truth.get("unseen", ()):
            continue
        name = file.name.removesuffix(".json")
        yield listed(set_name, name, words_of(folder / set_name / name, words), truth["lines"])
