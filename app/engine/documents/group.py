"""Pages in a row that are one document."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.domain.counting import counts_by_kind
from app.domain.invoice import DocumentType
from app.engine.documents.signs import PageSigns
from app.engine.words import PageText

_LIKELY = 0.5  # confidence
NUMBER, GROSS = "invoice_number", "amounts.gross"


@dataclass
class Group:
    """A document as its pages are found. `attached`: pages behind it that are not its own, such as terms or a delivery
    note; `copy_of`: the first page of the document that it repeats."""

    pages: list[PageSigns]
    attached: list[PageSigns] = field(default_factory=list)
    copy_of: int | None = None

    def take(self, signs: PageSigns) -> None:
        """One more page. A delivery note and the like behind the total of what calls itself an invoice is attached, and
        all that follows it."""
        behind = self.attached or (self.kind and self.gross is not None and self.is_paid and not is_paid(signs.kind))
        (self.attached if behind else self.pages).append(signs)

    @property
    def own(self) -> tuple[PageText, ...]:
        return tuple(signs.page for signs in self.pages)

    @property
    def first_page(self) -> int:
        return self.pages[0].page.number

    @property
    def last_page(self) -> int:
        return (self.attached or self.pages)[-1].page.number

    @property
    def number(self) -> str | None:
        number: str | None = self.first(NUMBER)
        return number

    @property
    def gross(self) -> Decimal | None:
        """The last total: those before may be carried over."""
        told = [signs.get(GROSS) for signs in self.pages]
        return next((value for value in reversed(told) if value is not None), None)

    def first(self, path: str) -> Any:
        return next((value for signs in self.pages if (value := signs.get(path)) is not None), None)

    def surest(self, path: str) -> float:
        return max(signs.sure.get(path, 0.0) for signs in self.pages)

    def has(self, token: str) -> bool:
        """True when a word is on one of its pages."""
        return any(token in signs.tokens for signs in self.pages)

    @property
    def kind(self) -> DocumentType | None:
        return next((signs.kind for signs in self.pages if signs.kind), None)

    @property
    def is_paid(self) -> bool:
        """False for quotes, delivery notes and other kinds that add to no sum."""
        return is_paid(self.kind)

    @property
    def stands_alone(self) -> bool:
        """True for what is more than pages behind another document."""
        if self.surest(GROSS) >= _LIKELY:
            return True
        return self.surest(NUMBER) >= _LIKELY and any(signs.kind for signs in self.pages)


def is_paid(kind: DocumentType | None) -> bool:
    return kind is None or counts_by_kind(kind, ())
