"""Claims on bytes: rows that say which scan there is of them, so that no second one is added.

The claim of a first scan is named by the bytes alone, that of one which reads it again by reader and version. A claim
whose scan is gone, or came to nothing, may be taken over.
"""

import hashlib
from collections.abc import Iterator

from app.adapters.dynamodb.chunks import HEAD
from app.adapters.dynamodb.table import NEW, SEPARATOR, Action, ConditionFailed, DynamoTable, Row, delete, put
from app.domain.principal import Owner
from app.domain.scan import Scan, ScanState
from app.domain.stored import load

DEAD = (ScanState.FAILED, ScanState.CANCELLED)
_AT_ONCE = 100


def scan_pk(owner_key: str, scan_id: str) -> str:
    return f"O#{owner_key}#S#{scan_id}"


def scan_of(head: Row) -> Scan:
    """The scan without its reading."""
    inside = {"invoice_id": head.get("invoice_id"), "waits_from": head.get("waits_from")}
    return load(Scan, head["body"]).model_copy(update=inside)


def is_alive(head: Row | None) -> bool:
    return head is not None and "gone" not in head


class ScanClaims:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def find(self, owner: Owner, scan: Scan) -> Row | None:
        """The claim on the work of this scan, whoever holds it."""
        claim = _claim(owner, scan)
        key = (claim["pk"], claim["sk"])
        if scan.again_of is not None:
            return self._table.get(*key)
        marker = _marker(owner)
        found = self._table.get_all([key, marker])
        if marker not in found:
            self._claim_older(owner, marker)
            return self._table.get(*key)
        return found.get(key)

    def held_by(self, owner: Owner, claim: Row) -> str | None:
        """The id of the scan that a claim stands for; None when it may be taken over."""
        head = self._table.get(scan_pk(owner.key, claim["scan_id"]), HEAD)
        alive = head is not None and is_alive(head) and scan_of(head).state not in DEAD
        return str(claim["scan_id"]) if alive else None

    def take(self, owner: Owner, scan: Scan, instead_of: Row | None) -> Action:
        """Claim the work for this scan, if the claim is still as it was found."""
        if instead_of is None:
            return put(_claim(owner, scan), when=NEW)
        return put(_claim(owner, scan), when="scan_id = :seen", values={"seen": instead_of["scan_id"]})

    def leave(self, owner: Owner, scan: Scan) -> Iterator[Action]:
        """What takes the claims of a scan away, in the step in which it dies. Claims of others stay."""
        claim = _claim(owner, scan)
        for pk, sk in ((claim["pk"], claim["sk"]), _older_key(owner, scan)):
            kept = self._table.get(pk, sk)
            if kept is not None and kept["scan_id"] == scan.id:
                mine = "attribute_not_exists(pk) OR scan_id = :mine"
                yield delete(pk, sk, when=mine, values={"mine": scan.id})

    def rereadings(self, owner: Owner, scan_id: str) -> Iterator[Row]:
        """Heads of the scans that read this one again."""
        claims = self._table.partition(_again_pk(owner, scan_id))
        heads = self._table.get_all([(scan_pk(owner.key, claim["scan_id"]), HEAD) for claim in claims])
        return (head for head in heads.values() if is_alive(head))

    def _claim_older(self, owner: Owner, marker: tuple[str, str]) -> None:
        """Once for each owner: claims as of today for what older releases have claimed by reader and version, oldest
        first. What was saved needs none: the invoice is found by its bytes."""
        older = [row["sk"].split(SEPARATOR)[1] for row in self._table.partition(f"O#{owner.key}#SU")]
        for start in range(0, len(older), _AT_ONCE):
            keys = [(scan_pk(owner.key, scan_id), HEAD) for scan_id in older[start : start + _AT_ONCE]]
            heads = self._table.get_all(keys)
            for head in (heads[key] for key in keys if key in heads and is_alive(heads[key])):
                if (scan := scan_of(head)).state not in DEAD:
                    self._claim_first(owner, scan)
        self._table.write_one(put({"pk": marker[0], "sk": marker[1]}))

    def _claim_first(self, owner: Owner, scan: Scan) -> None:
        try:
            self._table.write_one(put(_claim(owner, scan), when=NEW))
        except ConditionFailed:  # of the doubles that are there the oldest has it
            return


def _claim(owner: Owner, scan: Scan) -> Row:
    if scan.again_of is not None:
        key = {"pk": _again_pk(owner, scan.again_of), "sk": SEPARATOR.join((scan.reader, scan.reader_version))}
    else:
        key = {"pk": f"O#{owner.key}#SF#{scan.document.sha256}", "sk": "F"}
    return {**key, "scan_id": scan.id}


def _again_pk(owner: Owner, scan_id: str) -> str:
    return f"O#{owner.key}#SR#{scan_id}"


def _marker(owner: Owner) -> tuple[str, str]:
    return f"O#{owner.key}#Q", "claims"


def _older_key(owner: Owner, scan: Scan) -> tuple[str, str]:
    """Of the claim that releases before this one have made."""
    work = SEPARATOR.join((scan.document.sha256, scan.reader, scan.reader_version))
    return f"O#{owner.key}#SF#{hashlib.sha256(work.encode()).hexdigest()}", "F"
