"""The words of an answer with their places, as every reader gives them: those of its blocks; where an answer has none,
those of its fields."""

from collections.abc import Iterable, Iterator
from itertools import islice
from statistics import median

from app.adapters.textract.answer import Box, Expense, Field
from app.engine.words import PageText, Word

MOST_WORDS = 20_000
MOST_WORDS_OF_A_PAGE = 2_500
_LETTER = 0.62  # a word's height by the width of its letters, usual in print
_ASPECTS = (1.0, 4.0)  # of a page's height to its width: sheets, till rolls
_USUAL_ASPECT = 1.41
_ENOUGH = 12  # words of letters that tell the shape of a page
_MOST_NEAR = 200  # that a word is compared with
_NEAR = 0.02  # parts of the page in which the same word is the same place


def pages_of(expenses: Iterable[Expense], count: int) -> tuple[PageText, ...]:
    """Pages 1 to `count`, those without words too."""
    words: dict[int, list[Word]] = {}
    kept = list(expenses)
    for word in islice(_words(kept), MOST_WORDS):
        page = words.setdefault(word.page, [])
        if len(page) < MOST_WORDS_OF_A_PAGE:
            page.append(word)
    numbers = range(1, max([count, *words]) + 1)
    return tuple(PageText(page, 1.0, _aspect(words.get(page, [])), tuple(words.get(page, []))) for page in numbers)


def _words(expenses: Iterable[Expense]) -> Iterator[Word]:
    seen: set[tuple[str, float, float, int]] = set()
    for expense in expenses:
        blocks = [block for block in expense.blocks if block.kind == "WORD"]
        for block in blocks:
            place = (block.text, block.box.x0, block.box.y0, block.page)
            if place not in seen:
                seen.add(place)
                yield _word(block.text, block.box, block.page, block.confidence)
        if not blocks:
            yield from _words_of_fields(expense)


def _word(text: str, box: Box, page: int, confidence: float) -> Word:
    return Word("".join(text.split()), box.x0, box.y0, box.x1, box.y1, page, confidence)


def _aspect(words: list[Word]) -> float:
    """Height of a page by its width, which no answer tells, from the shape of its letters."""
    shapes = [
        (word.x1 - word.x0) / len(word.text) / (word.y1 - word.y0)
        for word in words
        if len(word.text) > 2 and word.text.isalpha() and word.y1 > word.y0
    ]
    if len(shapes) < _ENOUGH:
        return _USUAL_ASPECT
    return min(_ASPECTS[1], max(_ASPECTS[0], median(shapes) / _LETTER))


# ---- without blocks --------------------------------------------------------------------------------------------------


def _words_of_fields(expense: Expense) -> Iterator[Word]:
    """Labels and values of all fields, each word once: small fields first, whose words are where they say."""
    texts = [text for field in expense.fields for text in _texts_of(field)]
    placed: dict[tuple[str, int], list[Word]] = {}
    for text, box, page, confidence in sorted(texts, key=lambda item: (item[0].count("\n"), len(item[0]))):
        for word in _spread(text, box, page, confidence):
            same, band = word.text.casefold(), round(word.y0 / _NEAR)
            near = (other for step in (-1, 0, 1) for other in placed.get((same, band + step), []))
            if not any(_is_near(word, other) for other in islice(near, _MOST_NEAR)):
                placed.setdefault((same, band), []).append(word)
                yield word


def _texts_of(field: Field) -> Iterator[tuple[str, Box, int, float]]:
    for text, box, sure in (
        (field.text, field.box, field.confidence),
        (field.label, field.label_box, field.label_confidence),
    ):
        if text and box is not None:
            yield text, box, field.page or 1, 1.0 if sure is None else sure


def _spread(text: str, box: Box, page: int, confidence: float) -> Iterator[Word]:
    """The words of a text over its box: lines of one height, letters of one width."""
    lines = [line for line in text.splitlines() if line.strip()]
    height = (box.y1 - box.y0) / max(1, len(lines))
    letter = (box.x1 - box.x0) / max(1, *map(len, lines), 1)
    for number, line in enumerate(lines):
        top, start = box.y0 + height * number, 0
        for word in line.split():
            start = line.index(word, start)
            left = box.x0 + letter * start
            start += len(word)
            inside = Box(left, top + 0.1 * height, box.x0 + letter * start, top + 0.9 * height)
            yield _word(word, inside, page, confidence)


def _is_near(one: Word, other: Word) -> bool:
    rows = abs(one.y0 + one.y1 - other.y0 - other.y1) / 2
    return (
        one.page == other.page
        and rows < max(min(one.y1 - one.y0, _NEAR), _NEAR / 2)
        and abs(one.x0 - other.x0) < 2 * _NEAR + (one.x1 - one.x0) / 2
    )
