"""Objects as a later release might write them: with members, values and forms that this one does not know."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from app.domain import ids
from app.domain.export import Export, Format, Piece, Pieces
from app.domain.invoice import Invoice
from app.domain.reading import Candidate, Cost, Evidence, Note, Reading, Source
from app.domain.record import Change, Record
from app.domain.scan import Reason, Scan, ScanState, Ticket, Waiting
from app.domain.stored import Stored, dump
from app.domain.turns import Line
from app.domain.upload import Upload
from tests.making import NOON, a_record, a_scan

VALUES = ("new", "", 7, -0.5, True, None, [], {}, [1, "two"], {"deep": {"er": [None, {}]}}, "12.00", {"2.5": 1})

FULL_INVOICE = Invoice.model_validate(
    {
        "document_type": "invoice",
        "invoice_number": "R-1",
        "issue_date": "2026-11-02",
        "issue_time": "12:30:00",
        "currency": "EUR",
        "notes": ["first", "second"],
        "service_period": {"start": "2026-10-01"},
        "seller": {
            "name": "Nordlicht",
            "address": {"text": "Kai 1", "country": "DE"},
            "tax_ids": [{"scheme": "kvk", "value": "1"}],
        },
        "amounts": {"net": "100.00", "tax": "19.00", "gross": "119.00"},
        "taxes": [{"category": "S", "rate": "19", "base": "100.00", "amount": "19.00"}],
        "allowances_charges": [{"charge": False, "amount": "0.10"}],
        "payment": {"accounts": [{"iban": "DE1"}], "instalments": [{"due_date": "2026-12-01"}]},
        "lines": [
            {"description": "Paper", "amount": "40.00", "period": {"end": "2026-10-31"}},
            {"description": "Ink", "amount": "60.00"},
        ],
        "other_fields": [{"label": "Ref", "value": "7"}],
    }
)
_SQUARE = ((0.1, 0.2), (0.3, 0.2), (0.3, 0.25), (0.1, 0.25))
_EVIDENCE = {
    path: Evidence(
        raw="1",
        confidence=0.5,
        page=1,
        polygon=_SQUARE,
        source=Source.ENGINE,
        candidates=(Candidate(value="2", source=Source.TEXT), Candidate(value="3", polygon=_SQUARE)),
    )
    for path in ("invoice_number", "lines.0.description", "lines.1.amount", "notes.1")
}


def full_record() -> Record:
    record = a_record(FULL_INVOICE, failed=("iban", "xml_vs_picture"), file_name="bill.pdf")
    return record.model_copy(update={"evidence": _EVIDENCE})


def full_reading() -> Reading:
    return Reading(
        reader="textract",
        version="1",
        pages=1,
        invoice=FULL_INVOICE,
        evidence=_EVIDENCE,
        checks=full_record().checks,
        notes=(Note(code="language", detail="x"),),
        cost=Cost(pages=1, usd_per_page=Decimal("0.01"), price_of=date(2026, 11, 1)),
    )


def full_scan() -> Scan:
    return a_scan(state=ScanState.READING, stage="text", job="j", request_id="r", attempts=1, taken_by="t")


def examples() -> Iterator[Stored]:
    """One of everything that is kept."""
    reason = Reason(code="damaged", detail="The file is damaged.")
    yield from (full_record(), full_record().summary(), full_reading(), full_scan(), reason)
    yield Change(version=2, at=NOON, action="edited", values={"amounts.gross": ("1.00", None)})
    yield Upload(
        id=ids.upload_id(),
        media_type="application/pdf",
        reader="text",
        file_name="bill.pdf",
        created_at=datetime(2026, 11, 2, 12, tzinfo=UTC),
        reason=reason,
    )
    yield Waiting(code="quota-exceeded", detail="Too many today.", since=NOON, until=NOON)
    yield Ticket(line=Line.JOB, number=7)
    piece = Piece(name="3", size=6_000_000, checksum="0" * 64)
    pieces = Pieces(id="upload-1", pieces=(piece,), rest=Piece(name="rest", size=17))
    later = NOON.replace(day=NOON.day + 1)
    yield from (piece, pieces)
    yield Export(
        id=ids.export_id(),
        format=Format.CSV,
        created_at=NOON,
        updated_at=NOON,
        expires_at=later,
        written=pieces,
        reason=reason,
    )


def with_members(text: str, chance: Random) -> str:
    """Every object in it, at every level, has a member more."""
    tree = json.loads(text)
    for node in list(_nodes(tree)):
        if isinstance(node, dict):
            node[f"later_{chance.randrange(9)}"] = deepcopy(chance.choice(VALUES))
    return json.dumps(tree)


def with_values(text: str, chance: Random, many: int) -> str:
    """Some of the values in it are others, of whatever kind."""
    tree = json.loads(text)
    for _ in range(many):
        node = chance.choice([node for node in _nodes(tree) if node])
        name = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
        node[name] = deepcopy(chance.choice(VALUES))
    return json.dumps(tree)


def from_later(kept: Stored, seed: int = 0) -> str:
    """The object as a later release would have written it."""
    return with_members(dump(kept), Random(seed))


def _nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, dict | list):
        yield node
        for child in node.values() if isinstance(node, dict) else node:
            yield from _nodes(child)
