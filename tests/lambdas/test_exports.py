"""Exports in an account: asked for by one function, made by another in several messages, downloaded from S3."""

import csv
import io
import json
from datetime import timedelta

import httpx
import pytest

from app.services import export_jobs
from tests.lambdas.installation import Functions, owner_of
from tests.making import a_record, an_invoice


def kept(functions: Functions, count: int) -> None:
    from app.adapters.dynamodb.invoices import DynamoInvoices

    invoices, owner = DynamoInvoices(functions.table), owner_of("anna")
    for number in range(count):
        record = a_record(an_invoice(seller="Nordlicht", number=f"R-{number}", gross="119.00", currency="EUR"))
        invoices.begin(owner, record)
        invoices.store(owner, record.id)


def download(functions: Functions, export_id: str) -> httpx.Response:
    export = functions.call("GET", f"/v1/exports/{export_id}").json
    assert (export["state"], export["reason"]) == ("done", None)
    answer = httpx.get(export["url"], trust_env=False)
    assert answer.status_code == 200
    assert len(answer.content) == export["size"]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{export["file_name"]}"'
    redirected = functions.call("GET", f"/v1/exports/{export_id}/file")
    assert redirected.status == 302
    assert httpx.get(redirected.headers["location"], trust_env=False).content == answer.content
    return answer


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
def test_an_export_is_made_by_the_worker_and_served_by_s3(functions: Functions, format_: str) -> None:
    kept(functions, 3)
    started = functions.call("POST", "/v1/exports", body={"format": format_, "sort": "created_at"})
    assert (started.status, started.json["state"]) == (202, "queued")
    functions.drain()
    answer = download(functions, started.json["id"])
    if format_ != "xlsx":
        in_the_call = functions.call("GET", f"/v1/invoices/export?format={format_}&sort=created_at").body
        assert answer.content == in_the_call
    assert answer.headers["Content-Type"].startswith({"csv": "text/csv", "json": "application/json"}.get(format_, ""))
    assert functions.call("GET", f"/v1/exports/{started.json['id']}", subject="ben").status == 404


def test_what_takes_longer_than_a_call_goes_on_in_the_next_message(
    functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_jobs, "PAGE", 2)
    functions.container.export_jobs._step = timedelta()
    kept(functions, 7)
    export_id = functions.call("POST", "/v1/exports", body={"format": "csv"}).json["id"]
    functions.drain(expecting=1)
    functions.drain(expecting=0)
    for _ in range(8):
        if functions.call("GET", f"/v1/exports/{export_id}").json["state"] == "done":
            break
        functions.drain()
    text = download(functions, export_id).content.decode("utf-8-sig")
    assert sorted(row["invoice_number"] for row in csv.DictReader(io.StringIO(text))) == [f"R-{n}" for n in range(7)]


def test_parts_of_a_large_file_are_put_together(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces above the five megabytes of a part, and a rest."""
    monkeypatch.setattr(export_jobs, "PAGE", 1)
    monkeypatch.setattr(export_jobs, "PIECE", 1)
    monkeypatch.setattr(export_jobs, "part", lambda *args, **how: [b" " * (6 << 20), *whole(*args, **how)])
    kept(functions, 3)
    export_id = functions.call("POST", "/v1/exports", body={"format": "json"}).json["id"]
    functions.drain()
    content = download(functions, export_id).content
    assert len(content) > 3 * (6 << 20)
    assert len(json.loads(content)["invoices"]) == 3


whole = export_jobs.part


def test_a_deleted_export_is_gone_from_s3_and_a_lost_one_goes_by_the_sweep(functions: Functions) -> None:
    kept(functions, 1)
    for _ in range(2):
        functions.call("POST", "/v1/exports", body={})
    functions.drain(expecting=2)
    first, second = functions.call("GET", "/v1/exports").json["items"]
    url = functions.call("GET", f"/v1/exports/{first['id']}").json["url"]
    assert functions.call("DELETE", f"/v1/exports/{first['id']}").status == 204
    assert httpx.get(url, trust_env=False).status_code == 404
    url = functions.call("GET", f"/v1/exports/{second['id']}").json["url"]
    functions.container.export_jobs._exports.delete(owner_of("anna"), second["id"])
    assert functions.sweep() == {"findings": 1}
    assert httpx.get(url, trust_env=False).status_code == 404
    assert functions.call("GET", "/v1/invoices").json["items"]
