"""How much readers that charge may cost in a month: of all owners together, and of each."""

from datetime import UTC, datetime
from decimal import Decimal

from app.domain.document import DocumentInfo
from app.domain.errors import QuotaExceeded
from app.domain.estimate import Prices, Usd
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import PAID_CAP
from app.domain.scan_counts import spans
from app.ports import Clock, ScanRepository


class PaidCap:
    """What was spent is what ended readings have cost; what is being read when the cap is reached still comes."""

    def __init__(
        self,
        *,
        scans: ScanRepository,
        prices: Prices,
        clock: Clock,
        usd_per_month: Decimal | None = None,
        usd_per_month_of_owner: Decimal | None = None,
    ) -> None:
        """None: no cap."""
        self._scans = scans
        self._prices = prices
        self._clock = clock
        self._of_all = usd_per_month
        self._of_owner = usd_per_month_of_owner

    def require_room(self, owner: Owner | None, reader: str, info: DocumentInfo) -> None:
        """`QuotaExceeded` code `paid-cap` when this reader may not be asked for the document in this month."""
        priced = self._prices.get(reader)
        usd = priced(info) if priced else Usd()
        if not usd.most:
            return
        month = f"{self._clock().astimezone(UTC):%Y-%m}"
        if self._of_all is not None and self._scans.paid_all_owners(month) + usd.least > self._of_all:
            raise self._exceeded(f"{self._of_all} USD that all users together")
        if self._of_owner is not None and owner is not None:
            spent = sum((each.usd for each in self._scans.read_totals(owner) if each.month == month), Decimal(0))
            if spent + usd.least > self._of_owner:
                raise self._exceeded(f"{self._of_owner} USD that one user")

    def _exceeded(self, limit: str) -> QuotaExceeded:
        now: datetime = self._clock()
        end = next(spans(now, ScanQuota())).end
        return QuotaExceeded(
            f"Readers that charge are asked no more in this month: the {limit} may spend are used up. It goes on at "
            f"{end:%Y-%m-%d %H:%M} UTC.",
            code=PAID_CAP,
            retry_after=max(1, int((end - now).total_seconds())),
        )
