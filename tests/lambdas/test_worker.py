"""The worker function: uploads that arrive, jobs, notices, the sweeper; what fails is given back, or has a reason."""

import json
from typing import Any

import httpx
import pytest

from app.domain.principal import Owner
from app.ports import Kind
from tests import signed_tokens
from tests.documents.einvoices import cii_file
from tests.documents.hostile import malware_test_pdf
from tests.documents.pages import invoice_picture, multipage_tiff
from tests.lambdas.conftest import Make
from tests.lambdas.installation import Context, Functions
from tests.textract_server import Textract

PICTURE = invoice_picture().data


def uploaded(functions: Functions, data: bytes, media_type: str, *, keep: bool = True) -> str:
    """Id of an upload whose file was put to the presigned address."""
    asked = {"media_type": media_type, "keep": keep, "file_name": "invoice"}
    ticket = functions.call("POST", "/v1/uploads", body=asked, **{"x-request-id": "upload-request"}).json
    answer = httpx.post(ticket["url"], data=ticket["fields"], files={"file": ("x", data)}, trust_env=False)
    assert answer.status_code in (200, 204), answer.text
    return str(ticket["upload_id"])


def message(body: Any, *, tries: int = 1, name: str = "m-1") -> dict[str, Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    return {
        "messageId": name,
        "receiptHandle": "r",
        "body": text,
        "attributes": {"ApproximateReceiveCount": str(tries)},
    }


def given_back(functions: Functions, *messages: dict[str, Any], seconds: float = 60) -> list[str]:
    answer = functions.worker({"Records": list(messages)}, Context(seconds))
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def s3_event(key: str, **changes: Any) -> dict[str, Any]:
    record = {"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Post"}
    return {"Records": [record | {"s3": {"bucket": {"name": "b"}, "object": {"key": key}}} | changes]}


def test_an_upload_is_read_by_a_job_and_kept_for_review(functions: Functions, textract: Textract) -> None:
    upload_id = uploaded(functions, PICTURE, "image/jpeg")
    functions.drain()
    assert (textract.calls["StartExpenseAnalysis"], textract.calls["AnalyzeExpense"]) == (1, 0)
    functions.announce_all()
    functions.drain()
    (invoice,) = functions.call("GET", "/v1/invoices").json["items"]
    assert (invoice["status"], invoice["file_name"]) == ("needs_review", "invoice")
    upload = functions.call("GET", f"/v1/uploads/{upload_id}").json
    assert functions.call("GET", f"/v1/scans/{upload['scan_id']}").json["invoice_id"] == invoice["id"]


def test_the_engine_reads_before_textract_where_it_is_installed_and_has_room(make: Make, textract: Textract) -> None:
    pytest.importorskip("rapidocr", reason="the extra `local` is not installed")
    functions = make(READER="auto", READ_MEMORY_MB="1400", READ_SECONDS="60")
    upload_id = uploaded(functions, PICTURE, "image/jpeg")
    functions.drain()
    scan_id = functions.call("GET", f"/v1/uploads/{upload_id}").json["scan_id"]
    read = functions.call("GET", f"/v1/scans/{scan_id}").json
    assert (read["state"], read["reading"]["reader"], read["reading"]["cost"]) == ("done", "engine", None)
    assert textract.calls.total() == 0


def test_f30_news_that_comes_again_has_one_effect(functions: Functions, textract: Textract) -> None:
    upload_id = uploaded(functions, PICTURE, "image/jpeg")
    functions.drain()
    functions.announce_all()
    functions.announce_all()
    functions.drain(expecting=2)
    key = functions.call("GET", f"/v1/uploads/{upload_id}").json["scan_id"]
    for _ in range(3):
        functions.announce_all()
    functions.drain(expecting=3)
    assert len(functions.call("GET", "/v1/invoices").json["items"]) == 1
    assert functions.call("GET", f"/v1/scans/{key}").json["state"] == "done"
    assert textract.calls["StartExpenseAnalysis"] == 1


def test_a_file_that_is_refused_says_why_at_its_upload(functions: Functions) -> None:
    upload_id = uploaded(functions, malware_test_pdf().data, "application/pdf")
    functions.drain()
    assert functions.call("GET", f"/v1/uploads/{upload_id}").json["reason"]["code"] == "malware"


def test_inv7_files_beyond_a_quota_wait_as_scans_and_not_in_the_inbox(make: Make) -> None:
    functions = make(QUOTA_SCANS_PER_DAY="2")
    uploads = [uploaded(functions, cii_file(seed=seed).data, "application/xml") for seed in range(1, 5)]
    functions.drain(expecting=4)
    assert len(functions.call("GET", "/v1/invoices").json["items"]) == 2
    waits = [functions.call("GET", f"/v1/uploads/{upload_id}").json["waits"] for upload_id in uploads]
    waiting = [one for one in waits if one]
    assert [one["code"] for one in waiting] == ["quota-exceeded"] * 2
    queued = functions.call("GET", "/v1/scans?state=queued").json["items"]
    assert sorted(scan["waits"]["until"] for scan in queued) == sorted(one["until"] for one in waiting)
    assert list(functions.container.sweep.run()) == []
    assert list(functions.containers[0].sweep._documents.walk_all_owners(Kind.UPLOAD)) == []
    assert functions.receive() == []  # no message that would outlive anything


def test_inv7_who_keeps_too_much_is_told_at_the_upload(make: Make) -> None:
    functions = make(QUOTA_DOCUMENTS="1")
    uploaded(functions, cii_file(seed=1).data, "application/xml")
    refused = functions.call("POST", "/v1/uploads", body={"media_type": "application/xml"})
    assert (refused.status, refused.json["code"]) == (413, "storage-quota")


def test_an_upload_of_known_bytes_says_so(functions: Functions) -> None:
    data = cii_file(seed=1).data
    known = functions.call("POST", "/v1/scans", body=data, **{"content-type": "application/xml"}).json["id"]
    upload_id = uploaded(functions, data, "application/xml")
    functions.drain()
    upload = functions.call("GET", f"/v1/uploads/{upload_id}").json
    assert (upload["known"], upload["scan_id"]) == (True, known)


def test_f45_a_notice_that_comes_before_its_job_is_known_is_looked_at_again(
    functions: Functions, textract: Textract
) -> None:
    scan_id = functions.call("POST", "/v1/scans", body=multipage_tiff().data, prefer="respond-async").json["id"]
    tag = _tag(functions, scan_id)
    notice = {"JobId": "job-1", "JobTag": tag, "Status": "SUCCEEDED"}
    body = {"Type": "Notification", "TopicArn": functions.topic, "Message": json.dumps(notice)}
    assert given_back(functions, message(body)) == []
    assert functions.call("GET", f"/v1/scans/{scan_id}").json["state"] == "queued"
    functions.drain()  # the job begins
    functions.announce("job-1", tag)
    functions.drain()
    assert functions.call("GET", f"/v1/scans/{scan_id}").json["state"] == "done"


def test_what_textract_takes_no_more_of_waits_its_turn_and_says_its_place(make: Make, textract: Textract) -> None:
    functions = make(TEXTRACT_STARTS_PER_SECOND="0.25", TEXTRACT_FETCHES_PER_SECOND="100")
    scans = [
        functions.call(
            "POST", "/v1/scans", body=multipage_tiff(seed=seed, lines=30 + seed).data, prefer="respond-async"
        ).json["id"]
        for seed in range(1, 4)
    ]
    handled = functions.drain(expecting=3)
    now = [functions.call("GET", f"/v1/scans/{scan_id}").json for scan_id in scans]
    waits = [scan["waits"] for scan in now if scan["waits"]]
    assert {scan["state"] for scan in now} == {"reading"}
    assert {(one["code"], one["place"]) for one in waits} <= {("reader-busy", 0), ("reader-busy", 1)}
    assert len(waits) == 3 - textract.calls["StartExpenseAnalysis"] > 0
    functions.drain(expecting=len(waits) - (handled - 3))
    assert textract.calls["StartExpenseAnalysis"] == 3
    owner = Owner(signed_tokens.ISSUER, "anna-0000")
    found = [functions.container.scans.get(owner, scan_id) for scan_id in scans]
    assert [(scan.waits, scan.ticket, scan.job is None) for scan in found] == [(None, None, False)] * 3
    assert [scan.attempts for scan in found if scan.resumed_at] == [0] * len(waits)


def test_f46_a_notice_of_another_job_changes_nothing(functions: Functions, textract: Textract) -> None:
    scan_id = functions.call("POST", "/v1/scans", body=multipage_tiff().data).json["id"]
    functions.announce("job-of-somebody-else", _tag(functions, scan_id))
    functions.announce("job-1", "0" * 64)
    functions.announce("job-1", "../../etc")
    functions.drain(expecting=3)
    assert functions.call("GET", f"/v1/scans/{scan_id}").json["state"] == "reading"
    assert textract.calls["GetExpenseAnalysis"] == 0


def test_f46_a_notice_of_a_foreign_topic_is_ignored(functions: Functions, textract: Textract) -> None:
    notice = json.dumps({"JobId": "job-1", "JobTag": "0" * 64, "Status": "SUCCEEDED"})
    body = {"Type": "Notification", "TopicArn": "arn:aws:sns:eu-central-1:999999999999:theirs", "Message": notice}
    assert given_back(functions, message(body)) == []
    assert textract.calls.total() == 0


def test_f47_a_job_that_failed_ends_its_scan_with_the_reason(functions: Functions, textract: Textract) -> None:
    textract.job_status, textract.status_message = "FAILED", "no pages"
    scan_id = functions.call("POST", "/v1/scans", body=multipage_tiff().data).json["id"]
    functions.announce_all()
    functions.drain()
    ended = functions.call("GET", f"/v1/scans/{scan_id}").json
    assert (ended["state"], ended["reason"]["code"]) == ("failed", "gave-up")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(s3_event("inbox/"), id="F32 folder marker"),
        pytest.param(s3_event("v1/scans/a/b"), id="F32 other folder"),
        pytest.param(s3_event("inbox/" + "0" * 32 + "/upl_" + "0" * 32), id="F32 no such upload"),
        pytest.param(s3_event("inbox/%2e%2e%2fetc+passwd"), id="F32 plus and percent"),
        pytest.param(s3_event("inbox/x", eventName="ObjectRemoved:Delete"), id="F35 removed"),
        pytest.param({"Service": "Amazon S3", "Event": "s3:TestEvent"}, id="F35 test event"),
    ],
)
def test_what_asks_for_nothing_is_done_with(functions: Functions, body: Any) -> None:
    assert given_back(functions, message(body)) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("{", id="F35 malformed"),
        pytest.param("[]", id="F35 no object"),
        pytest.param({"version": 9, "about": "scn_1"}, id="F57 job of a newer version"),
        pytest.param(s3_event("inbox/x", eventVersion="9.0"), id="F35 unknown version"),
    ],
)
def test_f36_what_is_not_understood_is_given_back_alone(functions: Functions, body: Any) -> None:
    good = message({"Event": "s3:TestEvent"}, name="good")
    assert given_back(functions, good, message(body, name="poison"), good) == ["poison"]


def test_f37_poison_fails_its_scan_with_a_reason_before_it_is_put_aside(functions: Functions) -> None:
    scan_id = functions.call("POST", "/v1/scans", body=PICTURE, prefer="respond-async").json["id"]
    (queued,) = functions.receive()
    # What nobody foresaw: the row of the scan is of a form that this version does not know.
    row = {"pk": {"S": f"O#{_owner_key(functions)}#S#{scan_id}"}, "sk": {"S": "R"}}
    names, values = {"#p": "pieces"}, {":bad": {"S": "many"}}
    change = {"UpdateExpression": "SET #p = :bad", "ExpressionAttributeNames": names}
    functions.account.tables().update_item(
        TableName=functions.table.name, Key=row, ExpressionAttributeValues=values, **change
    )
    assert given_back(functions, message(queued["Body"], tries=4)) == ["m-1"]
    functions.account.tables().update_item(
        TableName=functions.table.name, Key=row, ExpressionAttributeValues={":bad": {"N": "0"}}, **change
    )
    functions.container.events.give_up(_job(queued["Body"]))
    ended = functions.call("GET", f"/v1/scans/{scan_id}").json
    assert (ended["state"], ended["reason"]["code"]) == ("failed", "gave-up")


def test_messages_for_which_no_time_is_left_are_given_back(functions: Functions) -> None:
    good = message({"Event": "s3:TestEvent"}, name="good")
    assert given_back(functions, good, seconds=5) == ["good"]


def test_the_sweeper_finds_what_nobody_told_of(functions: Functions) -> None:
    assert functions.sweep() == {"findings": 0}


def _tag(functions: Functions, scan_id: str) -> str:
    return _owner_key(functions) + scan_id.removeprefix("scn_")


def _owner_key(functions: Functions) -> str:
    return Owner(signed_tokens.ISSUER, "anna-0000").key


def _job(body: str) -> Any:
    from app.adapters.aws.sqs_jobs import job_of

    return job_of(body, receipt="", attempt=5)
