"""The table of events, their ids, and the committed schema."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from app.domain import events, ids
from app.domain.events import TYPES, schema
from app.domain.scan import ScanState
from tests.making import NOON, a_record, a_scan

COMMITTED = Path(__file__).parents[2] / "app" / "events.schema.json"
REWRITE = "make openapi"


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def test_the_committed_schema_is_the_present_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == as_text(schema()), f"Events changed. Rewrite: {REWRITE}"


def test_the_schema_is_one_and_knows_every_type() -> None:
    Draft202012Validator.check_schema(schema())
    assert set(schema()["discriminator"]["mapping"]) == set(TYPES)


def test_each_type_stands_under_its_name() -> None:
    for name, model in TYPES.items():
        assert model.model_fields["type"].default == name
        assert get_args(model.model_fields["type"].annotation) == (name,)


def test_the_api_describes_every_type() -> None:
    description = json.loads((COMMITTED.parent / "openapi.json").read_text())
    told = description["paths"]["/v1/events"]["get"]["description"]
    for name, model in TYPES.items():
        assert f"`{name}`" in told
        assert model.__name__ in description["components"]["schemas"]


def test_an_event_names_things_and_holds_no_values() -> None:
    record = a_record(file_name="secret.pdf")
    for fact in (*events.of_save(record), *events.of_delete(record)):
        told = fact.stamped(NOON, after=None).told()
        assert "secret" not in told
        assert len(told) < 500


def test_a_scan_that_ends_well_or_is_cancelled_tells_nothing() -> None:
    for state in set(ScanState) - {ScanState.FAILED}:
        assert events.of_scan(a_scan(state=state)) == ()


def test_times_are_told_in_utc() -> None:
    (fact,) = events.of_delete(a_record())
    east = datetime.fromisoformat("2026-11-22T14:00:00+02:00")
    assert json.loads(fact.stamped(east, after=None).told())["time"] == "2026-11-22T12:00:00Z"


@pytest.mark.parametrize("later", [timedelta(milliseconds=1), timedelta(days=40_000)])
def test_ids_grow_with_time(later: timedelta) -> None:
    first, second = ids.event_id(NOON), ids.event_id(NOON + later)
    assert ids.is_id(first, "evt") and ids.is_id(second, "evt")
    assert first < ids.first_event_id(NOON + later) < second


EARLIER, LATER = NOON - timedelta(days=9), NOON + timedelta(days=9)


@pytest.mark.parametrize("at", [NOON, EARLIER, LATER, datetime(1, 1, 1, tzinfo=UTC)])
def test_an_id_after_another_is_larger_whatever_the_clock_says(at: datetime) -> None:
    first = ids.event_id(NOON)
    assert first < ids.event_id(at, after=first)


def test_jobs_about_events_name_their_object() -> None:
    scan_id = ids.scan_id()
    assert ids.object_of_events(ids.events_about(scan_id)) == scan_id
    for about in (scan_id, ids.invoice_id(), ids.event_id(NOON), "evt_", "evt_x", ""):
        assert ids.object_of_events(about) is None


if __name__ == "__main__":
    COMMITTED.write_text(as_text(schema()), encoding="utf-8")
