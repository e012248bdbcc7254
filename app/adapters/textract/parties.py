"""Who sold to whom: names, addresses and registrations, by Textract's types, groups and labels."""

import re
from collections.abc import Iterator

from app.adapters.textract.answer import Field
from app.adapters.textract.choices import Choice, best
from app.adapters.textract.printed import country_code, name, one_line
from app.domain.reading import Found

GROUPS = {
    "VENDOR": "seller",
    "VENDOR_SUPPLIER": "seller",
    "VENDOR_REMIT_TO": "remit_to",
    "RECEIVER": "buyer",
    "RECEIVER_SOLD_TO": "buyer",
    "RECEIVER_BILL_TO": "bill_to",
    "RECEIVER_SHIP_TO": "ship_to",
}
PARTIES = ("seller", "buyer", "bill_to", "ship_to", "remit_to")
_SIDES = {"VENDOR": "seller", "RECEIVER": "buyer"}
_ADDRESS_PARTS = {
    "STREET": "street",
    "CITY": "city",
    "STATE": "region",
    "ZIP_CODE": "postal_code",
    "COUNTRY": "country",
}
_PLACED = frozenset({"NAME", "ADDRESS", "ADDRESS_BLOCK", *_ADDRESS_PARTS})
_LABELS = tuple(
    (party, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])"))
    for party, words in (
        (
            "ship_to",
            r"(?:ship|deliver|delivered|shipped)(?:ping|y)? ?(?:to|address)|(?:shipping|delivery) address|consignee",
        ),
        ("bill_to", r"bill(?:ed|ing)? ?(?:to|address)|invoiced? to"),
        ("remit_to", r"remit(?:tance)?|pay(?:able)? to|mail (?:payment|check)s? to|send payment"),
    )
)
_ANCHORS = frozenset({"VENDOR_NAME", "VENDOR_ADDRESS", "RECEIVER_NAME", "RECEIVER_ADDRESS"})
_MOST_ANCHORS = 50  # of a page
_CONTACT = re.compile(r"(?<![a-z])(?:attn|attention|contact|c/o|care of)(?![a-z])")
_ELSEWHERE = 0.8  # weight of the seller or buyer of Textract's older types when a group puts it with another party
_REGISTERS = {"VAT": None, "GST": "gst", "ABN": "abn", "PAN": "pan"}
_SCHEMES = ("ein", "ssn", "itin", "tin", "gst", "abn", "pan", "siret", "siren", "kvk", "nif", "cif")
_EIN = re.compile(r"\d\d-\d{7}")


class Parties:
    def __init__(self, fields: list[Field]) -> None:
        filled = [field for field in fields if field.text]
        self._fields = filled
        self._of_party: dict[str, list[Field]] = {party: [] for party in PARTIES}
        anchors: dict[int | None, list[Field]] = {}
        for field in filled:
            if field.type in _ANCHORS and len(anchors.setdefault(field.page, [])) < _MOST_ANCHORS:
                anchors[field.page].append(field)
        for field in filled:
            if field.type in _PLACED:
                for party in _parties_of(field, anchors.get(field.page, [])):
                    self._of_party[party].append(field)

    def found(self) -> Iterator[Found]:
        for party in PARTIES:
            for item in (*self._name(party), *self._address(party)):
                if item is not None:
                    yield item
        yield from self._registrations()
        for path, kind, clean in _WAYS_TO_REACH:
            item = best(path, [Choice(clean(field.text), field.text, field) for field in self._typed(kind)])
            if item is not None:
                yield item

    def _typed(self, kind: str) -> list[Field]:
        return [field for field in self._fields if field.type == kind]

    # ---- name and address --------------------------------------------------------------------------------------------

    def _name(self, party: str) -> Iterator[Found | None]:
        fields = [*self._older(party, "NAME"), *((field, 1.0) for field in self._in(party, "NAME"))]
        people = [Choice(name(field.text), field.text, field, weight) for field, weight in fields if _is_contact(field)]
        names = [
            Choice(name(field.text), field.text, field, weight)
            for field, weight in fields
            if not _is_contact(field) and name(field.text)
        ]
        yield best(f"{party}.name", names)
        yield best(f"{party}.contact", people)

    def _address(self, party: str) -> Iterator[Found | None]:
        """The address without the name where Textract tells them apart, and the parts that are printed in it."""
        whole = [*self._older(party, "ADDRESS"), *((field, 1.0) for field in self._in(party, "ADDRESS"))]
        blocks = self._in(party, "ADDRESS_BLOCK")
        choices = [Choice(*_text_of(field, blocks), field, weight) for field, weight in whole]
        choices = choices or [Choice(field.text, field.text, field) for field in blocks]
        text = best(f"{party}.address.text", [item for item in choices if item.value])
        yield text
        for kind, part in _ADDRESS_PARTS.items():
            fields = [
                field
                for field in self._in(party, kind)
                if text is None or _squeezed(field.text) in _squeezed(text.value)
            ]
            yield best(f"{party}.address.{part}", [item for field in fields if (item := _part(kind, field))])

    def _in(self, party: str, kind: str) -> list[Field]:
        return [field for field in self._of_party[party] if field.type == kind]

    def _older(self, party: str, kind: str) -> list[tuple[Field, float]]:
        """VENDOR_NAME, RECEIVER_ADDRESS ...: Textract gives them beside the groups, whatever group they are of."""
        side = next((prefix for prefix, name_ in _SIDES.items() if name_ == party), None)
        return [(field, self._weight(party, kind, field)) for field in self._typed(f"{side}_{kind}")] if side else []

    def _weight(self, party: str, kind: str, field: Field) -> float:
        same = _squeezed(field.text)
        homes = {other for other in PARTIES for item in self._in(other, kind) if _squeezed(item.text) == same}
        labelled = _party_by_label(field.label)
        apart = labelled in ("ship_to", "remit_to") or (homes and not homes & {party, "bill_to"})
        return _ELSEWHERE if apart and party not in homes else 1.0

    # ---- registrations -----------------------------------------------------------------------------------------------

    def _registrations(self) -> Iterator[Found]:
        for side, party in _SIDES.items():
            vat = [self._number(field) for field in self._typed(f"{side}_VAT_NUMBER")]
            others = [
                (scheme, self._number(field))
                for register, scheme in _REGISTERS.items()
                if scheme
                for field in self._typed(f"{side}_{register}_NUMBER")
            ]
            for field in self._typed("TAX_PAYER_ID"):
                if _side_of(field) == side:
                    if "vat" in field.label.lower():
                        vat.append(self._number(field))
                    else:
                        others.append((_scheme(field), self._number(field)))
            item = best(f"{party}.vat_id", vat)
            if item is not None:
                yield item
            known = {choice.value for choice in vat}
            yield from _tax_ids(party, [(scheme, choice) for scheme, choice in others if choice.value not in known])

    def _number(self, field: Field) -> Choice:
        return Choice(one_line(field.text), one_line(field.text), field)


def _parties_of(field: Field, anchors: list[Field]) -> set[str]:
    """The parties whose group a field is in; without groups that of the vendor or receiver field it is part of."""
    if field.groups:
        return {GROUPS[group] for group in field.groups if group in GROUPS}
    parties = {_SIDES[anchor.type.partition("_")[0]] for anchor in anchors if _is_part(field, anchor)}
    labelled = _party_by_label(field.label)
    return parties | ({labelled} if labelled else set())


def _is_part(field: Field, anchor: Field) -> bool:
    if _squeezed(field.text) not in _squeezed(anchor.text):
        return False
    return field.box is None or anchor.box is None or anchor.box.holds(field.box)


def _party_by_label(label: str) -> str | None:
    plain = one_line(label).lower()
    return next((party for party, pattern in _LABELS if pattern.search(plain)), None)


def _is_contact(field: Field) -> bool:
    return bool(_CONTACT.search(field.label.lower()))


def _text_of(field: Field, blocks: list[Field]) -> tuple[str, str]:
    """The text of an address, and as printed. A block that is inside of it is the address without the name."""
    inside = [block.text for block in blocks if _squeezed(block.text) in _squeezed(field.text)]
    text = max(inside, key=len) if inside else field.text
    return text, text


def _part(kind: str, field: Field) -> Choice | None:
    text = one_line(field.text).strip(" ,")
    value = country_code(text) if kind == "COUNTRY" else text
    return Choice(value or None, one_line(field.text), field) if text else None


def _side_of(field: Field) -> str:
    """A tax payer id is the seller's, unless Textract groups it with the receiver."""
    return "RECEIVER" if any(group.startswith("RECEIVER") for group in field.groups) else "VENDOR"


def _scheme(field: Field) -> str:
    words = re.findall(r"[a-z]+", field.label.lower())
    named = next((scheme for scheme in _SCHEMES if scheme in words), None)
    return named or ("ein" if _EIN.fullmatch(one_line(field.text)) else "tax")


def _tax_ids(party: str, numbers: list[tuple[str, Choice]]) -> Iterator[Found]:
    unique: dict[str, tuple[str, Choice]] = {}
    for scheme, choice in numbers:
        unique.setdefault(str(choice.value), (scheme, choice))
    for place, (scheme, choice) in enumerate(list(unique.values())[:20]):
        for member, value in (("scheme", scheme), ("value", choice.value)):
            item = best(f"{party}.tax_ids.{place}.{member}", [Choice(value, choice.raw, choice.field)])
            if item is not None:
                yield item


def _squeezed(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _address_of_web(text: str) -> str:
    return "".join(text.split())


_WAYS_TO_REACH = (
    ("seller.phone", "VENDOR_PHONE", one_line),
    ("seller.website", "VENDOR_URL", _address_of_web),
    ("buyer.phone", "RECEIVER_PHONE", one_line),
    ("buyer.customer_id", "CUSTOMER_NUMBER", one_line),
    ("buyer.account_number", "ACCOUNT_NUMBER", one_line),
)
