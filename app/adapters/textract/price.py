"""What AnalyzeExpense costs. Data: Amazon's list price in its US regions for the first million pages of a month; other
regions, later pages and agreements of one's own differ."""

from datetime import date
from decimal import Decimal

from app.domain.reading import Cost, Reading

USD_PER_PAGE = Decimal("0.01")
PRICE_OF = date(2025, 6, 1)


def charged(reading: Reading) -> Reading:
    """The same with its cost: every page of the file was paid for."""
    cost = Cost(pages=reading.pages, usd_per_page=USD_PER_PAGE, price_of=PRICE_OF)
    return reading.model_copy(update={"cost": cost})
