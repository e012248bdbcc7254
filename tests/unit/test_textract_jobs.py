"""Documents of several pages as jobs, over HTTP, against a stand-in for Textract."""

from collections.abc import Iterator

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.textract.calls import Calls
from app.adapters.textract.jobs import AnalysisJobs, Channel, Failed, Interrupted, Place, Running
from app.domain.document import digest
from app.domain.errors import DocumentRejected, Misconfigured, Unavailable
from app.domain.reading import Reading
from tests.textract_answers import answer, invoice_page
from tests.textract_server import Fault, Textract, textract_server

PLACE = Place("documents", "scans/scn_1", version="v1")
CHANNEL = Channel("arn:aws:sns:eu-west-1:000000000000:done", "arn:aws:iam::000000000000:role/textract")
SHA = digest(b"the bytes")

AT_ONCE = Calls(sleep=lambda seconds: None)


@pytest.fixture
def textract(monkeypatch: pytest.MonkeyPatch) -> Iterator[Textract]:
    pages = 7
    served = Textract(
        answer=answer(*(invoice_page(index=n, page=n) for n in range(1, pages + 1)), pages=pages), page_size=2
    )
    with textract_server(served) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL_TEXTRACT", address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        yield served
    assert served.broken == []


@pytest.fixture
def jobs(textract: Textract) -> AnalysisJobs:
    return AnalysisJobs(AwsClients(region="eu-west-1").textract, channel=CHANNEL, calls=AT_ONCE)


def started(jobs: AnalysisJobs) -> str:
    return jobs.start(PLACE, sha256=SHA, tag="scn_1")


def test_a_job_is_started_from_storage_with_the_digest_as_token(textract: Textract, jobs: AnalysisJobs) -> None:
    assert started(jobs) == "job-1"
    assert textract.received == [
        {
            "DocumentLocation": {"S3Object": {"Bucket": "documents", "Name": "scans/scn_1", "Version": "v1"}},
            "ClientRequestToken": SHA,
            "JobTag": "scn_1",
            "NotificationChannel": {"SNSTopicArn": CHANNEL.topic_arn, "RoleArn": CHANNEL.role_arn},
        }
    ]


def test_f44_started_again_it_is_the_same_job(textract: Textract, jobs: AnalysisJobs) -> None:
    assert [started(jobs), started(jobs)] == ["job-1", "job-1"]
    assert len(textract.jobs) == 1


def test_f09_the_same_bytes_in_another_place_get_a_job_of_their_own(textract: Textract, jobs: AnalysisJobs) -> None:
    first, second, third = (
        jobs.start(Place("documents", f"scans/scn_{n}"), sha256=SHA, tag=f"scn_{n}") for n in (1, 2, 3)
    )
    again = jobs.start(Place("documents", "scans/scn_2"), sha256=SHA, tag="scn_2")
    assert (len({first, second, third}), again) == (3, second)


def test_f09_a_second_mismatch_of_parameters_is_for_the_operators(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.faults = [Fault("IdempotentParameterMismatchException")] * 3
    with pytest.raises(Misconfigured):
        started(jobs)
    assert textract.calls["StartExpenseAnalysis"] == 2


def test_f50_too_many_jobs_at_a_time_wait_longer(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.faults = [Fault("LimitExceededException")] * 2
    with pytest.raises(Unavailable) as caught:
        started(jobs)
    assert caught.value.retry_after == 30


@pytest.mark.parametrize("code", ["InvalidS3ObjectException", "InvalidKMSKeyException", "AccessDeniedException"])
def test_storage_that_textract_may_not_read_is_for_the_operators(
    textract: Textract, jobs: AnalysisJobs, code: str
) -> None:
    textract.faults = [Fault(code)]
    with pytest.raises(Misconfigured):
        started(jobs)
    assert textract.calls["StartExpenseAnalysis"] == 1


def test_a_bad_document_is_refused(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.faults = [Fault("BadDocumentException")]
    with pytest.raises(DocumentRejected):
        started(jobs)


# ---- results ---------------------------------------------------------------------------------------------------------


def test_a_job_is_running_until_it_is_done(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.running_for = 1
    job = started(jobs)
    assert jobs.result(job) == Running()
    assert isinstance(jobs.result(job), Reading)


def lines(result: object) -> list[str | None]:
    assert isinstance(result, Reading)
    return [line.description for line in result.invoice.lines]


ALL_LINES = [f"Hammer {n}" for n in range(1, 8)]


def test_all_parts_of_the_answer_are_one_reading(textract: Textract, jobs: AnalysisJobs) -> None:
    reading = jobs.result(started(jobs))
    assert lines(reading) == ALL_LINES
    assert isinstance(reading, Reading)
    assert reading.cost is not None
    assert (reading.pages, reading.cost.pages) == (7, 7)
    assert textract.calls["GetExpenseAnalysis"] == 4


def test_f48_parts_that_overlap_give_no_line_twice(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.doubled = True
    assert lines(jobs.result(started(jobs))) == ALL_LINES


def test_f48_a_part_that_fails_is_fetched_later_without_the_others(textract: Textract, jobs: AnalysisJobs) -> None:
    job = started(jobs)
    textract.faults = [Fault(), Fault(), *[Fault("InternalServerError")] * 2]
    with pytest.raises(Interrupted) as caught:
        jobs.result(job)
    asked = textract.calls["GetExpenseAnalysis"]
    assert lines(jobs.result(job, so_far=caught.value.so_far)) == ALL_LINES
    assert textract.calls["GetExpenseAnalysis"] - asked == 2


def test_a_part_that_fails_once_is_asked_for_again(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.faults = [Fault(), Fault(), Fault("ThrottlingException")]
    assert lines(jobs.result(started(jobs))) == ALL_LINES


def test_a_cut_part_is_no_end_of_the_answer(textract: Textract, jobs: AnalysisJobs) -> None:
    job = started(jobs)
    textract.faults = [Fault(), Fault(keep=0.5, honest=True)]
    with pytest.raises(Interrupted) as caught:
        jobs.result(job)
    assert lines(jobs.result(job, so_far=caught.value.so_far)) == ALL_LINES


def test_f48_an_expired_token_starts_the_answer_over(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.spoiled_tokens = {"from-4"}
    assert lines(jobs.result(started(jobs))) == ALL_LINES


def test_tokens_that_never_hold_end_with_a_refusal(textract: Textract, jobs: AnalysisJobs) -> None:
    job = started(jobs)
    textract.faults = [Fault(), Fault("InvalidParameterException"), Fault(), Fault("InvalidParameterException")]
    with pytest.raises(DocumentRejected):
        jobs.result(job)


def test_f47_a_failed_job_tells_why(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.job_status, textract.status_message = "FAILED", "INVALID_IMAGE_TYPE"
    result = jobs.result(started(jobs))
    assert isinstance(result, Failed)
    assert "INVALID_IMAGE_TYPE" in result.detail


def test_f49_a_job_that_textract_has_forgotten_has_failed(textract: Textract, jobs: AnalysisJobs) -> None:
    assert isinstance(jobs.result("job-of-last-month"), Failed)


def test_f47_a_job_that_could_not_read_all_pages_says_so(textract: Textract, jobs: AnalysisJobs) -> None:
    textract.job_status = "PARTIAL_SUCCESS"
    reading = jobs.result(started(jobs))
    assert isinstance(reading, Reading)
    assert reading.invoice.lines_incomplete is True
    assert [note.code for note in reading.notes] == ["partial"]
