"""What the texts of an answer mean, in the style of the document, and a value with the place of its field."""

import re
from dataclasses import dataclass, replace
from typing import Any

from app.adapters.textract.answer import Field
from app.domain.reading import Evidence, Found, Source
from app.domain.sure import BELOW_SURE
from app.engine.fields.places import countries_shown
from app.engine.languages.patterns import fold
from app.engine.values import (
    DateStyle,
    NumberStyle,
    Printed,
    date_style,
    find_amounts,
    find_dates,
    number_style,
    parse_amount,
)

_UNIT = re.compile(r"(?<=\d)(?: |\s?/\s?)[^\W\d_]{3,20}\.?$")
_MARKS = re.compile(r"(?<=\d) ?[A-Za-z*#]{1,2}\.?$")
_BEFORE = re.compile(r"^[A-Za-z]{1,3}\.? ?(?=[\d.])")
_CREDIT = re.compile(r"\d ?CR\.?$")
_UNKNOWN = 0.5  # confidence of what has none


@dataclass(frozen=True)
class Style:
    """How the texts of a document write numbers and days."""

    numbers: NumberStyle
    dates: DateStyle

    @classmethod
    def of(cls, texts: list[str]) -> "Style":
        whole = "\n".join(texts)
        countries = countries_shown(fold(whole), whole) or (("US",) if "$" in whole else ())
        return cls(number_style(texts), date_style(texts, countries))

    def amount(self, text: str) -> Printed | None:
        """The number that a text is, marks of tax groups (`899.99 S`), units and letters before it aside; else the only
        one with cents in it. Beside a mark only a number with cents or a currency is one: `12x` is not understood."""
        line = one_line(text)
        whole = parse_amount(_UNIT.sub("", line), self.numbers, noisy=True)
        if whole is not None:
            return None if whole.percent else whole
        bare = parse_amount(_MARKS.sub("", _UNIT.sub("", _BEFORE.sub("", line))), self.numbers, noisy=True)
        if bare is not None and (bare.decimals or bare.currencies) and not bare.percent:
            return replace(bare, value=-abs(bare.value), raw=line) if _CREDIT.search(line) else bare
        inside = [item for item in find_amounts(line, self.numbers) if item.decimals and not item.percent]
        return inside[0] if len(inside) == 1 and not find_dates(line, self.dates) else None


def one_line(text: str) -> str:
    return " ".join(text.split())


def found_at(path: str, value: Any, field: Field, *, raw: str | None = None, weight: float = 1.0) -> Found:
    """A value with the place of its field. Textract's number is a score like that of our own rules: it was measured on
    none of our documents, so by itself it makes nothing sure."""
    score = _UNKNOWN if field.confidence is None else field.confidence
    evidence = Evidence(
        raw=one_line(field.text) if raw is None else raw,
        confidence=round(BELOW_SURE * score * weight, 3),
        page=field.page,
        polygon=field.polygon,
        source=Source.TEXTRACT,
    )
    return Found(path, value, evidence)
