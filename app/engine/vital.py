"""The values by which money goes astray: each is looked at on the drawn page before it is believed."""

import re
from collections.abc import Iterator

from app.domain.reading import Reading
from app.engine.sights import Place

_VITAL = re.compile(
    r"amounts\.(gross|due|net)|payment\.accounts\.\d+\.(iban|number)|invoice_number|issue_date|due_date"
    r"|seller\.(vat_id|tax_ids\.\d+\.value)"
)


def is_vital(path: str) -> bool:
    """Totals, accounts, number and days of the invoice, and the seller's tax numbers."""
    return _VITAL.fullmatch(path) is not None


def places_of(reading: Reading) -> Iterator[Place]:
    """Where the vital values of a reading stand in print."""
    for path, evidence in reading.evidence.items():
        if is_vital(path) and evidence.raw and evidence.page and evidence.polygon:
            yield Place(path, evidence.raw, evidence.page, evidence.polygon)
