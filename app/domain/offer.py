"""What reading a kept invoice again has found, as a change of that invoice which somebody may take or leave.

A value is taken by its path; the rows of a list belong together and are taken as one, by the name of the list.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.domain.corrections import changes
from app.domain.invoice import Invoice, leaves, nest, plain, split_row
from app.domain.reading import Evidence, Reading, Source
from app.domain.record import EDITED, TAKEN, Change, Record

Value = TypeVar("Value")


class OfferedValue(BaseModel):
    """One value as it is and as it was read again; null: absent."""

    model_config = ConfigDict(frozen=True)

    path: str
    before: str | None
    after: str | None
    evidence_before: Evidence | None
    evidence_after: Evidence | None


class OfferedChange(BaseModel):
    """What is taken or left as one."""

    model_config = ConfigDict(frozen=True)

    path: Annotated[str, Field(description="of a value, or the name of a list", examples=["amounts.gross", "lines"])]
    set_by_person: Annotated[bool, Field(description="a person set it: it is taken only when it is named")]
    values: tuple[OfferedValue, ...]


class Offer(BaseModel):
    """Another reading of a kept invoice."""

    model_config = ConfigDict(frozen=True)

    scan_id: Annotated[str, Field(description="the scan that read it again")]
    reader: str
    reader_version: str
    read_at: datetime
    changes: Annotated[tuple[OfferedChange, ...], Field(description="none: the same was read")]


def unit_of(path: str) -> str:
    """What a path is taken with: itself, or the outermost list that it lies in."""
    split = split_row(path)
    return split[0] if split else path


def offered(record: Record, reading: Reading, by_person: Iterable[str]) -> tuple[OfferedChange, ...]:
    """Each difference between a record and a reading of the same bytes, by unit in order."""
    units: dict[str, list[OfferedValue]] = {}
    for path, (before, after) in changes(record.invoice, reading.invoice).items():
        value = OfferedValue(
            path=path,
            before=before,
            after=after,
            evidence_before=record.evidence.get(path),
            evidence_after=reading.evidence.get(path),
        )
        units.setdefault(unit_of(path), []).append(value)
    persons = set(by_person)
    return tuple(
        OfferedChange(path=unit, set_by_person=unit in persons, values=tuple(values)) for unit, values in units.items()
    )


def set_by_person(record: Record, history: Iterable[Change], first: Invoice | None) -> set[str]:
    """The units of which a person has set, changed or removed a value. `first`: as it was read when it was saved."""
    units: set[str] = set()
    if first is not None:
        removed = (path for path, (_, after) in changes(first, record.invoice).items() if after is None)
        units |= {unit_of(path) for path in removed}
    for change in history:
        changed = {unit_of(path) for path in change.values}
        if change.action == TAKEN:
            units -= changed
        elif change.action == EDITED:
            units |= changed
    return units | {unit_of(path) for path, evidence in record.evidence.items() if evidence.source is Source.USER}


def taken(record: Record, reading: Reading, units: Iterable[str]) -> tuple[Invoice, dict[str, Evidence]]:
    """The invoice with these units as they were read again, and what each value then rests on."""
    chosen = set(units)
    values = _mixed(dict(leaves(plain(record.invoice))), dict(leaves(plain(reading.invoice))), chosen)
    return Invoice.model_validate(nest(values)), _mixed(record.evidence, reading.evidence, chosen)


def _mixed(kept: Mapping[str, Value], read: Mapping[str, Value], chosen: set[str]) -> dict[str, Value]:
    return {path: value for path, value in kept.items() if unit_of(path) not in chosen} | {
        path: value for path, value in read.items() if unit_of(path) in chosen
    }
