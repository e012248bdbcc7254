"""Tells rows of an address, and takes an address apart where that is sure."""

import re
from collections.abc import Collection
from functools import cache, lru_cache

from app.domain.countries import countries
from app.engine.fields.places import country_named, country_names, regions
from app.engine.languages import phrases
from app.engine.languages.patterns import any_of, fold, words_of

_STREET_NUMBER = re.compile(
    r"^[^\W\d][^\d,;:@]{3,40} \d{1,4} ?[a-z]?(?:[-/]\d+ ?[a-z]?)?$|^\d{1,5}[a-z]?(?:, ?| )[^\W\d]{3,}"
)
_WORD = re.compile(r"\S+")
_WORDS_OF_ROW = 16
_LONG = 7  # letters; of shorter words a single character makes another


_SIGNS = {"9": r"\d", "A": "[a-z]"}
_TOWN = r"[^\W\d]{3,}"


def _postal(*towns: str, lettered: bool = False, digits: range = range(5, 9)) -> str:
    """Postal codes of countries where the town stands so beside them, with or without letters."""
    codes = {code for country in countries().values() if country.town in towns for code in country.postal_codes}
    fitting = [code for code in codes if ("A" in code) is lettered and code.count("9") in digits]
    shapes = ("".join(_SIGNS.get(sign) or re.escape(sign) for sign in code) for code in fitting)
    return "|".join(sorted(shapes, key=lambda shape: (-len(shape), shape))) or "(?!)"


@cache
def _code() -> re.Pattern[str]:
    """A postal code beside its town, in folded text. Short codes look like any number: they want a row of their own."""
    return re.compile(
        rf"(?<![\d./-])(?:[a-z]{{1,2}}-? ?)?(?:{_postal('after')})(?![\d.,/-]?\d)[ ,.]*{_TOWN}"  # D-63571 Gelnhausen
        rf"|(?:^|\b[a-z]{{1,2}}-)(?:{_postal('after', digits=range(4, 5))}) {_TOWN}(?: [^\W\d]+)?$"  # 8000 Wien
        rf"|(?<![^\W\d]){_TOWN}[ ,.]+[a-z]{{2}}[ ,]+(?:{_postal('region')})(?:-\d{{4}})?$"  # Scranton PA 18503
        rf"|(?<![^\W\d]){_TOWN}[ ,.-]+(?:{_postal('before', 'after')})(?: [^\W\d]|[.,]?$)"  # Lucknow 226010
        rf"|(?:^|[ ,])(?:{_postal('both', lettered=True, digits=range(9))})(?:$|[ ,]+{_TOWN})"  # London SW1A 1AA
        rf"|(?:{_postal('after', lettered=True, digits=range(9))}) {_TOWN}"  # 3012 CN Rotterdam
    )


@cache
def _code_town() -> re.Pattern[str]:
    """A row that is a postal code and its town."""
    codes = "|".join(_postal("after", "before", "both", lettered=each, digits=range(9)) for each in (True, False))
    return re.compile(rf"^(?:[a-z]{{1,3}}[- ])?({codes}),? +([^\W\d][^\d]{{2,}})$")


@cache
def _house() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:{any_of(phrases('places', 'house'))})(?![a-z]{{2}})[. :,]*[\w/-]*\d"  # No. 12, Lot B-005
        r"|^[gb][. :,-]*\d|^[a-z]{1,3}(?:-[a-z])?-?\d{1,3}(?:[-/]\w+)*,"  # G.23, A-G-06, K3-113,
    )


@cache
def _street() -> re.Pattern[str]:
    """A word of streets; `ST#` numbers a store."""
    return re.compile(rf"(?<![^\W\d_])(?:{any_of(phrases('places', 'street'))})(?![^\W\d_]|#)")


def _company() -> re.Pattern[str]:
    return words_of("names", "company")


def _trade() -> re.Pattern[str]:
    return words_of("names", "trade")


def has_company_form(text: str) -> bool:
    """True when a legal form stands in the text: GmbH, Sdn Bhd, Ltd ..."""
    return bool(_company().search(fold(text)))


def begins_with_company_form(text: str) -> bool:
    return _company().match(fold(text)) is not None


def ends_with_company_form(text: str) -> bool:
    """True when nothing stands behind the legal form."""
    plain = fold(text).rstrip(" .,)")
    return any(match.end() >= len(plain) for match in _company().finditer(plain))


def begins_with_end_of_name(text: str) -> bool:
    first = re.match(r"[a-z]+", fold(text))
    return first is not None and first.group() in phrases("names", "end")


def greets(text: str) -> bool:
    """True for a row that thanks or welcomes the customer."""
    return bool(words_of("letter", "greeting").search(fold(text)))


def is_stamp(text: str) -> bool:
    return fold(text).strip(" .*-") in phrases("letter", "stamp")


def is_only_trade(text: str) -> bool:
    """True for a row that says what kind of shop it is, and no more: `Bistro & Cafe`."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    return bool(words) and all(_trade().fullmatch(word) or word in phrases("words", "and") for word in words)


def is_street_word(text: str) -> bool:
    return _street().fullmatch(fold(text)) is not None


def street_begins(text: str) -> int | None:
    """Where in a row, behind a word or more, a street with its number begins; None where none does."""
    words = list(_WORD.finditer(text))[:_WORDS_OF_ROW]
    for place, word in enumerate(words[1:], 1):
        near = [other.group().strip(".,") for other in words[place : place + 4]]
        begins = near[0][:1].isdigit() or is_street_word(near[0])
        if begins and any(map(is_street_word, near)) and any(each[:1].isdigit() for each in near):
            return word.start()
    return None


def begins_with_road(text: str) -> bool:
    first = re.match(r"[^\W\d_]+", fold(text))
    return first is not None and first.group() in phrases("places", "road")


def has_trade_word(text: str) -> bool:
    return bool(_trade().search(fold(text)))


@lru_cache(maxsize=2048)
def has_postal_code(text: str) -> bool:
    """True when a postal code stands beside a town."""
    plain = fold(text).strip(" .,;")
    match = _code().search(plain)
    return bool(match) and not (re.match(r"\d{4} ", plain) and _street().search(plain))


def is_region(text: str) -> bool:
    """True when the text is only names of countries or regions."""
    plain = fold(text).strip(" .,;()")
    return plain in country_names() or all(
        nearest(part.strip(" ."), regions()) is not None for part in plain.split(",") if part.strip()
    )


def nearest(word: str, known: Collection[str]) -> str | None:
    """The known word that this one is; of long words, one in which a single character is another or missing."""
    if word in known or len(word) < _LONG:
        return word if word in known else None
    lengths = _by_length(frozenset(known))
    near = (other for length in (-1, 0, 1) for other in lengths.get(len(word) + length, ()))
    return next((other for other in near if _one_apart(word, other)), None)


@lru_cache(maxsize=8)
def _by_length(known: frozenset[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in sorted(known):
        found.setdefault(len(word), []).append(word)
    return found


def _one_apart(one: str, other: str) -> bool:
    """True when one changed, lost or added character makes the difference."""
    if one[0] != other[0] and one[-1] != other[-1]:
        return False  # two characters at least
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    return any(one[start + a :] == other[start + b :] for a, b in ((1, 1), (0, 1), (1, 0)))


def has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))


def has_house_number(text: str) -> bool:
    """True for a row that begins with the number of a house, a floor or a lot."""
    plain = fold(text).strip(" .,;")
    return bool(_house().match(plain) or re.match(r"\d{1,4}[a-z]?(?:-\d+)?(?:, ?| )[^\W\d]{3,}", plain))


@lru_cache(maxsize=2048)
def looks_like_address(text: str) -> bool:
    """True for a row that a street, a house number, a postal code or a region makes part of an address."""
    plain = fold(text).strip(" .,;")
    if not any(character.isalpha() for character in plain):
        return False
    return bool(
        has_postal_code(text)
        or _street().search(plain)
        or _house().match(plain)
        or _STREET_NUMBER.search(plain)
        or is_region(text)
        or is_region(text.rpartition(",")[2] or "-")
    )


def parts(rows: list[str]) -> dict[str, str]:
    """Street, postal code, city and country where the rows have the plain form street / code town / country."""
    told: dict[str, str] = {}
    rows = [
        field.strip() for row in rows for field in re.split(r",\s+|\s[●•·∙|–—-]\s|\s?[●•·∙|]\s?", row) if field.strip()
    ]
    for place, row in enumerate(rows):
        text = row.strip(" .,;")
        country = country_named(text)
        if country and place:
            told["country"] = country
            continue
        match = _code_town().match(fold(text))
        if match and "postal_code" not in told and has_postal_code(row):
            told["postal_code"] = text[match.start(1) : match.end(1)]
            told["city"] = text[match.start(2) : match.end(2)].strip(" .,;")
            prefix = text[: match.start(1)].strip(" -").upper()
            if len(prefix) == 2 and prefix in set(country_names().values()):
                told["country"] = prefix
            if place == 1 and not has_postal_code(rows[0]):
                told["street"] = rows[place - 1].strip(" ,;")
    return told if "postal_code" in told else {}
