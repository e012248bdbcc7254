"""What was found when the document of a kept invoice was read again: looked at, taken or left. Until then, and for
whatever a person has set until it is named, the invoice stays as it is."""

from collections.abc import Iterable

from app.domain.corrections import still_hold
from app.domain.errors import FieldError, InvalidInput, NotFound
from app.domain.invoice import Invoice
from app.domain.offer import Offer, offered, set_by_person, taken
from app.domain.principal import Owner
from app.domain.reading import Reading
from app.domain.record import Record
from app.domain.scan import Scan, ScanState
from app.ports import ScanRepository
from app.services.invoices import InvoiceService


class OfferService:
    def __init__(self, *, scans: ScanRepository, invoices: InvoiceService) -> None:
        self._scans = scans
        self._invoices = invoices

    def get(self, owner: Owner, invoice_id: str) -> Offer | None:
        """The newest offer that was neither taken nor left, if there is one."""
        record = self._invoices.get(owner, invoice_id)
        found = self._open(owner, record)
        return self._offer(owner, record, *found) if found else None

    def take(self, owner: Owner, invoice_id: str, paths: Iterable[str] | None, *, version: int) -> Record:
        """The invoice with the changes of these paths; None: with all but those that a person has set. The offer is
        closed. `InvalidInput` for a path that is not offered, `Stale`, `NotFound`."""
        record = self._invoices.to_change(owner, invoice_id, version=version)
        found = self._open(owner, record)
        if found is None:
            raise NotFound("Nothing is offered to this invoice.")
        scan, reading = found
        changes = self._offer(owner, record, scan, reading).changes
        if paths is None:
            chosen = {change.path for change in changes if not change.set_by_person}
        else:
            chosen = _all_offered(list(paths), {change.path for change in changes})
        if chosen:
            invoice, evidence = taken(record, reading, chosen)
            of_document = still_hold(reading.checks, reading.invoice, invoice)
            record = self._invoices.take(
                owner, record, invoice, evidence=evidence, of_document=of_document, reader=reading.reader
            )
        self._close(owner, record)
        return record

    def leave(self, owner: Owner, invoice_id: str) -> None:
        """Close every offer to the invoice; none at all is fine."""
        self._close(owner, self._invoices.get(owner, invoice_id))

    def _open(self, owner: Owner, record: Record) -> tuple[Scan, Reading] | None:
        for found in sorted(self._offers(owner, record), key=lambda scan: scan.created_at, reverse=True):
            scan = self._scans.get(owner, found.id)
            if scan.reading is not None:
                return scan, scan.reading
        return None

    def _offers(self, owner: Owner, record: Record) -> list[Scan]:
        return [
            scan
            for scan in self._scans.rereadings(owner, record.scan_id)
            if scan.offered_to == record.id and scan.invoice_id is None and scan.state is ScanState.DONE
        ]

    def _offer(self, owner: Owner, record: Record, scan: Scan, reading: Reading) -> Offer:
        persons = set_by_person(record, self._invoices.history(owner, record.id), self._first(owner, record))
        return Offer(
            scan_id=scan.id,
            reader=reading.reader,
            reader_version=reading.version,
            read_at=scan.updated_at,
            changes=offered(record, reading, persons),
        )

    def _first(self, owner: Owner, record: Record) -> Invoice | None:
        """As it was read when it was saved."""
        try:
            reading = self._scans.get(owner, record.scan_id).reading
        except NotFound:
            return None
        return reading.invoice if reading else None

    def _close(self, owner: Owner, record: Record) -> None:
        """They stay with the invoice, closed: so no reader that charges is asked for the same again."""
        for scan in self._offers(owner, record):
            self._scans.mark_saved(owner, scan.id, record.id)


def _all_offered(paths: list[str], known: set[str]) -> set[str]:
    wrong = [
        FieldError(f"/paths/{place}", "not-offered", f"No change of {path!r} is offered.")
        for place, path in enumerate(paths)
        if path not in known
    ]
    if wrong:
        raise InvalidInput(wrong[0].detail, errors=tuple(wrong))
    return set(paths)
