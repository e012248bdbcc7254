"""How much one owner may have done and kept."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ScanQuota:
    """How many scans an owner may start and how much of theirs is kept at a time. None: no limit."""

    per_minute: int | None = None
    per_day: int | None = None
    per_month: int | None = None
    pages_per_month: int | None = None
    documents: int | None = None  # kept, saved or not
    document_bytes: int | None = None
    pages_of_all_per_day: int | None = None  # of all owners together: what a day may cost

    def ever_fits(self, pages: int) -> bool:
        """False for a document that is too long for these limits even when nothing else was counted."""
        scans = (self.per_minute, self.per_day, self.per_month)
        lengths = (self.pages_per_month, self.pages_of_all_per_day)
        return all(limit is None or limit >= 1 for limit in scans) and all(
            limit is None or limit >= pages for limit in lengths
        )


NO_LIMIT = ScanQuota()
