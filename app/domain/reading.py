"""What a reader found: an invoice, and for every value the evidence it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.checks import Check
from app.domain.invoice import Invoice, Number, leaves, nest, plain, row_path, split_row
from app.domain.place import Point, Polygon
from app.domain.stored import Stored

Confidence = Annotated[float, Field(ge=0, le=1)]
__all__ = ["Point", "Polygon"]  # of the places in the evidence

NOT_READ_BY = "not-read-by"  # code of the note of what a reader said that could not read; for programs


class PageWord(BaseModel):
    """A printed word of a page, whatever it means: to fill a value by pointing at it."""

    model_config = ConfigDict(frozen=True)

    text: str
    polygon: Annotated[Polygon, Field(description="corners, clockwise from the top left")]
    confidence: Confidence


@dataclass(frozen=True)
class Region:
    """A part of a page, in parts of the page from the top left. `ValueError` unless 0 <= left < right <= 1, and the
    same from top to bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise ValueError("a region lies on the page and is not empty")


class Source(StrEnum):
    """Where a value came from."""

    XML = "xml"
    TEXT = "text"
    ENGINE = "engine"
    TEXTRACT = "textract"
    OPINION = "opinion"
    USER = "user"


class Candidate(BaseModel):
    """Another value that the document would support, with its place."""

    model_config = ConfigDict(frozen=True)

    value: str
    raw: str | None = None
    confidence: Confidence | None = None
    page: int | None = None
    polygon: Polygon | None = None
    source: Source | None = None


class Evidence(BaseModel):
    """What a value rests on."""

    model_config = ConfigDict(frozen=True)

    raw: Annotated[str | None, Field(description="the printed text of the value alone, no label")] = None
    confidence: Confidence | None = None
    page: Annotated[int | None, Field(ge=1, description="1 is the first")] = None
    polygon: Annotated[Polygon | None, Field(description="corners, clockwise from the top left")] = None
    source: Source
    candidates: tuple[Candidate, ...] = ()
    looked_at: Annotated[
        bool | None, Field(description="by a person, who confirmed or gave the value; null: nobody said")
    ] = None

    def as_candidate(self, value: object) -> Candidate:
        """What `value`, which rests on this, is when another takes its place."""
        return Candidate(value=str(value), **self.model_dump(exclude={"candidates", "looked_at"}))


@dataclass(frozen=True)
class Found:
    """One value found by a reader. `path` is dotted (`lines.0.amount`), `value` plain: str, Decimal, date, bool.

    `value` None with candidates says: the reader saw these and was not sure enough to choose.
    """

    path: str
    value: Any
    evidence: Evidence


class Note(BaseModel):
    """Something about the whole reading that its user should know: a code for programs, a sentence for people."""

    model_config = ConfigDict(frozen=True)

    code: Annotated[
        str,
        Field(
            description="`language`, `partial`, `not-looked-at`, `not-compared`, `not-read-by`, `xml-mended`, "
            "`damaged-pages`, `alphabet-not-read`, `copies` (a document that the file holds more than once), "
            "`no-opinion` (a second one was asked for and not given), `paid-cap` (a reader that charges was not asked: "
            "its money of the month is used up), `other-kind` (the file is not of the kind that it was called)"
        ),
    ]
    detail: str


@dataclass(frozen=True)
class Comparison:
    """What a look at the pages of an electronic invoice gave: findings, and what was not looked at."""

    checks: tuple[Check, ...] = ()
    notes: tuple[Note, ...] = ()


class Cost(BaseModel):
    """What paid readers charged, by the page or by the token, by their list price of a day."""

    model_config = ConfigDict(frozen=True)

    pages: int
    usd_per_page: Decimal
    price_of: Annotated[date, Field(description="the day whose list price was taken")]
    tokens_read: Annotated[int, Field(description="by a language model")] = 0
    tokens_written: int = 0
    usd_of_tokens: Decimal = Decimal(0)

    @property
    def usd(self) -> Decimal:
        return self.pages * self.usd_per_page + self.usd_of_tokens

    def plus(self, other: "Cost | None") -> "Cost":
        """Both as one; pages are charged by one of them at most."""
        if other is None:
            return self
        by_page = self if self.pages else other
        return Cost(
            pages=by_page.pages,
            usd_per_page=by_page.usd_per_page,
            price_of=by_page.price_of,
            tokens_read=self.tokens_read + other.tokens_read,
            tokens_written=self.tokens_written + other.tokens_written,
            usd_of_tokens=self.usd_of_tokens + other.usd_of_tokens,
        )


class PartOfFile(BaseModel):
    """One of several documents in a file: its pages, and what tells it from the others."""

    model_config = ConfigDict(frozen=True)

    first_page: Annotated[int, Field(ge=1)]
    last_page: Annotated[int, Field(ge=1)]
    invoice_number: str | None = None
    gross: Annotated[Number | None, Field(description="total with tax")] = None
    copy_of: Annotated[
        int | None, Field(ge=1, description="first page of the document that it repeats; absent: it is no copy")
    ] = None


class Reading(Stored):
    """The result of reading one document."""

    reader: Annotated[str, Field(description="`einvoice`, `text`, `engine`, `textract` or `opinion`")]
    version: Annotated[str, Field(description="changes when the reader may give another result for the same bytes")]
    pages: int
    invoice: Invoice
    evidence: Annotated[dict[str, Evidence], Field(default_factory=dict)]
    checks: tuple[Check, ...] = ()
    notes: tuple[Note, ...] = ()
    cost: Annotated[Cost | None, Field(description="absent: reading it cost nothing")] = None
    documents: Annotated[
        tuple[PartOfFile, ...],
        Field(description="the documents of a file that holds several, or copies: the values are those of the first"),
    ] = ()


def build_reading(*, reader: str, version: str, pages: int, found: Iterable[Found]) -> Reading:
    """Put found values together. A value that its field cannot hold is left out and kept as a candidate; a row of a
    list that holds no value is left out whole, and the rows behind it move up."""
    items = _closed_up({item.path: item for item in found})
    while True:
        values = {path: item.value for path, item in items.items() if item.value is not None}
        try:
            invoice = Invoice.model_validate(nest(values))
            break
        except ValidationError as error:
            wrong = {_path_of(detail["loc"], values) for detail in error.errors()}
            if not wrong & values.keys():
                raise
            items = _closed_up({path: _unsure(item) if path in wrong else item for path, item in items.items()})
    evidence = {
        path: item.evidence for path, item in items.items() if item.value is not None or item.evidence.candidates
    }
    return Reading(reader=reader, version=version, pages=pages, invoice=invoice, evidence=evidence)


def _closed_up(items: dict[str, Found]) -> dict[str, Found]:
    """The same with the rows of each list numbered from 0 without gaps, and without rows that hold no value."""
    rows: dict[str, set[int]] = {}
    for path, item in items.items():
        split = split_row(path)
        if split and item.value is not None:
            rows.setdefault(split[0], set()).add(split[1])
    places = {name: {number: place for place, number in enumerate(sorted(found))} for name, found in rows.items()}
    result: dict[str, Found] = {}
    for path, item in items.items():
        split = split_row(path)
        if split is None:
            result[path] = item
            continue
        name, number, inside = split
        if number in places.get(name, {}):
            result[row_path(name, places[name][number], inside)] = item
    return result


def _path_of(location: tuple[int | str, ...], values: dict[str, Any]) -> str:
    """The path of a value from pydantic's place of an error, which may end in names of inner validators."""
    parts = [str(part) for part in location]
    while parts and ".".join(parts) not in values:
        parts.pop()
    return ".".join(parts)


def _unsure(item: Found) -> Found:
    """The value is kept as a candidate only."""
    evidence = item.evidence
    candidate = evidence.as_candidate(item.value)
    return Found(
        item.path,
        None,
        evidence.model_copy(update={"confidence": None, "candidates": (candidate, *evidence.candidates)}),
    )


def full(invoice: Invoice, evidence: dict[str, Evidence], checks: Iterable[Check] = ()) -> dict[str, Any]:
    """The JSON of the full form: each leaf is `{value, raw, confidence, page, polygon, source, candidates, looked_at,
    checks}`. An absent value has one when there are candidates for it, or a person has said that there is none."""
    marks: dict[str, list[str]] = {}
    for check in checks:
        for path in check.fields if check.failed else ():
            marks.setdefault(path, []).append(check.id)
    values = dict(leaves(plain(invoice)))
    told = (path for path, item in evidence.items() if item.candidates or item.looked_at)
    absent = {path: None for path in told if path not in values}
    flat: dict[str, Any] = {}
    for path, value in {**values, **absent}.items():
        given = evidence.get(path)
        leaf: dict[str, Any] = {"value": value}
        leaf |= given.model_dump(mode="json") if given else {"raw": None, "confidence": None, "source": None}
        flat[path] = leaf | {"checks": marks.get(path, [])}
    return nest(flat)
