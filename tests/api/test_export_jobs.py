"""Exports that are made as jobs."""

import csv
import io
import json

import openpyxl
import pytest

from app.domain.export import Export
from tests.api.installation import Installation, problem
from tests.world import PAPER

NO_EXPORT = "exp_" + "0" * 32


def content(place: Installation, export_id: str) -> bytes:
    """What the address of an export serves to somebody without a token."""
    export = place.anna.get(f"/v1/exports/{export_id}").json()
    answer = place.nobody.get(export["url"].removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 200
    assert len(answer.content) == export["size"]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{export["file_name"]}"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    return answer.content


def test_an_export_is_queued_made_and_downloaded(place: Installation) -> None:
    place.saved()
    answer = place.anna.post("/v1/exports", json={"format": "csv", "rows": "lines"})
    started = answer.json()
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/v1/exports/{started['id']}"
    assert (started["state"], started["url"], started["size"]) == ("queued", None, None)
    export_id = place.exported(rows="lines")
    done = place.anna.get(f"/v1/exports/{export_id}").json()
    assert (done["state"], done["invoices_done"], done["format"], done["rows"]) == ("done", 1, "csv", "lines")
    rows = list(csv.DictReader(io.StringIO(content(place, export_id).decode("utf-8-sig"))))
    assert [row["line.description"] for row in rows] == ["Paper", "Ink"]


@pytest.mark.parametrize("rows", ["invoices", "lines"])
@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
def test_it_is_the_same_as_the_export_in_the_call(place: Installation, format_: str, rows: str) -> None:
    for number in range(3):
        place.saved(PAPER + b"%d" % number)
    at_once = place.anna.get(f"/v1/invoices/export?format={format_}&rows={rows}&sort=created_at").content
    made = content(place, place.exported(format=format_, rows=rows, sort="created_at"))
    if format_ != "xlsx":
        assert made == at_once
        return
    sheets = (openpyxl.load_workbook(io.BytesIO(data)).active for data in (made, at_once))
    ours, theirs = ([[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in sheets if sheet)
    assert ours == theirs
    assert len(ours) > 3


def test_filters_and_choice_hold(place: Installation) -> None:
    first, second = place.saved(PAPER + b"1"), place.saved(PAPER + b"2")
    assert json.loads(content(place, place.exported(format="json", currency="USD"))) == {"invoices": []}
    assert len(json.loads(content(place, place.exported(format="json", q="nordlicht")))["invoices"]) == 2
    chosen = place.exported(format="json", ids=[second, "inv_" + "0" * 32, first])
    assert [row["id"] for row in json.loads(content(place, chosen))["invoices"]] == [second, first]


def test_the_file_is_behind_the_route_too(place: Installation) -> None:
    export_id = place.exported()
    answer = place.anna.get(f"/v1/exports/{export_id}/file")
    assert answer.status_code == 302
    assert place.nobody.get(answer.headers["Location"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    problem(place.nobody.get("/local/exports/a.b"), 403, "link-invalid")


def test_exports_are_listed_and_deleted_with_their_files(place: Installation) -> None:
    older, newer = place.exported(), place.exported(format="json")
    assert [export["id"] for export in place.anna.get("/v1/exports").json()["items"]] == [newer, older]
    address = place.anna.get(f"/v1/exports/{older}").json()["url"].removeprefix("http://127.0.0.1:8000")
    assert place.anna.delete(f"/v1/exports/{older}").status_code == 204
    problem(place.anna.get(f"/v1/exports/{older}"), 404, "not-found")
    problem(place.anna.delete(f"/v1/exports/{older}"), 404, "not-found")
    problem(place.nobody.get(address), 404, "not-found")
    assert [export["id"] for export in place.anna.get("/v1/exports").json()["items"]] == [newer]
    assert place.ben.get("/v1/exports").json() == {"items": []}


def test_the_same_key_is_the_same_export(place: Installation) -> None:
    headers = {"Idempotency-Key": "once"}
    first = place.anna.post("/v1/exports", json={"format": "json"}, headers=headers).json()
    again = place.anna.post("/v1/exports", json={"format": "json"}, headers=headers)
    assert (again.status_code, again.json()["id"]) == (202, first["id"])
    assert len(place.anna.get("/v1/exports").json()["items"]) == 1
    problem(place.anna.post("/v1/exports", json={"format": "csv"}, headers=headers), 422, "idempotency-key-reused")
    place.anna.delete(f"/v1/exports/{first['id']}")
    other = place.anna.post("/v1/exports", json={"format": "json"}, headers=headers).json()
    assert other["id"] != first["id"]


def test_a_link_does_not_open_documents_nor_the_other_way_round(place: Installation) -> None:
    url = place.anna.get(f"/v1/exports/{place.exported()}").json()["url"]
    document = place.anna.get(f"/v1/invoices/{place.saved()}/document").headers["Location"]
    for address, right, wrong in ((url, "exports", "files"), (document, "files", "exports")):
        token = address.rpartition("/")[2]
        assert place.nobody.get(f"/local/{right}/{token}").status_code == 200
        assert place.nobody.get(f"/local/{wrong}/{token}").status_code in (403, 404)


@pytest.mark.parametrize(
    "body",
    [{"format": "pdf"}, {"rows": "x"}, {"ids": []}, {"date_from": "yesterday"}, {"limit": 5}, {"sort": "size"}, []],
    ids=str,
)
def test_what_cannot_be_exported_is_refused(place: Installation, body: object) -> None:
    assert place.anna.post("/v1/exports", json=body).status_code == 422
    assert place.anna.get("/v1/exports").json()["items"] == []


def test_too_many_exports_are_refused(place: Installation) -> None:
    for _ in range(20):
        place.exported()
    answer = place.anna.post("/v1/exports", json={})
    problem(answer, 429, "too-many-exports")
    assert int(answer.headers["Retry-After"]) > 0
    assert place.ben.post("/v1/exports", json={}).status_code == 202


def test_what_is_not_done_has_no_file(place: Installation) -> None:
    export_id = place.exported()
    owner = place.anna.owner
    assert owner is not None
    kept = place.container.export_jobs.get(owner, export_id)
    lost = Export.model_validate(kept.model_dump() | {"state": "failed", "version": kept.version + 1})
    place.container.export_jobs._exports.replace(owner, lost)
    problem(place.anna.get(f"/v1/exports/{export_id}/file"), 409, "export-not-done")
    assert place.anna.get(f"/v1/exports/{export_id}").json()["url"] is None
    problem(place.anna.get(f"/v1/exports/{NO_EXPORT}/file"), 404, "not-found")
