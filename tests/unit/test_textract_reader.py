"""One page in the call, over HTTP, against a stand-in for Textract."""

import logging
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.textract.calls import THROTTLED, Calls
from app.adapters.textract.reader import MOST_BYTES, TextractReader
from app.domain.document import Document, DocumentInfo, digest
from app.domain.errors import AppError, DocumentRejected, Misconfigured, Unavailable
from app.ports import NeedsJob
from tests.textract_answers import answer, invoice_page
from tests.textract_server import Fault, Textract, textract_server

PAGE = b"bytes of a page"

AT_ONCE = Calls(sleep=lambda seconds: None)


@pytest.fixture
def textract(monkeypatch: pytest.MonkeyPatch) -> Iterator[Textract]:
    served = Textract(answer=answer(invoice_page()))
    with textract_server(served) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_TEXTRACT", address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        yield served
    assert served.broken == []


@pytest.fixture
def reader(textract: Textract) -> TextractReader:
    return TextractReader(AwsClients(region="eu-west-1").textract, redraw=redrawn, calls=AT_ONCE)


def redrawn(document: Document, page: int) -> bytes:
    return b"JPEG of page %d" % page


def document(media_type: str = "image/jpeg", *, pages: int = 1, data: bytes = PAGE) -> Document:
    return Document(data, DocumentInfo(sha256=digest(data), media_type=media_type, size=len(data), pages=pages))


def silent(stage: str) -> None:
    """Nobody listens."""


def failure(reader: TextractReader, item: Document | None = None) -> AppError:
    with pytest.raises(AppError) as caught:
        reader.read(item or document(), silent)
    return caught.value


def test_t26_what_stands_before_a_document_is_not_sent(textract: Textract, reader: TextractReader) -> None:
    given = document("application/pdf", data=b"\r\n%PDF-1.7")
    behind = replace(given, info=given.info.model_copy(update={"begins_at": 2}))
    reader.read(behind, silent)
    assert textract.received[-1]["Document"]["Bytes"] == b"%PDF-1.7"


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "application/pdf", "image/tiff"])
def test_a_page_is_sent_as_it_is_and_read_in_one_call(
    textract: Textract, reader: TextractReader, media_type: str
) -> None:
    reading = reader.read(document(media_type), silent)
    assert (reading.reader, reading.invoice.invoice_number) == ("textract", "INV-7")
    assert textract.received == [{"Document": {"Bytes": PAGE}}]


@pytest.mark.parametrize("media_type", ["image/webp", "image/heic"])
def test_pictures_that_textract_does_not_take_are_redrawn(
    textract: Textract, reader: TextractReader, media_type: str
) -> None:
    reader.read(document(media_type), silent)
    assert textract.received == [{"Document": {"Bytes": b"JPEG of page 1"}}]


def test_a_picture_of_too_many_bytes_is_redrawn(textract: Textract, reader: TextractReader) -> None:
    reader.read(document("image/png", data=b"x" * (MOST_BYTES + 1)), silent)
    assert textract.received == [{"Document": {"Bytes": b"JPEG of page 1"}}]


LARGE = document("application/pdf", data=b"x" * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    "item",
    [document("application/pdf", pages=2), document("image/tiff", pages=3), LARGE],
    ids=["two pages", "a TIFF of three", "a large PDF"],
)
def test_what_is_too_much_for_the_call_needs_a_job_and_calls_nothing(
    textract: Textract, reader: TextractReader, item: Document
) -> None:
    assert isinstance(failure(reader, item), NeedsJob)
    assert textract.calls.total() == 0


def test_xml_has_no_page(textract: Textract, reader: TextractReader) -> None:
    assert failure(reader, document("application/xml")).code == "unreadable-by"
    assert textract.calls.total() == 0


def test_the_reading_tells_what_it_cost(textract: Textract, reader: TextractReader) -> None:
    cost = reader.read(document(), silent).cost
    assert cost is not None
    assert (cost.pages, cost.usd) == (1, cost.usd_per_page)


# ---- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"]
)
def test_f04_f06_throttling_or_a_fault_of_the_server_once_is_tried_again(
    textract: Textract, reader: TextractReader, code: str
) -> None:
    textract.faults = [Fault(code)]
    assert reader.read(document(), silent).invoice.invoice_number == "INV-7"
    assert textract.calls["AnalyzeExpense"] == 2


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"]
)
def test_f05_f06_two_tries_are_all_and_the_caller_is_told_when_to_come_back(
    textract: Textract, reader: TextractReader, code: str
) -> None:
    textract.faults = [Fault(code)] * 5
    error = failure(reader)
    assert isinstance(error, Unavailable)
    assert error.retry_after == THROTTLED.get(code, 10)
    assert textract.calls["AnalyzeExpense"] == 2


@pytest.mark.parametrize(
    ("code", "ours"),
    [
        ("UnsupportedDocumentException", "unsupported-type"),
        ("BadDocumentException", "damaged"),
        ("DocumentTooLargeException", "too-large"),
        ("InvalidParameterException", "unreadable-by"),
    ],
)
def test_f07_a_refused_document_is_refused_once_with_its_reason(
    textract: Textract, reader: TextractReader, code: str, ours: str
) -> None:
    textract.faults = [Fault(code)]
    error = failure(reader)
    assert isinstance(error, DocumentRejected)
    assert error.code == ours
    assert textract.calls["AnalyzeExpense"] == 1


@pytest.mark.parametrize("code", ["AccessDeniedException", "InvalidS3ObjectException"])
def test_f08_what_only_operators_can_mend_is_logged_and_not_tried_again(
    textract: Textract, reader: TextractReader, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    textract.faults = [Fault(code)]
    with caplog.at_level(logging.ERROR):
        error = failure(reader)
    assert isinstance(error, Misconfigured)
    assert code not in error.detail
    assert code in caplog.text
    assert textract.calls["AnalyzeExpense"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(keep=0.5),
        Fault(keep=0.5, honest=True),
        Fault(keep=0, honest=True),
        Fault(keep=0.97, honest=True),
        Fault(status=200),
    ],
    ids=["hung up", "cut", "empty", "cut near the end", "from a gateway"],
)
def test_f11_a_cut_or_foreign_answer_is_no_empty_invoice(
    textract: Textract, reader: TextractReader, fault: Fault
) -> None:
    textract.faults = [fault]
    assert isinstance(failure(reader), Unavailable)
    assert textract.calls["AnalyzeExpense"] == 1


def test_an_answer_without_documents_is_an_empty_reading(textract: Textract, reader: TextractReader) -> None:
    textract.answer = answer()
    assert reader.read(document(), silent).invoice.invoice_number is None


def test_f10_a_slow_answer_is_not_asked_for_twice(textract: Textract, monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.config import Config
    from botocore.session import get_session

    textract.faults = [Fault(seconds=1.5)]
    hurried = Config(read_timeout=0.5, retries={"total_max_attempts": 1})
    client = get_session().create_client("textract", region_name="eu-west-1", config=hurried)
    assert isinstance(failure(TextractReader(lambda: client, redraw=redrawn)), Unavailable)
    assert textract.calls["AnalyzeExpense"] == 1


def test_nobody_there_is_unavailable(textract: Textract, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL_TEXTRACT", f"http://127.0.0.1:{closed.getsockname()[1]}")
        assert isinstance(failure(TextractReader(AwsClients(region="eu-west-1").textract, redraw=redrawn)), Unavailable)


def test_the_client_has_our_time_limits_and_never_tries_again_by_itself(textract: Textract) -> None:
    config = AwsClients(region="eu-west-1").textract().meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, 15)
    assert config.retries["total_max_attempts"] == 1
