"""A document of the tests: its bytes, what it is, and the truth that is printed on it."""

from dataclasses import dataclass, field

from app.domain.invoice import Invoice


@dataclass(frozen=True)
class Made:
    """`invoice` holds only what can be seen on the document; it is empty for documents that are no invoice."""

    data: bytes
    media_type: str
    file_name: str
    invoice: Invoice = field(default_factory=Invoice)
