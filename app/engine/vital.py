"""The values by which money goes astray: each is looked at on the drawn page before it is believed."""

import re

from app.domain.checks import Check
from app.domain.fields import Use, has_use


def is_vital(path: str) -> bool:
    """Totals, accounts, number and days of the invoice, and the seller's tax numbers."""
    return has_use(path, Use.VITAL)


_MONEY = re.compile(r"amounts\.(gross|due)|payment\.accounts\.\d+\.iban")


def is_money(check: Check) -> bool:
    """Whether a finding is of how much is to be paid, or to whom."""
    return any(_MONEY.fullmatch(path) for path in check.fields)


SAMPLE = "page"
"""Instead of the path of a value: a word that only tells whether a page shows its text."""
SAMPLES = 2  # of a page


def is_recognized(path: str) -> bool:
    """Whether a place is read on the drawn page. Of others it is only asked whether anything is drawn there."""
    return path == SAMPLE or is_vital(path)
