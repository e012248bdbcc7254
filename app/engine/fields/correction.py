"""Names, addresses and numbers as they were printed before recognition lost blanks and took signs for others.

Only the value is corrected; `raw` keeps what was recognized. Each change is one that print never means otherwise.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from app.engine.fields.address import nearest
from app.engine.fields.matching import ALIKE
from app.engine.fields.places import regions
from app.engine.languages import languages, phrases
from app.engine.languages.patterns import fold
from app.engine.values import with_own_decimal_mark

_POINT_AT_END = re.compile(r"(?<=[^\W\d_]{4})\.$|(?<=\d[^\W\d_])\.$|(?<=\d)\.$|(?<=/[^\W\d_])\.$")


@cache
def _words_by_looks() -> Mapping[str, str]:
    """Words of streets and regions by what recognizers may take them for."""
    streets = (street for street in phrases("places", "street") if street.replace(" ", "").isalpha())
    words = {fold(word) for text in (*regions(), *streets) for word in text.split()}
    return {word.translate(ALIKE): word for word in sorted(words)}


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Legal forms of two words, each of at least two letters, as they are misread or run together, and what is right:
    `sdn. bhd`."""
    words = [re.findall(r"[^\W\d_]+", fold(form)) for form in phrases("names", "company")]
    forms: list[tuple[re.Pattern[str], str]] = []
    for first, second in (form for form in words if len(form) == 2 and min(map(len, form)) > 1):
        if len(first) == 3:
            misread = rf"\b{first[0].upper()}[A-Z0-9]{first[2].upper()}(?=\.? ?{second.upper()}\b)"
            forms.append((re.compile(misread), first.upper()))
        forms.append((re.compile(rf"\b({first})\.?({second})\b", re.IGNORECASE), r"\1 \2"))
    return tuple(forms)


def corrected_name(text: str) -> str:
    """D.1.Y. is D.I.Y., HAI-0 is HAI-O, SDNBHD and SIN BHD are SDN BHD, 5/B at the end is S/B."""
    text = re.sub(r"(?<=[A-Z][.-])0(?!\w)", "O", re.sub(r"(?<=[A-Z]\.)1(?=\.)", "I", text))
    text = re.sub(r"(?<= )[S5]/[B8](?=\W*$)", "S/B", text)
    for form, right in _forms():
        text = form.sub(right, text)
    return text


def corrected_address(rows: Sequence[str], language: str | None) -> list[str]:
    """The rows of an address: blanks at commas and behind the postal code, commas at the ends of rows that were lost or
    taken for points, well-known words without stray accents and with their own letters (`J1n` for `Jln`)."""
    corrected = [_corrected_row(row, language) for row in rows]
    return [*_with_commas(corrected[:-1]), *map(_known_region, corrected[-1:])]


def _corrected_row(text: str, language: str | None) -> str:
    text = re.sub(r"(?<=\w) +(?=,)", "", text)
    text = re.sub(r",(?=[^\W_])", ", ", text)
    text = re.sub(r"(?<![\w-])(\d{5})(?=[^\W\d_]{2})", r"\1 ", text)
    text = re.sub(r"(?<=[a-z]{3})(?=[A-Z][a-z])", " ", text)
    text = re.sub(r"[^\W_](?:[^\W_]|\|){2,}", lambda match: _known(match.group()), text)
    if text.isascii() or all(each.accents for each in languages() if each.code == language):
        return text
    return re.sub(r"[^\W\d_]+", lambda match: _without_accents(match.group()), text)


def _with_commas(rows: Sequence[str]) -> list[str]:
    """Rows before the last: a point at the end is a comma, and the only row without one lost it; a postal code with
    its town below has none."""
    corrected = [_POINT_AT_END.sub(",", row) for row in rows]
    bare = [row for row in corrected if not re.search(r"[,.]$|\d{5}$", row)]
    return [f"{row}," if row in bare else row for row in corrected] if len(bare) == 1 < len(rows) else corrected


def _known_region(row: str) -> str:
    """A row that is the name of a region but for one character."""
    plain = fold(row).strip(" .,;")
    region = nearest(plain, regions())
    return row if region in (None, plain) else _cased_as(row, str(region))


def _known(word: str) -> str:
    """A word of streets and regions of which a letter was taken for one that looks alike."""
    plain = fold(word)
    known = _words_by_looks().get(plain.translate(ALIKE))
    return word if known in (None, plain) or len(known) != len(word) else _cased_as(word, known)


def _without_accents(word: str) -> str:
    plain = fold(word)
    return word if word.isascii() or plain not in _words_by_looks().values() else _cased_as(word, plain)


def _cased_as(printed: str, text: str) -> str:
    return text.upper() if printed.upper() == printed else text.title() if printed[:1].isupper() else text


def corrected_numbers(text: str) -> str:
    """Lost or added blanks in numbers and letters taken for digits put right, each change keeping the length."""
    text = re.sub(r"(?<=\d)([.,]) (\d\d)(?![\d.,])", r"\1\2 ", text)
    text = re.sub(r"(\d) ([.,]\d\d)(?![\d.,])", r"\1\2 ", text)
    text = with_own_decimal_mark(text)
    text = re.sub(r"(?<![A-Za-z\d])((?:RM)?)[oO]([.,])(?=[\doO]{2}\b)", r"\g<1>0\2", text)
    text = re.sub(r"(?<=\d[.,])[oO](?=\d)|(?<=\d[.,]\d)[oO](?![^\W\d_])|(?<=\d[.,])[oO](?=[oO](?![^\W\d_]))", "0", text)
    return re.sub(r"(?<=[.,]\d\d)[A-Z]{1,3}(?![\w.,])", lambda match: " " * len(match.group()), text)
