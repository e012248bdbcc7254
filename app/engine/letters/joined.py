"""One line, read twice: its letters from the one recognizer, its digits from the other."""

import re
from collections.abc import Iterable, Iterator

from app.engine.letters.tesseract import Part

_EDGE = 0.2  # of a word at each of its ends, whose places are not exact
_NUMBER = re.compile(r"\d(?:[\d.,:/%-]*[\d%])?")


def joined(digits: Iterable[Part], letters: Iterable[Part]) -> tuple[Part, ...]:
    """`digits` of the recognizer that knows few letters and every digit, `letters` of the other one. Where a word
    holds a digit, the first is believed; all other words are those of the second."""
    return tuple(word for first, second in _groups(digits, letters) for word in _chosen(first, second))


def _groups(one: Iterable[Part], other: Iterable[Part]) -> Iterator[tuple[list[Part], list[Part]]]:
    """Words of both that stand at the same place of the line, from left to right. Neighbours may touch a little."""
    group: tuple[list[Part], list[Part]] = ([], [])
    end = 0.0
    for start, until, which, word in sorted((*_cores(one, 0), *_cores(other, 1))):
        if start >= end and any(group):
            yield group
            group = ([], [])
        group[which].append(word)
        end = max(end, until)
    if any(group):
        yield group


def _cores(words: Iterable[Part], which: int) -> Iterator[tuple[float, float, int, Part]]:
    for word in words:
        edge = (word[2] - word[1]) * _EDGE
        yield word[1] + edge, word[2] - edge, which, word


def _chosen(digits: list[Part], letters: list[Part]) -> list[Part]:
    if not letters:
        return digits if any(_NUMBER.search(word[0]) for word in digits) else []
    if not any(_NUMBER.search(word[0]) for word in digits):
        return letters
    if all(word[0].isascii() for word in letters):
        return digits
    return _with_numbers(digits, letters)


def _with_numbers(digits: list[Part], letters: list[Part]) -> list[Part]:
    """Of words that hold letters and numbers: the second's, with the first's numbers in their order."""
    told = [number for word in digits for number in _NUMBER.findall(word[0])]
    seen = [number for word in letters for number in _NUMBER.findall(word[0])]
    if len(told) != len(seen):
        return letters
    numbers = iter(told)
    return [(_NUMBER.sub(lambda _: next(numbers), word[0]), *word[1:]) for word in letters]
