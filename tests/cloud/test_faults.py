"""Faults between us and AWS: retried, told in our words, and never done twice."""

import pytest

from app.adapters.aws.s3_documents import S3Documents
from app.adapters.aws.sqs_jobs import SqsJobs
from app.adapters.dynamodb.idempotency import DynamoIdempotency
from app.adapters.dynamodb.invoices import DynamoInvoices
from app.adapters.dynamodb.scans import DynamoScans
from app.adapters.dynamodb.table import DynamoTable
from app.domain import ids
from app.domain.errors import Unavailable
from app.domain.quota import ScanQuota
from app.domain.record import Query
from app.domain.scan import ScanState
from app.ports import Job, Key, Kind
from tests import aws
from tests.contract.test_idempotency import ANSWER, RUN
from tests.fakes import SettableClock
from tests.making import ANNA, a_record, a_scan, an_invoice

LONGER_THAN_A_TEST_MAY_RUN = 600_000  # milliseconds
LOST = {"response": {"abort_bytes": 0}}  # it took effect, and the answer never came
FAULTS = {
    "throttled": {"error": {"code": "ThrottlingException"}},
    "out of order": {"error": {"code": "InternalServerError", "status": 500}},
    "cut": {"reset": True},
    "lost": LOST,
}


@pytest.fixture
def behind_wire(wire: aws.Wire, account: object) -> DynamoTable:
    return DynamoTable(wire.clients, name=aws.new_table(account))  # type: ignore[arg-type]


@pytest.fixture
def documents(wire: aws.Wire, account: object) -> S3Documents:
    return S3Documents(wire.clients, bucket=aws.new_bucket(account), clock=SettableClock())  # type: ignore[arg-type]


# ---- once ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS)
def test_f21_f23_a_save_takes_effect_once(wire: aws.Wire, behind_wire: DynamoTable, fault: str) -> None:
    invoices, before = DynamoInvoices(behind_wire), wire.fired()
    record = a_record(an_invoice(seller="Nordlicht", gross="1.00"))
    with wire.fault(service="dynamodb", operation="TransactWriteItems", times=1, **FAULTS[fault]):
        assert invoices.begin(ANNA, record) == record
    with wire.fault(service="dynamodb", operation="TransactWriteItems", times=1, **FAULTS[fault]):
        assert invoices.store(ANNA, record.id) == record
    assert wire.fired() == before + 2
    assert invoices.get(ANNA, record.id) == record
    assert [row.count for row in invoices.stats(ANNA)] == [1]
    assert len(invoices.history(ANNA, record.id)) == 1


@pytest.mark.parametrize("operation", ["Query", "GetItem", "BatchGetItem", "BatchWriteItem"])
@pytest.mark.parametrize("fault", FAULTS)
def test_what_surrounds_a_save_is_repeated(
    wire: aws.Wire, behind_wire: DynamoTable, fault: str, operation: str
) -> None:
    invoices = DynamoInvoices(behind_wire)
    record = a_record(an_invoice(seller="Nordlicht"))
    with wire.fault(service="dynamodb", operation=operation, times=1, **FAULTS[fault]):
        invoices.begin(ANNA, record)
        invoices.store(ANNA, record.id)
        found = invoices.list(ANNA, Query(text="nordlicht"), limit=9, after=None)
    assert [item.id for item in found.items] == [record.id]


@pytest.mark.parametrize("fault", FAULTS)
def test_f21_f23_a_scan_is_counted_once_and_goes_on_once(wire: aws.Wire, behind_wire: DynamoTable, fault: str) -> None:
    scans, scan = DynamoScans(behind_wire, clock=SettableClock()), a_scan()
    with wire.fault(service="dynamodb", operation="TransactWriteItems", times=1, **FAULTS[fault]):
        assert scans.add(ANNA, scan, quota=ScanQuota(per_day=2)) == scan
    done = scan.model_copy(update={"state": ScanState.DONE})
    with wire.fault(service="dynamodb", operation="PutItem", times=1, **FAULTS[fault]):
        assert scans.advance(ANNA, done) == done
    assert scans.get(ANNA, scan.id) == done
    scans.add(ANNA, a_scan(), quota=ScanQuota(per_day=2))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_request_that_began_is_not_taken_for_another(wire: aws.Wire, behind_wire: DynamoTable, fault: str) -> None:
    store = DynamoIdempotency(behind_wire, clock=SettableClock())
    with wire.fault(service="dynamodb", operation="PutItem", times=1, **FAULTS[fault]):
        assert store.begin(ANNA, "POST /v1/scans", "k", fingerprint="f", run_for=RUN) is None
    with wire.fault(service="dynamodb", operation="TransactWriteItems", times=1, **FAULTS[fault]):
        store.finish(ANNA, "POST /v1/scans", "k", ANSWER)
    assert store.begin(ANNA, "POST /v1/scans", "k", fingerprint="f", run_for=RUN) == ANSWER


@pytest.mark.parametrize("fault", ["SlowDown", "InternalError", "cut", "lost"])
def test_f18_a_document_is_put_and_copied_once(wire: aws.Wire, documents: S3Documents, fault: str) -> None:
    rule = FAULTS.get(fault) or {"error": {"code": fault, "status": 503}}
    scan, invoice = Key(Kind.SCAN, ids.scan_id()), Key(Kind.INVOICE, ids.invoice_id())
    with wire.fault(service="s3", operation="PutObject", times=1, **rule):
        documents.put(ANNA, scan, b"one")
    before = wire.fired()
    with wire.fault(**aws.call("s3", "CopyObject", times=1), **rule):
        documents.copy(ANNA, scan, invoice)
    assert wire.fired() == before + 1
    assert documents.get(ANNA, invoice) == b"one"


def test_a_job_whose_answer_was_lost_is_there(wire: aws.Wire, account: object) -> None:
    jobs = SqsJobs(wire.clients, queue_url=aws.new_queue(account))  # type: ignore[arg-type]
    scan_id = ids.scan_id()
    with wire.fault(service="sqs", operation="SendMessage", times=1, **LOST):
        jobs.put(Job(ANNA, scan_id))
    taken = jobs.take(lease=RUN)
    assert taken is not None
    assert taken.about == scan_id


# ---- for good --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS)
def test_what_stays_out_of_order_is_told_soon(wire: aws.Wire, behind_wire: DynamoTable, fault: str) -> None:
    invoices = DynamoInvoices(behind_wire)
    with wire.fault(service="dynamodb", **FAULTS[fault]), pytest.raises(Unavailable):
        invoices.list(ANNA, Query(), limit=9, after=None)


def test_a_server_that_never_answers_is_given_up(wire: aws.Wire, documents: S3Documents) -> None:
    with wire.fault(service="s3", timeout_ms=LONGER_THAN_A_TEST_MAY_RUN), pytest.raises(Unavailable):
        documents.get(ANNA, Key(Kind.SCAN, ids.scan_id()))


def test_a_queue_that_is_throttled_is_told(wire: aws.Wire, account: object) -> None:
    jobs = SqsJobs(wire.clients, queue_url=aws.new_queue(account))  # type: ignore[arg-type]
    with wire.fault(service="sqs", error={"code": "RequestThrottled"}), pytest.raises(Unavailable) as told:
        jobs.put(Job(ANNA, ids.scan_id()))
    assert told.value.code == "throttled", told.value.detail


def test_f50_the_queue_is_told_whose_a_job_is_so_that_owners_take_turns(account: aws.AwsClients) -> None:
    queue_url = aws.new_queue(account)
    SqsJobs(account, queue_url=queue_url).put(Job(ANNA, ids.scan_id()))
    answer = account.sqs().receive_message(QueueUrl=queue_url, MessageSystemAttributeNames=["MessageGroupId"])
    (message,) = answer["Messages"]
    assert message["Attributes"]["MessageGroupId"] == ANNA.key


@pytest.mark.parametrize("change", [{"corrupt_bytes": 16}, {"truncate_frac": 0.5}, {"abort_frac": 0.5}])
def test_f20_bytes_damaged_on_the_way_are_never_given(
    wire: aws.Wire, documents: S3Documents, change: dict[str, float]
) -> None:
    key = Key(Kind.SCAN, ids.scan_id())
    documents.put(ANNA, key, bytes(range(256)) * 40)
    with wire.fault(service="s3", operation="GetObject", response=change), pytest.raises(Unavailable):
        documents.get(ANNA, key)
