"""What the rules need to know and the invoice alone does not tell."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CheckContext:
    """Facts from outside. None: nobody looked, and the rule gives no Check."""

    today: date
    electronic: bool = False  # the values come from the XML of an electronic invoice: the sums of EN 16931 hold exactly
    same_file: tuple[str, ...] | None = None  # ids of other invoices of the same bytes
    same_business: tuple[str, ...] | None = None  # ids of others with the same seller, number, date and gross total
    known_accounts: tuple[str, ...] | None = None  # IBANs and account numbers on earlier invoices of this seller
