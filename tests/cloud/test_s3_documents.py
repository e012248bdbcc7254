"""What is peculiar to documents in S3: addresses that strangers use, versions, checksums, encryption."""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.aws.s3_documents import S3Documents
from app.domain import ids
from app.domain.errors import NotFound, Unavailable
from app.ports import Key, Kind, UploadTicket
from tests import aws
from tests.fakes import SettableClock
from tests.making import ANNA

PDF = "application/pdf"


@pytest.fixture(params=["account", "second_s3"])
def clients(request: pytest.FixtureRequest) -> AwsClients:
    found: AwsClients = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def bucket(clients: AwsClients) -> str:
    return aws.new_bucket(clients)


@pytest.fixture
def documents(clients: AwsClients, bucket: str) -> S3Documents:
    return S3Documents(clients, bucket=bucket, clock=SettableClock())


def an_upload() -> Key:
    return Key(Kind.UPLOAD, ids.upload_id())


def send(ticket: UploadTicket, data: bytes) -> int:
    return httpx.post(ticket.url, data=dict(ticket.fields), files={"file": ("a.pdf", data, PDF)}).status_code


# ---- uploads ---------------------------------------------------------------------------------------------------------


def test_a_ticket_takes_a_file(documents: S3Documents) -> None:
    key = an_upload()
    assert send(documents.ticket(ANNA, key, media_type=PDF, max_bytes=5), b"12345") in (200, 201, 204)
    assert documents.get(ANNA, key) == b"12345"


@pytest.mark.parametrize(
    ("change", "data"),
    [
        (lambda fields: {}, b""),
        (lambda fields: {}, b"123456"),
        (lambda fields: {"Content-Type": "text/html"}, b"123"),
        (lambda fields: {"key": fields["key"][:-1] + "x"}, b"123"),
        (lambda fields: {"key": "v1/invoices/" + fields["key"]}, b"123"),
        (lambda fields: {"policy": fields["policy"][:-8] + "AAAAAAA="}, b"123"),
    ],
    ids=["empty", "too large", "another type", "another key", "another kind", "a changed policy"],
)
def test_t39_a43_a_ticket_holds_for_its_object_type_and_size_alone(
    documents: S3Documents, change: Callable[[dict[str, str]], dict[str, str]], data: bytes
) -> None:
    key = an_upload()
    ticket = documents.ticket(ANNA, key, media_type=PDF, max_bytes=5)
    fields = dict(ticket.fields)
    assert 400 <= send(replace(ticket, fields=fields | change(fields)), data) < 500
    assert list(documents.walk_all_owners(Kind.UPLOAD)) == []


def test_t39_a43_the_policy_of_a_ticket_says_exactly_what_is_allowed(bucket: str, documents: S3Documents) -> None:
    key = an_upload()
    ticket = documents.ticket(ANNA, key, media_type=PDF, max_bytes=5)
    policy = json.loads(b64decode(ticket.fields["policy"]))
    assert {"key": f"inbox/{ANNA.key}/{key.id}"} in policy["conditions"]
    assert {"Content-Type": PDF} in policy["conditions"]
    assert {"bucket": bucket} in policy["conditions"]
    assert ["content-length-range", 1, 5] in policy["conditions"]
    assert not [each for each in policy["conditions"] if isinstance(each, list) and each[0] == "starts-with"]
    ends = datetime.strptime(policy["expiration"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(minutes=4, seconds=50) < ends - datetime.now(UTC) <= timedelta(minutes=5)


# ---- links -----------------------------------------------------------------------------------------------------------


def test_t38_a_link_serves_the_bytes_as_attachment_of_its_type(documents: S3Documents) -> None:
    key = Key(Kind.INVOICE, ids.invoice_id())
    documents.put(ANNA, key, b"one")
    link = documents.link(ANNA, key, file_name="Übersicht\r\nX: 1.pdf", media_type=PDF)
    answer = httpx.get(link)
    assert (answer.status_code, answer.content) == (200, b"one")
    assert answer.headers["content-type"] == PDF
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"_bersichtX: 1.pdf\"; filename*=UTF-8''%C3%9CbersichtX%3A%201.pdf"
    )
    assert parse_qs(urlsplit(link).query)["X-Amz-Expires"] == ["120"]


@pytest.mark.parametrize("part", ["response-content-type=text%2Fhtml", "X-Amz-Expires=9999"])
def test_t38_a_changed_link_is_refused(documents: S3Documents, part: str) -> None:
    key = Key(Kind.INVOICE, ids.invoice_id())
    documents.put(ANNA, key, b"one")
    name = part.split("=", maxsplit=1)[0]
    start, _, query = documents.link(ANNA, key, file_name="a.pdf", media_type=PDF).partition("?")
    pairs = query.split("&")
    changed = [part if pair.startswith(name) else pair for pair in pairs]
    assert changed != pairs
    assert httpx.get(f"{start}?{'&'.join(changed)}").status_code == 403


def test_a06_another_object_cannot_be_had_by_a_link(documents: S3Documents) -> None:
    one, other = (Key(Kind.INVOICE, ids.invoice_id()) for _ in range(2))
    documents.put(ANNA, one, b"one")
    documents.put(ANNA, other, b"other")
    link = documents.link(ANNA, one, file_name="a.pdf", media_type=PDF)
    assert httpx.get(link.replace(one.id, other.id)).status_code == 403


# ---- objects ---------------------------------------------------------------------------------------------------------


def test_a51_a_delete_leaves_no_version(clients: AwsClients, bucket: str, documents: S3Documents) -> None:
    key = an_upload()
    for data in (b"one", b"two"):
        send(documents.ticket(ANNA, key, media_type=PDF, max_bytes=5), data)
    clients.s3().delete_object(Bucket=bucket, Key=f"inbox/{ANNA.key}/{key.id}")
    assert len(clients.s3().list_object_versions(Bucket=bucket)["Versions"]) == 2
    documents.delete(ANNA, key)
    kept = clients.s3().list_object_versions(Bucket=bucket)
    assert (kept.get("Versions", []), kept.get("DeleteMarkers", [])) == ([], [])


def test_what_another_service_reads_begins_where_the_document_does(
    clients: AwsClients, bucket: str, documents: S3Documents
) -> None:
    key = Key(Kind.SCAN, ids.scan_id())
    documents.put(ANNA, key, b"\r\n%PDF-1.7")
    assert read_at(clients, documents.place(ANNA, key)) == b"\r\n%PDF-1.7"
    for _ in range(2):  # a job may be begun again
        assert read_at(clients, documents.place(ANNA, key, begins_at=2)) == b"%PDF-1.7"
    assert documents.get(ANNA, key) == b"\r\n%PDF-1.7"
    assert [found.key for found in documents.walk_all_owners(Kind.SCAN)] == [key]
    documents.delete(ANNA, key)
    assert "Versions" not in clients.s3().list_object_versions(Bucket=bucket)
    with pytest.raises(NotFound):
        documents.place(ANNA, key, begins_at=2)


def read_at(clients: AwsClients, place: tuple[str, str, str | None]) -> bytes:
    bucket, name, version = place
    pinned = {"VersionId": version} if version else {}
    return bytes(clients.s3().get_object(Bucket=bucket, Key=name, **pinned)["Body"].read())


def test_an_object_may_be_put_again_after_its_delete(documents: S3Documents) -> None:
    key = an_upload()
    documents.put(ANNA, key, b"one")
    documents.delete(ANNA, key)
    documents.put(ANNA, key, b"two")
    assert documents.get(ANNA, key) == b"two"


def test_a_bucket_that_is_not_there_is_said_in_our_words(account: AwsClients) -> None:
    documents = S3Documents(account, bucket=aws.new_name("none"), clock=SettableClock())
    for call in (
        lambda: documents.put(ANNA, an_upload(), b"one"),
        lambda: list(documents.walk_all_owners(Kind.SCAN)),
        lambda: documents.delete(ANNA, an_upload()),
    ):
        with pytest.raises(Unavailable):
            call()
    with pytest.raises((Unavailable, NotFound)):
        documents.get(ANNA, an_upload())


def test_objects_are_encrypted_with_the_key_of_the_settings(account: AwsClients) -> None:
    bucket = aws.new_bucket(account)
    documents = S3Documents(account, bucket=bucket, clock=SettableClock(), kms_key="alias/documents")
    scan, invoice = Key(Kind.SCAN, ids.scan_id()), Key(Kind.INVOICE, ids.invoice_id())
    documents.put(ANNA, scan, b"one")
    documents.copy(ANNA, scan, invoice)
    for name in (f"v1/scans/{ANNA.key}/{scan.id}", f"v1/invoices/{ANNA.key}/{invoice.id}"):
        facts = account.s3().head_object(Bucket=bucket, Key=name)
        assert (facts["ServerSideEncryption"], facts["SSEKMSKeyId"]) == ("aws:kms", "alias/documents")
    ticket = documents.ticket(ANNA, an_upload(), media_type=PDF, max_bytes=5)
    assert ticket.fields["x-amz-server-side-encryption"] == "aws:kms"
    assert send(ticket, b"123") in (200, 201, 204)
