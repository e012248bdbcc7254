"""What clients were told, and what an outsider saw of the rows: the other side of the promises."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from app.domain.invoice import Invoice
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import Scan, ScanState

Place = tuple[Owner, str]


@dataclass
class Ledger:
    """Filled by the clients of a test (`tests/faults/clients.py`) as answers come."""

    kept: dict[Place, dict[int, Invoice]] = field(default_factory=lambda: defaultdict(dict))  # answered, by version
    tried: dict[Place, list[Invoice]] = field(default_factory=lambda: defaultdict(list))  # changes asked for
    deleting: set[Place] = field(default_factory=set)  # asked for, answered or not
    deleted: set[Place] = field(default_factory=set)
    scans: set[Place] = field(default_factory=set)  # taken in
    scan_of: dict[Place, str] = field(default_factory=dict)
    answers: dict[tuple[Owner, str], set[bytes]] = field(default_factory=lambda: defaultdict(set))  # by key

    @property
    def owners(self) -> set[Owner]:
        return {owner for owner, _ in (*self.kept, *self.tried, *self.scans)}


class Witness:
    """Stands between the faults and the real `ScanRepository`, and sees what took effect."""

    def __init__(self, scans: Any) -> None:
        self._scans = scans
        self.added: list[tuple[Owner, Scan]] = []
        self.states: dict[str, list[ScanState]] = defaultdict(list)
        self.deleted: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scans, name)

    def add(self, owner: Owner, scan: Scan, *, quota: ScanQuota) -> Scan:
        kept: Scan = self._scans.add(owner, scan, quota=quota)
        if kept.id == scan.id:
            self.added.append((owner, scan))
            self.states[scan.id].append(scan.state)
        return kept

    def advance(self, owner: Owner, scan: Scan) -> Scan:
        later: Scan = self._scans.advance(owner, scan)
        self.states[scan.id].append(later.state)
        return later

    def delete(self, owner: Owner, scan_id: str) -> None:
        self.deleted.add(scan_id)
        self._scans.delete(owner, scan_id)
