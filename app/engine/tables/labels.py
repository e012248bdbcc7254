"""Words that head a table of items or of taxes, and words that tell totals and other rows from items.

Phrases are compared in plain form (`plain_words`): lower case, no accents, no punctuation.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from app.domain.countries import countries
from app.domain.rules.currencies import CODES
from app.engine.languages import languages, phrases
from app.engine.languages.patterns import any_of, fold, words_of
from app.engine.values.currencies import symbols


class Kind(StrEnum):
    """What a column holds."""

    LINE_NO = "line_no"
    PRODUCT_CODE = "product_code"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT = "unit"
    UNIT_PRICE = "unit_price"
    PRICE = "price"  # of one piece or of the row: the other columns and the arithmetic tell
    DISCOUNT = "discount"
    TAX_RATE = "tax_rate"
    TAX_AMOUNT = "tax_amount"
    AMOUNT = "amount"
    GROSS = "gross"  # amount with tax, beside one without
    DATE = "date"
    BASE = "base"  # of a tax: no column of an item table
    FOREIGN = "foreign"  # heads some other table
    OTHER = "other"


@lru_cache(maxsize=8192)
def plain_words(text: str) -> tuple[str, ...]:
    """Words in plain form; `%` and `#` count as words. Remembered: every table asks for the same words again."""
    return tuple(re.findall(r"[^\W_]+|[%#]", fold(unicodedata.normalize("NFC", text))))


def _phrases(section: str, *kinds: str) -> frozenset[tuple[str, ...]]:
    """Phrases as tuples of plain words; those with `*` are no whole words."""
    found = (plain_words(phrase) for phrase in phrases(section, *kinds) if "*" not in phrase)
    return frozenset(words for words in found if words)


def _words(section: str, *kinds: str) -> frozenset[str]:
    """The single words of all phrases."""
    return frozenset(word for phrase in _phrases(section, *kinds) for word in phrase)


_KEYS = {Kind.DESCRIPTION: ("description", "item")}
"""What says that a text describes, and what says of what: two kinds in the languages, one column here."""
COLUMNS: dict[tuple[str, ...], Kind] = {
    phrase: kind for kind in reversed(Kind) for phrase in _phrases("columns", *_KEYS.get(kind, (kind,)))
}
ENDINGS: dict[str, Kind] = {
    fold(phrase[1:]): kind for kind in Kind for phrase in phrases("columns", kind) if phrase.startswith("*")
}
"""What compound words (`Zeilenbetrag`, `Verkaufspreis`) end in."""
DESCRIBING = _words("columns", "description") - _words("columns", "item")
LONGEST = max(len(phrase) for phrase in COLUMNS)
_FROM_LABELS = {
    "total": ("lines_total", "net", "tax", "gross", "total", "rounded", "due", "paid"),
    "total_alone": ("lines_total", "net", "tax", "gross", "total", "rounded", "due", "paid", "cash", "change", "tip"),
    "extra": ("shipping",),
    "discount": ("discount",),
}


def _rows(kind: str, *, words: int = 1) -> frozenset[tuple[str, ...]]:
    """What begins a row that is no item: a language's own words for it, else its labels of at least so many words."""
    found: list[str] = []
    for language in languages():
        labels = (phrase for label in _FROM_LABELS[kind] for phrase in language.labels.get(label, ()))
        found += language.rows.get(kind) or (phrase for phrase in labels if len(plain_words(phrase)) >= words)
    return frozenset(map(plain_words, found))


TOTALS = _rows("total", words=2)
TOTALS_ALONE = _rows("total_alone")
CARRIES = _phrases("rows", "carry")
EXTRAS = _rows("extra")
DISCOUNTS = _rows("discount")
TAX_WORDS = _words("rows", "tax") | {fold(name) for country in countries().values() for name in country.tax_names}
"""Plain words of which one stands on a line that tells a tax."""
UNIT_WORDS = _words("words", "unit")
"""Plain words that stand beside a quantity and say of what."""
_MONEY = _words("currencies", "EUR") | {
    word for sign in (*CODES, *symbols()) for word in plain_words(sign) if len(word) > 1
}
SMALL_WORDS = _words("words", "connector", "with_tax", "without_tax") | _MONEY
"""Words that say nothing about what a column holds."""
WITH_OR_WITHOUT = words_of("words", "with_tax", "without_tax", "leading")
_LEADING = _words("words", "leading")
_WITH_TAX = words_of("words", "with_tax")
_BESIDE = _words("words", "connector", "amount") | _MONEY | {"%"}
_TOTAL_WORD = re.compile(
    rf"(?:{any_of(phrases('rows', 'compound_first'))})(?:{any_of(phrases('rows', 'compound_last'))})"
)


def tells_total(text: str) -> bool:
    """True when the text begins like a total, or is nothing but a word that may also begin the name of an item (`Tax`
    beside `Tax advice`)."""
    words = _without_leading(plain_words(text))
    if words and _TOTAL_WORD.fullmatch(words[0]):
        return True
    return starts_with(text, TOTALS) or is_only(text, TOTALS_ALONE)


def starts_with(text: str, known: frozenset[tuple[str, ...]]) -> bool:
    """True when the text begins with one of the phrases, as whole words, a rate or a `plus` before it aside."""
    words = _without_leading(plain_words(text))
    return any(words[:length] in known for length in range(1, min(len(words), 4) + 1))


def is_only(text: str, known: frozenset[tuple[str, ...]]) -> bool:
    """True when the words of a text are one of the phrases, numbers, currencies and small words aside."""
    words = (word for word in _without_leading(plain_words(text)) if not word.isdigit() and word not in _BESIDE)
    return tuple(words) in known


def _without_leading(words: tuple[str, ...]) -> tuple[str, ...]:
    while words and (words[0] in _LEADING or words[0] == "%" or words[0].isdigit() or _WITH_TAX.fullmatch(words[0])):
        words = words[1:]
    return words
