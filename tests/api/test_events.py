"""What has happened, for programs that ask, and for one that reads the file."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.adapters.sign_in.key import SigningKey
from app.domain.errors import DocumentRejected
from tests.api.installation import Installation, problem
from tests.world import PAPER


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory, issuer_key: SigningKey) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("telling")
    installation = Installation(folder, issuer_key, events_file=folder / "events.jsonl")
    yield installation
    installation.close()


@pytest.fixture
def place(telling: Installation) -> Installation:
    telling.renew()
    return telling


def events(place: Installation, address: str = "/v1/events") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = place.anna.get(address).json()["items"]
    return items


def until(comes: Callable[[], bool]) -> None:
    """A worker of the installation delivers beside. The limit is for what never comes, on the slowest machine."""
    for _ in range(3_000):
        if comes():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come")


def in_file(place: Installation) -> list[dict[str, Any]]:
    owner = place.anna.owner
    assert owner and place.settings.events_file
    lines = place.settings.events_file.read_text().splitlines() if place.settings.events_file.exists() else []
    return [told for line in lines if (told := json.loads(line))["owner"] == owner.key]


def test_a_life_is_listed_and_written_in_order(place: Installation) -> None:
    invoice_id = place.saved(PAPER)
    address = f"/v1/invoices/{invoice_id}"
    values = place.anna.get(f"{address}?view=plain").json()["invoice"]
    changed = place.anna.put(address, json={"invoice": values | {"invoice_number": "R-2"}}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    assert place.anna.delete(address, headers={"If-Match": '"2"'}).status_code == 204
    listed = events(place)
    assert [event["type"] for event in listed] == ["invoice.saved", "invoice.changed", "invoice.deleted"]
    assert {event["about"] for event in listed} == {invoice_id}
    assert not any("owner" in event for event in listed)
    until(lambda: len(in_file(place)) >= 3)
    assert [{**told, "owner": None} for told in in_file(place)] == [event | {"owner": None} for event in listed]


def test_a_document_that_cannot_be_read_is_told(place: Installation) -> None:
    place.reader.gives = DocumentRejected("damaged", "The file is damaged.")
    answer = place.anna.post("/v1/scans", content=PAPER, headers={"Content-Type": "application/pdf"})
    assert answer.status_code == 422
    (event,) = events(place)
    assert (event["type"], event["data"]["code"]) == ("scan.failed", "damaged")


def test_pages_follow_each_other_and_polling_goes_on_behind_the_last(place: Installation) -> None:
    saved = [place.saved(PAPER + b"%d" % number) for number in range(3)]
    first = place.anna.get("/v1/events?limit=2")
    assert first.headers["Link"] == f'<{first.json()["next"]}>; rel="next"'
    second = place.anna.get(first.json()["next"]).json()
    items = [*first.json()["items"], *second["items"]]
    assert ([item["about"] for item in items], second["next"]) == (saved, None)
    last = items[-1]["id"]
    assert events(place, f"/v1/events?after={last}") == []
    another = place.saved(PAPER + b"more")
    assert [event["about"] for event in events(place, f"/v1/events?after={last}")] == [another]


def test_events_are_their_owner_s_alone(place: Installation) -> None:
    place.saved(PAPER)
    (event,) = events(place)
    assert place.ben.get("/v1/events").json() == {"items": [], "next": None}
    assert place.ben.get(f"/v1/events?after={event['id'][:-1]}0").json()["items"] == []


@pytest.mark.parametrize("asked", ["after=evt_1", "after=inv_0f1e2d3c4b5a69788796a5b4c3d2e1f0", "limit=0", "limit=101"])
def test_what_is_no_id_or_no_limit_is_refused(place: Installation, asked: str) -> None:
    problem(place.anna.get(f"/v1/events?{asked}"), 422, "invalid-input")


def test_where_no_events_are_kept_it_says_so(installation: Installation) -> None:
    installation.renew()
    installation.saved(PAPER)
    problem(installation.anna.get("/v1/events"), 409, "events-off")


def test_the_file_is_for_its_owner_alone(place: Installation) -> None:
    place.saved(PAPER)
    until(lambda: in_file(place) != [])
    assert place.settings.events_file and place.settings.events_file.stat().st_mode & 0o777 == 0o600
