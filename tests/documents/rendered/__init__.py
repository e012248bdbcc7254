"""Invoices and receipts in many looks, with their truth: what the readers are measured on.

`sheet(seed)` draws from the layouts, countries and words that rules may be developed on; `sheet(seed, left_out=True)`
from those that are only for judging: other layouts, other countries, other words. The same seed gives the same bytes.
"""

from tests.documents.rendered.sheets import Sheet, sheet

__all__ = ["Sheet", "sheet"]
