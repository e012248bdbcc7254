"""A second opinion: what a language model takes the printed words of a document to mean, and how far it is heard."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.check_context import CheckContext
from app.domain.invoice import leaves, plain
from app.domain.normalization import folded
from app.domain.reading import Evidence, Found, Reading, Source, build_reading
from app.domain.sure import BELOW_SURE, at_most

ASKED = {
    "seller.name": "name of the party that sells and asks for the money",
    "seller.vat_id": "VAT number of the seller",
    "buyer.name": "name of the party that buys and is to pay",
    "buyer.vat_id": "VAT number of the buyer",
    "invoice_number": "number of the invoice or receipt",
    "purchase_order": "number of the buyer's order",
    "issue_date": "day on which it was issued, as YYYY-MM-DD",
    "due_date": "day until which it is to be paid, as YYYY-MM-DD",
    "amounts.net": "total without tax, as a plain decimal number such as 1234.50",
    "amounts.tax": "total of the tax, in the same form",
    "amounts.gross": "total with tax, in the same form",
}
"""The fields that are asked for, and how a model is told of each."""
LONGEST_VALUE = 200  # signs; what is longer is no value of these fields
_PARTS_OF_TOTAL = frozenset({"amounts.net", "amounts.tax"})
_OTHER_PARTY = {"seller": "buyer", "buyer": "seller"}
_OF_THE_QUESTION, _OF_A_PICTURE = 1_000, 2_500  # tokens, generously
_ABSENT = "missing"  # the check of what is not there: no word against what is
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Price:
    """USD for a million tokens that a model reads, and that it writes; 0: it is one's own."""

    read: Decimal = Decimal(0)
    written: Decimal = Decimal(0)

    @property
    def is_paid(self) -> bool:
        return self.read > 0 or self.written > 0

    def of(self, read: int, written: int) -> Decimal:
        """USD."""
        return (self.read * read + self.written * written) / _MILLION


@dataclass(frozen=True)
class Opinion:
    """`values`: what a model says, by path; texts that nobody has looked for on the document yet. None: `lost` says
    why, in words. The tokens are those that are charged, as far as anybody knows."""

    values: Mapping[str, str] = field(default_factory=dict)
    tokens_read: int = 0
    tokens_written: int = 0
    lost: str | None = None


def most_tokens(text: str, pictures: int) -> int:
    """More than any model makes of a text and so many pictures: two bytes of a page's words are hardly ever a token."""
    return _OF_THE_QUESTION + len(text.encode(errors="replace")) // 2 + _OF_A_PICTURE * pictures


def heard(own: Reading, told: Reading, today: date) -> Reading:
    """Our own reading after an opinion. `told`: the same words read with the opinion as evidence beside them.

    It is heard on the fields that were asked for and are not sure, of a document that is a bill by its words. Its value
    stands where it is surer than ours, is not what is printed for another field, and no check that looks at it fails;
    elsewhere it is a candidate. Nothing becomes sure by it: how often a model is right nobody has measured.
    """
    ours, theirs = (dict(_found(reading)) for reading in (own, told))
    if all(item.value is None for path, item in ours.items() if path != "document_type"):
        return own
    said = {path: _of_its_own(item, ours) for path, item in theirs.items() if path in ASKED}
    changes = {path: item for path, item in said.items() if _is_surer(item, ours.get(path))}
    while True:
        reading = _changed(own, ours, said, changes)
        refuted = _refuted(reading, today) & changes.keys()
        if not refuted:
            return reading
        changes = {path: item for path, item in changes.items() if path not in refuted}


def _found(reading: Reading) -> Iterable[tuple[str, Found]]:
    values = dict(leaves(plain(reading.invoice)))
    return ((path, Found(path, values.get(path), evidence)) for path, evidence in reading.evidence.items())


def _of_its_own(item: Found, ours: Mapping[str, Found]) -> Found:
    """Without what is another field's: the buyer's name as the seller's, the day of the invoice as the day to pay."""
    party, _, name = item.path.partition(".")
    others = [other for path, other in ours.items() if path in ASKED and path != item.path and other.value is not None]
    names = {_letters(other.value) for other in others if other.path == f"{_OTHER_PARTY.get(party)}.{name}"}
    places = {(other.evidence.page, other.evidence.polygon) for other in others if other.evidence.polygon is not None}
    taken = _letters(item.value) in names or (item.evidence.page, item.evidence.polygon) in places
    candidates = tuple(each for each in item.evidence.candidates if _letters(each.value) not in names)
    evidence = item.evidence.model_copy(update={"candidates": candidates})
    return Found(item.path, None if taken else item.value, evidence)


def _letters(value: object) -> str:
    return "".join(sign for sign in folded(str(value)) if sign.isalnum())


def _is_surer(item: Found, own: Found | None) -> bool:
    """Another value than ours, and surer; below what is sure, whatever is said."""
    if item.value is None or (own is not None and _letters(own.value) == _letters(item.value)):
        return False
    sure = own.evidence.confidence or 0.0 if own is not None and own.value is not None else 0.0
    return min(item.evidence.confidence or 0.0, BELOW_SURE) > sure


def _changed(own: Reading, ours: dict[str, Found], said: dict[str, Found], changes: dict[str, Found]) -> Reading:
    found = {path: _beside(item, said.get(path)) for path, item in ours.items()}
    for path, item in said.items():
        if path in changes:
            evidence = at_most(item.evidence, BELOW_SURE).model_copy(update={"source": Source.OPINION})
            found[path] = _beside(Found(path, item.value, evidence), ours.get(path))
        elif path not in ours:
            found[path] = _beside(Found(path, None, Evidence(source=item.evidence.source)), item)
    for party in _OTHER_PARTY:
        if f"{party}.name" in changes:  # the address was that of another
            found = {path: item for path, item in found.items() if not path.startswith(f"{party}.address")}
    built = build_reading(reader=own.reader, version=own.version, pages=own.pages, found=found.values())
    return own.model_copy(update={"invoice": built.invoice, "evidence": built.evidence})


def _beside(kept: Found, lost: Found | None) -> Found:
    """With what was not taken as a candidate."""
    candidates = kept.evidence.candidates
    if lost is None:
        return kept
    more = [item for item in lost.evidence.candidates if item.source is Source.OPINION]
    if lost.value is not None:
        more.insert(0, at_most(lost.evidence, BELOW_SURE).as_candidate(lost.value))
    known = {str(kept.value), *(item.value for item in candidates)}
    further = tuple(item for item in more if item.value not in known)
    return Found(kept.path, kept.value, kept.evidence.model_copy(update={"candidates": (*candidates, *further)}))


def _refuted(reading: Reading, today: date) -> set[str]:
    """The paths of values that a failed check looks at; and of parts of the total that no sum holds for: where a page
    prints none, any amount of it could be taken for one."""
    from app.domain.rules import run_checks  # late: most requests read nothing

    checks = run_checks(reading.invoice, CheckContext(today=today))
    failed = {path for check in checks if check.failed and check.id != _ABSENT for path in check.fields}
    proven = {path for check in checks if not check.failed for path in check.fields}
    return failed | (_PARTS_OF_TOTAL - proven)
