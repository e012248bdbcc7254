"""Collects values with their evidence. What a field cannot hold is kept as a candidate for it."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from app.domain.invoice import MAX_TEXT
from app.domain.reading import Candidate, Evidence, Found, Source
from app.engine.einvoice import values
from app.engine.einvoice.xml import Node

T = TypeVar("T")

_MAX_CODE = 200


class Findings:
    """Found values below one place of the invoice: `Findings().at("seller").code("vat_id", node)`."""

    def __init__(self, prefix: str = "", found: list[Found] | None = None) -> None:
        self._prefix = prefix
        self.found: list[Found] = [] if found is None else found

    def at(self, name: str) -> "Findings":
        """The same collection, one level deeper."""
        return Findings(f"{self._prefix}{name}.", self.found)

    def value(self, name: str, value: Any, raw: str) -> None:
        """A value and the text it was read from. None for a value says: this text is not one."""
        candidates: tuple[Candidate, ...] = ()
        if value is None:
            candidates = (Candidate(value=raw, raw=raw, source=Source.XML),)
        confidence = None if value is None else 1.0
        evidence = Evidence(raw=raw, confidence=confidence, source=Source.XML, candidates=candidates)
        self.found.append(Found(self._prefix + name, value, evidence))

    def text(self, name: str, *nodes: Node | None) -> None:
        """The texts of the nodes, one a line."""
        text = "\n".join(node.text for node in nodes if node and node.text)
        if text:
            self.value(name, text if len(text) <= MAX_TEXT else None, text)

    def code(self, name: str, node: Node | None) -> None:
        """A short text: a number of a document, an identifier."""
        if node and node.text:
            self.named(name, node.text, node.text)

    def named(self, name: str, code: str, raw: str) -> None:
        """A short text in the form that we keep, and as it was written."""
        self.value(name, code if len(code) <= _MAX_CODE else None, raw)

    def letters(self, name: str, node: Node | None, *, count: int) -> None:
        """A code of so many letters, such as a currency; upper case whatever was written."""
        if node and node.text:
            right = len(node.text) == count and node.text.isascii() and node.text.isalpha()
            self.value(name, node.text.upper() if right else None, node.text)

    def number(self, name: str, node: Node | None) -> None:
        if node and node.text:
            self.value(name, values.number(node.text), node.text)

    def total(self, name: str, nodes: Iterable[Node]) -> None:
        """The sum of several numbers."""
        given = [node.text for node in nodes if node.text]
        parts = [values.number(text) for text in given]
        if parts:
            whole = None if None in parts else values.total(part for part in parts if part is not None)
            self.value(name, whole, " + ".join(given))

    def date(self, name: str, node: Node | None) -> None:
        """One day. A month or a week alone is none."""
        if node and node.text:
            days = values.span(node.text, node.attributes.get("format"))
            self.value(name, days[0] if days and days[0] == days[1] else None, node.text)

    def time(self, name: str, node: Node | None) -> None:
        """A time of day, and its zone beside it."""
        if node and node.text:
            moment, zone = values.clock(node.text) or (None, "")
            self.value(name, moment, node.text)
            if zone:
                self.value(f"{name}_zone", zone, node.text)

    def period(self, name: str, start: Node | None, end: Node | None) -> None:
        """From and to; a month or a week stands for its first or last day."""
        period = self.at(name)
        for place, (part, node) in enumerate((("start", start), ("end", end))):
            if node and node.text:
                days = values.span(node.text, node.attributes.get("format"))
                period.value(part, days[place] if days else None, node.text)

    def rows(self, name: str, items: Iterable[T], read: Callable[["Findings", T], None], *, limit: int) -> bool:
        """A list: `read` fills a row for each item; rows without any value take no place. False: the limit cut it."""
        place = 0
        for item in items:
            row = Findings(f"{self._prefix}{name}.{place}.")
            read(row, item)
            if all(found.value is None for found in row.found):
                continue
            if place == limit:
                return False
            self.found.extend(row.found)
            place += 1
        return True
