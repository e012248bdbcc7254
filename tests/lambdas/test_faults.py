"""Faults on the real wire under the whole flows: scan, save, find and delete through the API function, and an upload
through S3, the queue, the worker, a job of Textract and its notice.

Two sweeps over all kinds of calls. In the first every call of both flows goes wrong once, at its first try, and whoever
asks notices nothing. In the second one kind of call fails however often it is tried, until the wire is mended; then
everybody asks again, as clients, queue and sweeper do. Both leave an installation that keeps every promise.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.retries.standard import ExponentialBackoff

from app.adapters.aws import dynamodb_calls
from app.adapters.aws.sqs_jobs import SqsJobs
from app.adapters.aws.timeouts import TIMEOUTS, Timeouts
from app.bootstrap import cloud, cloud_adapters
from app.bootstrap.services import utc_now
from app.domain.principal import Owner
from app.ports import Job
from tests import aws, signed_tokens
from tests.documents.pages import invoice_picture
from tests.fakes import SettableClock
from tests.faults.invariants import broken
from tests.faults.places import in_account
from tests.key_server import KeyServer
from tests.lambdas.installation import Context, Functions, LambdaResponse, lambda_message, made
from tests.textract_answers import answer, invoice_page
from tests.textract_server import Textract, textract_server

ANNA = Owner(signed_tokens.ISSUER, "anna-0000")
THROTTLED = {  # each service says it in its own way
    "dynamodb": {"code": "ThrottlingException", "status": 400},
    "s3": {"code": "SlowDown", "status": 503},
    "sqs": {"code": "ServiceUnavailable", "status": 503},
}
FAULTS: dict[str, dict[str, Any]] = {
    "throttled": {},
    "server error": {"error": {"code": "InternalServerError", "status": 500}},
    "reset": {"reset": True},
    "slow": {"timeout_ms": 800},
    "cut": {"response": {"abort_frac": 0.5}},
    "lost": {"response": {"abort_bytes": 0}},  # it took effect, and its answer never came
}
IMPATIENT = {"dynamodb": Timeouts(1, 0.5, 3), "s3": Timeouts(1, 0.5, 2), "sqs": Timeouts(1, 0.5, 3)}
OPERATIONS = {
    "dynamodb": (
        *("GetItem", "BatchGetItem", "Query", "PutItem", "DeleteItem"),
        *("BatchWriteItem", "TransactWriteItems"),
    ),
    "s3": ("PutObject", "CopyObject", "HeadObject", "GetObject", "DeleteObject"),
    "sqs": ("SendMessage",),
    "textract": ("AnalyzeExpense", "StartExpenseAnalysis", "GetExpenseAnalysis"),
}
# A client tells the server which try a call is. A body is read again by a call of its own.
FIRST_TRY = {"headers": {"amz-sdk-request": "attempt=1"}}
EACH_FIRST_TRY = (
    aws.call("s3", "GetObject", sequence=[1, 1]),
    *(aws.call("s3", name, **FIRST_TRY) for name in OPERATIONS["s3"] if name not in {"GetObject", "CopyObject"}),
    *({"service": service, **FIRST_TRY} for service in ("dynamodb", "sqs")),
)

# Slow enough to be given up takes time: the first call of each kind.
ONE_OF_EACH = tuple(
    aws.call(service, name, times=1) for service in ("s3", "dynamodb", "sqs") for name in OPERATIONS[service]
)


UNTIL_IT_COMES = 1_000
NOW = timedelta()


class Life:
    """What Anna does with three documents, asking again as long as she is told to."""

    def __init__(self, installation: "Installation", *, tries: int, rounds: int) -> None:
        """`tries`: how often she asks. `rounds`: how often the queue delivers before she gives up waiting.

        Delays of ours pass on the test's own clock. What the emulated account does by itself (an event of S3, a notice)
        comes when it comes: `UNTIL_IT_COMES` rounds are far more than any machine needs, and end when it is there.
        """
        self.installation = installation
        self.functions = installation.functions
        self.tries = tries
        self.rounds = rounds
        self.refusals: Counter[str] = Counter()

    def interactive(self) -> str:
        """One document is scanned, saved, found, changed and shown. Gives the invoice's id.

        One whose delete was cut off is there already, and is not saved again."""
        scan = self.scanned(PICTURES[0])
        invoice_id = scan["invoice_id"] or self.saved(scan["id"])
        assert invoice_id in {item["id"] for item in self.asked("GET", "/v1/invoices?q=INV-7").json["items"]}
        assert self.asked("GET", f"/v1/invoices/{invoice_id}/document").status == 302
        assert self.asked("GET", "/v1/stats").json["rows"]
        assert b"INV-7" in self.asked("GET", "/v1/invoices/export?format=csv").body
        return invoice_id

    def saved(self, scan_id: str) -> str:
        key = {"idempotency-key": f"save-{scan_id}"}
        return str(self.asked("POST", "/v1/invoices", body={"scan_id": scan_id}, **key).json["id"])

    def scanned(self, data: bytes, **headers: str) -> Any:
        """The scan, done. One that failed with a reason is handed over again."""
        for _ in range(self.tries):
            scan = self.asked("POST", "/v1/scans", body=data, **{"content-type": "image/jpeg"}, **headers).json
            for _ in range(self.rounds):
                if scan["state"] not in {"queued", "reading"}:
                    break
                self.deliver_all()
                scan = self.asked("GET", f"/v1/scans/{scan['id']}").json
            if scan["state"] == "done":
                return scan
        raise OutOfOrder(scan)

    def delete(self, invoice_id: str) -> None:
        version = self.asked("GET", f"/v1/invoices/{invoice_id}").headers["etag"]
        self.asked("DELETE", f"/v1/invoices/{invoice_id}", **{"if-match": version})

    def upload(self) -> str:
        """The other document is put to where an upload's ticket says. Gives the upload's id."""
        asked = {"media_type": "image/jpeg", "keep": True, "file_name": "invoice"}
        ticket = self.asked("POST", "/v1/uploads", body=asked, **{"idempotency-key": "upload"}).json
        self.functions.account.s3().put_object(
            Bucket=self.functions.environment["BUCKET"], Key=ticket["fields"]["key"], Body=PICTURES[1]
        )
        return str(ticket["upload_id"])

    def upload_is_kept(self, upload_id: str) -> bool:
        for _ in range(self.rounds):
            scan_id = self.asked("GET", f"/v1/uploads/{upload_id}").json["scan_id"]
            if scan_id and self.asked("GET", f"/v1/scans/{scan_id}").json["invoice_id"]:
                return True
            self.deliver_all()
        return False

    def deliver_all(self) -> None:
        """What the queue holds, and what Textract tells."""
        handled = self.deliver()
        self.functions.announce_all()
        self.deliver()
        if not handled and not self.installation.later.send_next():
            time.sleep(0.1)

    def deliver(self) -> int:
        messages = self.functions.receive()
        if not messages:
            return 0
        event = {"Records": [lambda_message(message) for message in messages]}
        failed = {item["itemIdentifier"] for item in self.functions.worker(event, Context())["batchItemFailures"]}
        sqs, address = self.functions.account.sqs(), self.functions.environment["WORK_QUEUE"]
        for message in messages:
            if message["MessageId"] in failed:
                sqs.change_message_visibility(
                    QueueUrl=address, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
                )
            else:
                sqs.delete_message(QueueUrl=address, ReceiptHandle=message["ReceiptHandle"])
        return len(messages)

    def asked(self, method: str, path: str, **given: Any) -> LambdaResponse:
        for _ in range(self.tries):
            answer = self.functions.call(method, path, **given)
            if answer.status < 500:
                assert answer.status < 400, (method, path, answer.status, answer.body)
                return answer
            assert answer.json["code"] in TOLD, answer.body
            self.refusals[answer.json["code"]] += 1
        raise OutOfOrder(f"{method} {path}")


class OutOfOrder(Exception):
    """Who asked was told to come back later."""


class Clock:
    """The time, or later."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


class Later:
    """Messages that are due later. When there is nothing else to do, the test's own clock goes on to the next."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[tuple[datetime, Callable[[], None]]] = []

    def put(self, delay: timedelta, send: Callable[[], None]) -> None:
        if delay:
            self._waiting.append((self._clock() + delay, send))
        else:
            send()

    def send_next(self) -> bool:
        """Let time pass until the next message is due, and send it. False when none waits."""
        if not self._waiting:
            return False
        due, send = next_one = min(self._waiting, key=lambda waiting: waiting[0])
        self._waiting.remove(next_one)
        self._clock.ahead += max(due - self._clock(), NOW)
        send()
        return True


class Installation:
    """The functions behind faulty wires."""

    def __init__(self, functions: Functions, wires: dict[str, aws.Wire], clock: Clock, later: "Later") -> None:
        self.functions = functions
        self.wires = wires
        self.clock = clock
        self.later = later

    @contextmanager
    def faults(self, *rules: dict[str, Any]) -> Iterator[None]:
        with self.wires["account"].faults(*rules), self.wires["textract"].faults(*rules):
            yield

    def fired(self) -> int:
        return sum(wire.fired() for wire in self.wires.values())

    def left_alone(self, life: Life) -> None:
        """Forty minutes, with the sweeper now and then."""
        for _ in range(2):
            self.clock.ahead += timedelta(minutes=20)
            self.functions.sweep()
            for _ in range(5):
                life.deliver_all()

    def broken(self) -> list[str]:
        names = self.functions.environment
        clock = SettableClock(self.clock() + timedelta(minutes=32))
        return broken(in_account(self.functions.account, table=names["TABLE"], bucket=names["BUCKET"], clock=clock))


@pytest.fixture(scope="module")
def reader() -> Iterator[tuple[Textract, aws.Wire]]:
    """Textract behind a wire of its own."""
    served = Textract()
    with textract_server(served) as address, aws.faulty_wire(address) as wire:
        with suppress(ClientError):  # there is no such job; the proxy has loaded what it needs
            aws.patient_clients_of(wire.address).textract().get_expense_analysis(JobId="none")
        yield served, wire


@pytest.fixture
def installation(
    account: aws.AwsClients,
    wire: aws.Wire,
    reader: tuple[Textract, aws.Wire],
    event_loop_of_mangum: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Installation]:
    textract, to_textract = reader
    vars(textract).update(vars(Textract(answer=answer(invoice_page()))))
    monkeypatch.setenv("AWS_ENDPOINT_URL_TEXTRACT", to_textract.address)
    monkeypatch.setenv("AWS_ENDPOINT_URL", wire.address)
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0.0)  # between botocore's tries
    monkeypatch.setattr(dynamodb_calls, "_PAUSE", 0.0)  # between ours
    clock = Clock()
    later = Later(clock)
    send = SqsJobs._send

    def put(jobs: SqsJobs, job: Job, delay: timedelta) -> None:
        """What comes later is brought by SQS, whatever happens to calls by then."""
        by_itself = SqsJobs(account, queue_url=jobs._queue) if delay else jobs
        later.put(delay, lambda: send(by_itself, job, NOW))

    monkeypatch.setattr(SqsJobs, "_send", put)
    for module in (cloud, cloud_adapters):
        monkeypatch.setattr(module, "utc_now", clock)
    with KeyServer(signed_tokens.jwk("key-1")) as keys:
        functions = made(account, textract, keys=keys.address, AWS_ENDPOINT_URL=wire.address)
        functions.clock = clock
        yield Installation(functions, {"account": wire, "textract": to_textract}, clock, later)
        for container in functions.containers:
            container.close()
    assert textract.broken == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_call_that_goes_wrong_once_is_noticed_by_nobody(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "slow":
        for service, timeouts in IMPATIENT.items():
            monkeypatch.setitem(TIMEOUTS, service, timeouts)
    textract, before = installation.functions.textract, installation.fired()
    life = Life(installation, tries=1, rounds=UNTIL_IT_COMES)
    with installation.faults(*(rule | told for rule, told in once(fault))):
        invoice_id = life.interactive()
        upload_id = life.upload()
        assert life.upload_is_kept(upload_id)
        life.scanned(PICTURES[2], prefer="respond-async")
        kept = life.asked("GET", "/v1/invoices?status=needs_review").json["items"]
        life.delete(invoice_id)
    assert installation.fired() > before + 10
    assert [item["file_name"] for item in kept] == ["invoice"]
    assert (textract.calls["AnalyzeExpense"], len(textract.jobs)) == (1, 2)
    installation.left_alone(life)
    assert installation.broken() == []


@pytest.mark.parametrize("operation", [f"{service} {name}" for service, names in OPERATIONS.items() for name in names])
def test_what_fails_for_good_is_made_up_for_when_it_works_again(installation: Installation, operation: str) -> None:
    before, life = installation.fired(), Life(installation, tries=1, rounds=3)
    service, name = operation.split()
    with installation.faults(aws.call(service, name) | FAULTS["lost"]):
        with suppress(OutOfOrder):
            life.delete(life.interactive())
        with suppress(OutOfOrder):
            life.scanned(PICTURES[2], prefer="respond-async")
        with suppress(OutOfOrder):
            life.upload_is_kept(life.upload())
    assert installation.fired() > before
    installation.clock.ahead += timedelta(minutes=3)
    life.tries, life.rounds = 3, UNTIL_IT_COMES
    life.interactive()
    life.scanned(PICTURES[2], prefer="respond-async")
    assert life.upload_is_kept(life.upload())
    installation.left_alone(life)
    assert installation.broken() == []


def once(fault: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Which calls go wrong, and how."""
    for rule in ONE_OF_EACH if fault == "slow" else EACH_FIRST_TRY:
        yield rule, FAULTS[fault] or {"error": THROTTLED[rule["service"]]}


TOLD = {"unavailable", "throttled", "unanswered"}
PICTURES = [invoice_picture(seed=seed).data for seed in (1, 2, 3)]
