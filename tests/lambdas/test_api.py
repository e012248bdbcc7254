"""The API functions behind a gateway: from the token to the saved invoice, and what they never say."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import httpx
import pytest

from app.adapters.dynamodb.secrets import DynamoSecrets
from app.adapters.dynamodb.sign_ins import DynamoEndedSignIns
from tests.documents.einvoices import cii_file, cii_pdf, with_embedded, with_files
from tests.documents.made import Made
from tests.documents.pages import invoice_pdf, invoice_picture, multipage_tiff, scanned_pdf
from tests.lambdas.conftest import Make
from tests.lambdas.installation import Functions
from tests.textract_server import Fault, Textract

PICTURE = invoice_picture().data


def test_scan_save_find_and_delete(functions: Functions, textract: Textract) -> None:
    scanned = functions.call("POST", "/v1/scans", body=PICTURE, **{"content-type": "image/jpeg"})
    assert scanned.status == 200, scanned.body
    assert scanned.json["state"] == "done"
    assert scanned.json["reading"]["reader"] == "textract"
    no_tokens = {"tokens_read": 0, "tokens_written": 0, "usd_of_tokens": "0"}
    paid = {"pages": 1, "usd_per_page": "0.01", "price_of": "2025-06-01"}
    assert scanned.json["reading"]["cost"] == paid | no_tokens
    assert (textract.calls["AnalyzeExpense"], textract.pages_charged) == (1, 1)

    saved = functions.call("POST", "/v1/invoices", body={"scan_id": scanned.json["id"]})
    assert saved.status == 201, saved.body
    invoice_id = saved.json["id"]

    assert [item["id"] for item in functions.call("GET", "/v1/invoices?q=INV-7").json["items"]] == [invoice_id]
    assert functions.call("GET", "/v1/invoices", subject="ben").json["items"] == []
    assert functions.call("GET", f"/v1/invoices/{invoice_id}", subject="ben").status == 404
    assert functions.call("GET", "/v1/stats").json["rows"][0]["count"] == 1

    address = functions.call("GET", f"/v1/invoices/{invoice_id}/document").headers["location"]
    assert httpx.get(address, trust_env=False).content == PICTURE

    assert functions.call("DELETE", f"/v1/invoices/{invoice_id}", **{"if-match": '"1"'}).status == 204
    assert functions.call("GET", f"/v1/invoices/{invoice_id}").status == 404


def test_the_same_bytes_are_charged_once(functions: Functions, textract: Textract) -> None:
    first, second = (functions.call("POST", "/v1/scans", body=PICTURE).json["id"] for _ in range(2))
    assert first == second
    assert textract.pages_charged == 1


def test_an_xml_file_is_read_where_textract_is_the_default(make: Make, textract: Textract) -> None:
    functions = make(READER="textract")
    scanned = functions.call("POST", "/v1/scans", body=cii_file().data)
    assert scanned.json["reading"]["reader"] == "einvoice"
    assert scanned.json["reading"]["cost"] is None
    assert textract.calls.total() == 0


def test_what_costs_nothing_reads_first(functions: Functions, textract: Textract) -> None:
    assert functions.call("POST", "/v1/scans", body=cii_pdf().data).json["reading"]["reader"] == "einvoice"
    assert textract.calls.total() == 0
    assert functions.call("POST", "/v1/scans", body=PICTURE).json["reading"]["reader"] == "textract"


def test_several_pages_become_a_job_that_a_notice_ends(functions: Functions, textract: Textract) -> None:
    scanned = functions.call("POST", "/v1/scans", body=multipage_tiff().data, prefer="wait=0")
    assert scanned.status == 202
    assert functions.drain() == 1
    assert textract.calls["StartExpenseAnalysis"] == 1
    scan_id = scanned.json["id"]
    functions.announce_all()
    functions.drain()
    ended = functions.call("GET", f"/v1/scans/{scan_id}").json
    assert (ended["state"], ended["reading"]["reader"]) == ("done", "textract")
    assert "job" not in ended


def test_a_caller_who_waits_for_several_pages_starts_their_job(functions: Functions, textract: Textract) -> None:
    scanned = functions.call("POST", "/v1/scans", body=multipage_tiff().data)
    assert (scanned.status, scanned.json["state"]) == (202, "reading")
    assert textract.calls["StartExpenseAnalysis"] == 1
    assert functions.receive() == []


@pytest.mark.parametrize(("lines", "queued"), [(50, 0), (70, 1)])  # three pages, and four
def test_what_is_longer_than_a_call_is_left_to_the_worker(make: Make, lines: int, queued: int) -> None:
    functions = make(READER="text")
    scanned = functions.call("POST", "/v1/scans", body=invoice_pdf(lines=lines).data)
    assert scanned.status == (202 if queued else 200), scanned.body
    assert functions.drain(expecting=queued) == queued
    assert functions.call("GET", f"/v1/scans/{scanned.json['id']}").json["state"] == "done"


def test_when_textract_is_busy_the_scan_waits_in_the_queue(functions: Functions, textract: Textract) -> None:
    textract.faults = [Fault("ThrottlingException")] * 2
    scanned = functions.call("POST", "/v1/scans", body=PICTURE)
    assert (scanned.status, scanned.json["state"]) == (202, "reading")
    functions.drain()
    functions.announce_all()
    functions.drain()
    assert functions.call("GET", f"/v1/scans/{scanned.json['id']}").json["state"] == "done"
    assert textract.pages_charged == 0  # the worker reads by a job, which is charged there


def test_an_answer_that_got_lost_is_not_paid_for_twice(functions: Functions, textract: Textract) -> None:
    textract.faults = [Fault(keep=0.5)]
    scanned = functions.call("POST", "/v1/scans", body=PICTURE)
    assert (scanned.status, scanned.json["code"]) == (504, "unanswered")
    functions.drain(expecting=0)
    functions.sweep()
    functions.drain(expecting=0)
    assert textract.calls["AnalyzeExpense"] == 1


def test_a12_the_cloud_shows_no_documentation(functions: Functions) -> None:
    for path in ("/docs", "/openapi.json", "/redoc", "/", "/local/authorize"):
        assert functions.call("GET", path, subject=None).status == 404


def test_only_health_and_config_are_public(functions: Functions) -> None:
    assert functions.call("GET", "/v1/health", subject=None).status == 200
    config = functions.call("GET", "/v1/config", subject=None).json
    assert config["readers"] == ["auto", "einvoice", "text", "textract"]
    assert config["max_body_bytes"] < config["max_upload_bytes"]
    assert functions.call("GET", "/v1/invoices", subject=None).status == 401


def test_past_the_way_in_front_nothing_is_answered_with_or_without_a_token(make: Make) -> None:
    functions = make(ORIGIN_SECRETS="now-now-now,next-next-next")
    for path in ("/v1/health", "/v1/config", "/v1/scans", "/v1/invoices"):
        for given in ({}, {"x-origin-secret": "now"}, {"authorization": "Bearer a.b.c"}):
            told = functions.call("GET", path, subject=None if "authorization" in given else "anna", **given)
            assert (told.status, told.json["code"]) == (421, "wrong-host"), path
        for secret in ("now-now-now", "next-next-next"):
            assert functions.call("GET", path, **{"x-origin-secret": secret}).status == 200


def test_the_worker_asks_for_no_secret_of_the_way_in_front(make: Make) -> None:
    functions = make(ORIGIN_SECRETS="now-now-now")
    made = functions.call(
        "POST", "/v1/scans", body=PICTURE, prefer="respond-async", **{"x-origin-secret": "now-now-now"}
    )
    assert made.status == 202
    assert functions.drain() == 1
    assert functions.sweep()["findings"] == 0


@pytest.mark.parametrize("given", [None, "request-from-client-1"])
def test_a47_the_answer_names_the_request(functions: Functions, given: str | None) -> None:
    headers = {"x-request-id": given} if given else {}
    answer = functions.call("GET", "/v1/health", subject=None, **headers)
    assert answer.headers["x-request-id"] == (given or "gateway-request-1=")


def test_all_functions_sign_cursors_with_one_secret(functions: Functions) -> None:
    secrets = [DynamoSecrets(functions.table).get("cursors") for _ in range(2)]
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) == 32


def test_an_export_comes_whole_or_with_the_reason(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_id = functions.call("POST", "/v1/scans", body=PICTURE).json["id"]
    functions.call("POST", "/v1/invoices", body={"scan_id": scan_id})
    export = functions.call("GET", "/v1/invoices/export?format=csv")
    assert (export.status, export.body.count(b"\n")) == (200, 2)
    assert functions.call("GET", "/v1/invoices/export?format=xlsx").body.startswith(b"PK")
    monkeypatch.setattr("app.settings.MAX_LAMBDA_BODY", 10)
    refused = functions.call("GET", "/v1/invoices/export?format=csv")
    assert (refused.status, refused.json["code"]) == (413, "export-too-large")


def test_pages_of_a_list_follow_each_other(functions: Functions) -> None:
    for number in range(3):
        scan = functions.call("POST", "/v1/scans", body=scanned_pdf(seed=number + 1, lines=4).data)
        assert functions.call("POST", "/v1/invoices", body={"scan_id": scan.json["id"]}).status == 201
    first = functions.call("GET", "/v1/invoices?limit=2").json
    rest = functions.call("GET", first["next"]).json
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)


def test_j60_an_ended_sign_in_is_over_in_every_function(functions: Functions) -> None:
    assert functions.call("GET", "/v1/invoices").status == 200
    assert functions.call("POST", "/v1/sign-out").status == 204
    assert functions.call("GET", "/v1/invoices").status == 401
    assert functions.call("GET", "/v1/invoices", subject="ben").status == 200
    elsewhere = DynamoEndedSignIns(functions.table, clock=lambda: datetime.now(UTC))
    assert elsewhere.is_ended(str(uuid5(NAMESPACE_URL, "anna")))
    assert not elsewhere.is_ended("0f0f0f0f-0000-4000-8000-000000000000")


def test_text_that_nobody_can_look_at_there_is_not_enough_and_textract_is_asked(make: Make, textract: Textract) -> None:
    functions = make(READER="auto")
    assert functions.call("POST", "/v1/scans", body=invoice_pdf(seed=5).data).json["state"] == "done"
    assert textract.calls["AnalyzeExpense"] == 1
    (scan,) = functions.call("GET", "/v1/scans").json["items"][:1]
    reading = functions.call("GET", f"/v1/scans/{scan['id']}").json["reading"]
    assert "not-looked-at" in {note["code"] for note in reading["notes"]}


def test_what_free_readers_saw_is_joined_with_the_result_of_a_job(make: Make, textract: Textract) -> None:
    functions = make(READER="auto")
    two_pages = scanned_pdf(lines=60).data
    scan_id = functions.call("POST", "/v1/scans", body=two_pages).json["id"]
    functions.announce_all()
    functions.drain()
    ended = functions.call("GET", f"/v1/scans/{scan_id}").json
    assert (ended["state"], ended["reading"]["invoice"]["invoice_number"]["source"]) == ("done", "textract")


@pytest.mark.parametrize(
    ("paper", "jobs"), [(invoice_pdf(), 0), (scanned_pdf(lines=60), 1)], ids=["in-the-call", "by-a-job"]
)
def test_xml_that_cannot_be_used_fails_a_check_in_the_cloud_too(
    make: Make, textract: Textract, paper: Made, jobs: int
) -> None:
    functions = make(READER="auto")
    hybrid = with_files(paper.data, {"factur-x.xml": b"<!DOCTYPE a>" + cii_file().data})
    scan_id = functions.call("POST", "/v1/scans", body=hybrid).json["id"]
    functions.announce_all()
    assert textract.calls["StartExpenseAnalysis"] == jobs
    functions.drain(expecting=jobs)
    reading = functions.call("GET", f"/v1/scans/{scan_id}").json["reading"]
    (failed,) = [check for check in reading["checks"] if check["id"] == "einvoice_unusable"]
    assert "factur-x.xml" in failed["detail"] and reading["reader"] != "einvoice"


def test_a_file_inside_a_document_is_served_and_drawn(functions: Functions) -> None:
    hours = invoice_pdf().data
    xml = with_embedded(cii_file().data, "hours.pdf", hours)
    scan = functions.call("POST", "/v1/scans", body=xml, **{"content-type": "application/xml"}).json["id"]
    (file,) = functions.call("GET", f"/v1/scans/{scan}/attachments").json["attachments"]
    assert (file["name"], file["media_type"]) == ("hours.pdf", "application/pdf")
    assert functions.call("GET", f"/v1/scans/{scan}/attachments/1").body == hours
    assert functions.call("GET", f"/v1/scans/{scan}/attachments/1/pages/1").body[:2] == b"\xff\xd8"
    assert functions.call("GET", f"/v1/scans/{scan}/attachments/1", subject="ben").status == 404


def test_words_of_a_page_come_from_its_text_layer(functions: Functions) -> None:
    scan_id = functions.call("POST", "/v1/scans", body=cii_pdf().data, prefer="wait=0").json["id"]
    assert functions.call("GET", f"/v1/scans/{scan_id}/pages/1/words").json["words"]
    picture = functions.call("POST", "/v1/scans", body=PICTURE).json["id"]
    assert functions.call("GET", f"/v1/scans/{picture}/pages/1/words").json["words"] == []
