"""Elements put together by paths, and the codes that both syntaxes share."""

from datetime import date
from decimal import Decimal
from typing import Self
from xml.etree import ElementTree

from app.domain.invoice import DocumentType

TYPE_CODES = {
    DocumentType.INVOICE: "380",
    DocumentType.CREDIT_NOTE: "381",
    DocumentType.ORDER: "220",
    DocumentType.QUOTE: "310",
    DocumentType.STATEMENT: "493",
    DocumentType.DEBIT_NOTE: "383",
    DocumentType.PROFORMA: "325",
    DocumentType.DELIVERY_NOTE: "270",
}
SCHEMES = {"gln": "0088", "siret": "0009", "siren": "0002", "duns": "0060", "kvk": "0106", "leitweg": "0204"}
TAX_NUMBER = "tax-number"

Value = str | Decimal | date | bool | None


class Place:
    """An element to put others into, by paths of local names; a parent that is there already is used again."""

    def __init__(self, element: ElementTree.Element) -> None:
        self.element = element

    def prefixed(self, name: str, *, leaf: bool) -> str:
        raise NotImplementedError

    def add(self, path: str, *, leaf: bool = False) -> Self:
        """A new element at the path."""
        *parents, last = path.split("/")
        element = self.element
        for name in parents:
            tag = self.prefixed(name, leaf=False)
            again = len(element) > 0 and element[-1].tag == tag
            element = element[-1] if again else ElementTree.SubElement(element, tag)
        return type(self)(ElementTree.SubElement(element, self.prefixed(last, leaf=leaf)))

    def put(self, path: str, value: Value, **attributes: str | None) -> None:
        """A value at the path; an absent one makes no element."""
        if value is None:
            return
        element = self.add(path, leaf=True).element
        element.attrib |= {name: text for name, text in attributes.items() if text is not None}
        element.text = _text(value)

    def xml(self) -> bytes:
        return ElementTree.tostring(self.element, encoding="utf-8", xml_declaration=True)


def _text(value: str | Decimal | date | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def street_lines(street: str | None) -> list[str | None]:
    return [*(street.split("\n") if street else ()), None, None, None][:3]
