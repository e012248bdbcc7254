"""What an answer says of the parties: names and addresses by Textract's types and groups."""

from collections.abc import Iterator

from app.adapters.textract.answer import Field
from app.adapters.textract.printed import found_at, one_line
from app.domain.countries.iso import CODES
from app.domain.reading import Found
from app.engine.evidence.told import letters
from app.engine.fields.labels import Label
from app.engine.fields.matching import labels_of
from app.engine.fields.places import country_named

GROUPS = {
    "VENDOR": "seller",
    "VENDOR_SUPPLIER": "seller",
    "VENDOR_REMIT_TO": "remit_to",
    "RECEIVER": "buyer",
    "RECEIVER_SOLD_TO": "buyer",
    "RECEIVER_BILL_TO": "bill_to",
    "RECEIVER_SHIP_TO": "ship_to",
}
SIDES = {"VENDOR": "seller", "RECEIVER": "buyer"}
_PARTS = {"STREET": "street", "CITY": "city", "STATE": "region", "ZIP_CODE": "postal_code", "COUNTRY": "country"}
_PLACED = frozenset({"NAME", "ADDRESS", "ADDRESS_BLOCK", *_PARTS})
_OLDER = {f"{side}_{kind}": kind for side in SIDES for kind in ("NAME", "ADDRESS")}
_MOST_OLDER = 50  # fields of the older types that others are looked for in
_ELSEWHERE = 0.8  # weight of the seller or buyer of an older type that is another party by group or label

Placed = tuple[str, Field, float]  # kind, field, weight


def parties(fields: list[Field]) -> Iterator[Found]:
    """Name, contact and address of every party; several values of a path where fields differ."""
    older = [field for field in fields if field.type in _OLDER][:_MOST_OLDER]
    placed: dict[str, list[Placed]] = {}
    for field in fields:
        if field.type in _PLACED:
            for party in _of(field, older):
                placed.setdefault(party, []).append((field.type, field, 1.0))
    homes: dict[str, set[str]] = {}
    for party, items in placed.items():
        for kind, field, _ in items:
            homes.setdefault(letters(field.text), set()).update({party} if kind in ("NAME", "ADDRESS") else ())
    for field in (field for field in fields if field.type in _OLDER):
        party = SIDES[field.type.partition("_")[0]]
        weight = _ELSEWHERE if _is_elsewhere(field, party, homes.get(letters(field.text), set())) else 1.0
        placed.setdefault(party, []).append((_OLDER[field.type], field, weight))
    for party, items in placed.items():
        yield from _names(party, items)
        yield from _address(party, items)


def _of(field: Field, older: list[Field]) -> set[str]:
    """The parties whose group a field is in; without groups that of the older field that it is part of."""
    if field.groups:
        return {GROUPS[group] for group in field.groups if group in GROUPS}
    return {SIDES[other.type.partition("_")[0]] for other in older if _is_part(field, other)}


def _is_part(field: Field, other: Field) -> bool:
    near = field.box is None or other.box is None or other.box.holds(field.box)
    return near and field.page == other.page and letters(field.text) in letters(other.text)


def _is_elsewhere(field: Field, party: str, homes: set[str]) -> bool:
    if homes:
        return not homes & {party, "bill_to"}
    return any(match.label is Label.OTHER_PARTY for match in labels_of(one_line(field.label)))


def _names(party: str, items: list[Placed]) -> Iterator[Found]:
    """Of several names one that has a label beside one that has none (`Attn:`) is a person."""
    names = [(field, weight) for kind, field, weight in items if kind == "NAME" and _name(field)]
    has_plain = any(not field.label for field, _ in names)
    for field, weight in names:
        path = f"{party}.contact" if has_plain and field.label else f"{party}.name"
        yield found_at(path, _name(field), field, raw=field.text, weight=weight)


def _name(field: Field) -> str:
    """On one line, without lines that hold no letter or digit (`META` over a dash)."""
    return one_line(" ".join(line for line in field.text.splitlines() if any(map(str.isalnum, line))))


def _address(party: str, items: list[Placed]) -> Iterator[Found]:
    """The address, without the name where Textract tells them apart, and the parts that are printed in it."""
    blocks = [field for kind, field, _ in items if kind == "ADDRESS_BLOCK"]
    whole = [(field, weight) for kind, field, weight in items if kind == "ADDRESS"]
    texts = [(_without_name(field, blocks), field, weight) for field, weight in whole]
    texts = texts or [(field.text, field, 1.0) for field in blocks]
    for text, field, weight in texts:
        yield found_at(f"{party}.address.text", text, field, raw=text, weight=weight)
    best = letters(max(texts, key=lambda item: (item[1].confidence or 0.0) * item[2])[0]) if texts else ""
    for kind, field, _ in items:
        if kind in _PARTS and (not texts or letters(field.text) in best):
            part = one_line(field.text).strip(" ,")
            value = _country(part) if kind == "COUNTRY" else part
            yield found_at(f"{party}.address.{_PARTS[kind]}", value or None, field)


def _without_name(field: Field, blocks: list[Field]) -> str:
    inside = [block.text for block in blocks if letters(block.text) in letters(field.text)]
    return max(inside, key=len, default=field.text)


def _country(text: str) -> str | None:
    """Its ISO code, of a name or a code."""
    plain = text.strip(" .,;()")
    return plain.upper() if len(plain) == 2 and plain.upper() in CODES else country_named(plain)
