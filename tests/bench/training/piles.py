"""`python -m tests.bench.training.piles --real FOLDER [--rendered N]`: learns the weights of boundaries between documents.

From the rendered piles of the layouts for developing, and from piles of real documents of sets whose licence allows it:
three in a row, most of them cut in two at a row by chance, since the sets hold few documents of several pages. What is
believed (`BELIEVED`) is given. Prints the weights, to be written into `app/engine/documents/boundaries.py`.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy

from app.domain.errors import DocumentRejected
from app.domain.reading import Source
from app.engine.document_reader import values_by_evidence
from app.engine.documents.boundaries import BELIEVED, LEARNED, boundary_signs
from app.engine.documents.copies import is_copy
from app.engine.documents.group import Group
from app.engine.documents.signs import signs_of
from app.engine.text_layer import read_text_layer
from app.engine.words import DocumentText, PageText
from tests.bench.training.samples import words_of
from tests.documents.rendered.piles import SEVERAL, SINGLE, blanks_between, different_sellers, pile, same_seller

SETS = {"rvl": 75, "inv3d": 30, "cord": 18}  # of each that many documents
SHRINK = 0.1  # of the squared weights
Piled = tuple[DocumentText, set[int], float]  # pages, first pages of documents, weight


def main() -> None:
    asked = argparse.ArgumentParser(prog="tests.bench.training.piles")
    asked.add_argument("--real", type=Path, required=True)
    asked.add_argument("--rendered", type=int, default=60, help="files of each sort")
    asked.add_argument("--keep", type=Path, default=Path("dist/training"))
    options = asked.parse_args()
    piles = [*_rendered(options.rendered), *_real(options.real, options.keep / "words")]
    rows = [row for text, starts, weight in piles for row in _rows(text, starts, weight)]
    signs, given, right, weights = (numpy.array(column, dtype=float) for column in zip(*rows, strict=True))
    learned = fit(signs, given, right, weights)
    sums = signs @ learned + given
    print(f"{len(right)} pages, {int(right.sum())} boundaries: {int(((sums > 0) == right).sum())} told right")
    for name, value in zip(LEARNED, learned, strict=True):
        print(f"{name:24} {value:.1f}")


def _rendered(count: int) -> Iterator[Piled]:
    ways = tuple(way for way in SEVERAL if way in (different_sellers, same_seller, blanks_between))
    for each in (ways, SINGLE):
        for seed in range(1000, 1000 + count):
            made = pile(seed, each)
            yield read_text_layer(made.pdf), {first for first, _, _ in made.documents}, 1.0


def _real(folder: Path, words: Path) -> Iterator[Piled]:
    chance = Random("piles")
    for name, count in SETS.items():
        files = sorted(path.name.removesuffix(".json") for path in (folder / name / "truth").glob("*.json"))
        some = chance.sample(files, count)
        for place in range(0, count, 3):
            pages: list[PageText] = []
            starts = set()
            for file in some[place : place + 3]:
                starts.add(len(pages) + 1)
                (page, *_) = words_of(folder / name / file, words).pages
                parts = _cut(page, chance) if chance.random() < 0.75 else [page]
                pages += [_numbered(part, len(pages) + step) for step, part in enumerate(parts, 1)]
            yield DocumentText(Source.ENGINE, tuple(pages)), starts, 0.5


def _cut(page: PageText, chance: Random) -> list[PageText]:
    """The page in two, the lower part moved up; sometimes its head is printed again."""
    rows = sorted({round(word.y0, 3) for word in page.words})
    cut = rows[int(len(rows) * chance.uniform(0.35, 0.85))]
    up = max(0.0, cut - chance.uniform(0.04, 0.12))
    below = [replace(word, y0=word.y0 - up, y1=word.y1 - up) for word in page.words if word.y0 >= cut]
    if chance.random() < 0.35:
        below += [word for word in page.words if word.y1 < min(0.12, up)]
    return [replace(page, words=tuple(word for word in page.words if word.y0 < cut)), replace(page, words=tuple(below))]


def _numbered(page: PageText, number: int) -> PageText:
    return replace(page, number=number, words=tuple(replace(word, page=number) for word in page.words))


def _rows(text: DocumentText, starts: set[int], weight: float) -> Iterator[tuple[list[float], float, bool, float]]:
    """Of each page but the first: its signs, what is given by those believed, whether it begins another, its weight."""
    group: Group | None = None
    for page in text.pages:
        try:
            signs = signs_of(text, page, values_by_evidence)
        except DocumentRejected:
            continue
        noisy = text.source is Source.ENGINE
        if group is not None and not signs.is_blank and not is_copy(group.pages[0], signs, noisy=noisy):
            seen = dict(boundary_signs(group, signs))
            given = sum(BELIEVED.get(name, 0.0) * value for name, value in seen.items())
            yield [seen.get(name, 0.0) for name in LEARNED], given, page.number in starts, weight
        if group is None or page.number in starts:
            group = Group([signs])
        else:
            group.take(signs)


def fit(signs: Any, given: Any, right: Any, weights: Any) -> Any:
    """Logistic regression by Newton's method, with what is given added."""
    learned = numpy.zeros(signs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + numpy.exp(-(signs @ learned + given)))
        slope = signs.T @ (weights * (right - chance)) - SHRINK * learned
        bend = (signs.T * (weights * chance * (1 - chance))) @ signs + SHRINK * numpy.eye(len(learned))
        learned = learned + numpy.linalg.solve(bend, slope)
    return learned


if __name__ == "__main__":
    main()
