"""Many uploads through S3, the queue, the worker, Textract's jobs and their notices, with faults on every wire.

    python -m tests.bench.uploads --uploads 1000 --seed 1

On an emulated account with a proxy before it that throttles, fails, cuts, or loses the answer of a call that took
effect, three or four calls of a hundred; with messages that come twice or whose handling dies before they are deleted,
and with notices that come twice, early or never. The clock of the program is moved on where only time would help. Says
how many uploads ended, and how; how many were lost; how many documents Textract was asked to read more than once.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

import httpx

from app.bootstrap import cloud
from app.bootstrap.services import utc_now
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.domain.record import Query
from app.domain.scan import ScanState
from tests import aws
from tests.documents.pages import invoice_picture
from tests.lambdas.installation import Context, Functions, lambda_message, made
from tests.textract_answers import answer, invoice_page
from tests.textract_server import Fault, Textract, textract_server

OWNER = Owner("https://issuer.test", "anna")
WORKERS = 4
LOST = {"response": {"abort_bytes": 0}}  # it took effect, and its answer is lost
FAILED = {"error": {"code": "InternalServerError", "status": 500}}
FAULTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("dynamodb", {"error": {"code": "ThrottlingException"}}),
    ("s3", {"error": {"code": "SlowDown", "status": 503}}),
    *((service, fault) for service in ("dynamodb", "s3", "sqs") for fault in (FAILED, {"reset": True}, LOST)),
)
SHARE = 0.01
TEXTRACT_FAULTS = (Fault("ThrottlingException"), Fault("InternalServerError"), Fault(keep=0.5), None, None, None, None)


class Run:
    def __init__(self, functions: Functions, wire: aws.Wire, textract: Textract, seed: int) -> None:
        self.functions = functions
        self.wire = wire
        self.textract = textract
        self.chance = random.Random(seed)
        self.ahead = timedelta()
        self.figures: Counter[str] = Counter()
        self.announced: Counter[str] = Counter()

    # ---- what goes wrong ---------------------------------------------------------------------------------------------

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Of a hundred calls some go wrong, whichever they are."""
        before = self.wire.fired()
        with self.wire.faults(*({"service": service, "probability": SHARE, **fault} for service, fault in FAULTS)):
            yield
        self.figures["faults"] += self.wire.fired() - before

    # ---- what happens ------------------------------------------------------------------------------------------------

    def upload(self, number: int) -> str:
        upload, ticket = self.functions.containers[0].uploads.open(OWNER, media_type="image/jpeg", keep=True)
        note = f"document {number}".encode()
        data = PICTURE[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + PICTURE[2:]
        sent = httpx.post(ticket.url, data=dict(ticket.fields), files={"file": ("x", data)}, trust_env=False)
        sent.raise_for_status()
        return upload.id

    def handle(self) -> int:
        messages = self.functions.receive()
        if not messages:
            return 0
        if self.chance.random() < 0.05:  # the function is ended in the middle: nothing is deleted
            messages, unanswered = messages[: len(messages) // 2], True
        else:
            unanswered = False
        event = {"Records": [lambda_message(message) for message in messages]}
        failed = {item["itemIdentifier"] for item in self.functions.worker(event, Context())["batchItemFailures"]}
        self.figures["messages"] += len(messages)
        self.figures["given back"] += len(failed)
        for message in messages if not unanswered else ():
            if message["MessageId"] not in failed and self.chance.random() > 0.03:  # else it comes a second time
                self.functions.account.sqs().delete_message(
                    QueueUrl=self.functions.environment["WORK_QUEUE"], ReceiptHandle=message["ReceiptHandle"]
                )
        return len(messages)

    def announce(self) -> None:
        """Most jobs are told of once, some twice, some never."""
        for job in list(self.textract.jobs.values()):
            if not self.announced[job.id]:
                self.announced[job.id] += 1
                for _ in range(self.chance.choices((0, 1, 2), (5, 85, 10))[0]):
                    self.functions.announce(job.id, job.parameters["JobTag"])

    def work(self) -> None:
        """Until the queue stays empty."""
        idle = 0
        with ThreadPoolExecutor(WORKERS) as threads:
            while idle < 20:
                handled = sum(threads.map(lambda _: self.handle(), range(WORKERS)))
                self.announce()
                self.textract.faults = [fault for fault in self.chance.choices(TEXTRACT_FAULTS, k=3) if fault]
                idle = 0 if handled else idle + 1
                time.sleep(0 if handled else 0.1)

    def later(self) -> None:
        """Five minutes go by: what is hidden in a queue is free, and the sweeper comes."""
        self.ahead += timedelta(minutes=5)
        sqs = self.functions.account.sqs()
        address = self.functions.environment["WORK_QUEUE"]
        sqs.set_queue_attributes(QueueUrl=address, Attributes={"VisibilityTimeout": "5"})
        self.functions.sweep()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--uploads", type=int, default=1_000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with ExitStack() as until_the_end:
        run = _installation(until_the_end, asked.seed)
        started = time.monotonic()
        with run.faults(), ThreadPoolExecutor(WORKERS) as threads:
            uploads = list(threads.map(run.upload, range(asked.uploads)))
            run.work()
        for _ in range(7):
            run.later()
            run.work()
        _tell(run, uploads, time.monotonic() - started)


def _installation(until_the_end: ExitStack, seed: int) -> Run:
    environment = until_the_end.enter_context(mock.patch.dict("os.environ", aws.KEYS))
    textract = Textract(answer=answer(invoice_page()))
    address = until_the_end.enter_context(aws.ministack())
    aws.warm_up(address)
    wire = until_the_end.enter_context(aws.faulty_wire(address))
    environment["AWS_ENDPOINT_URL"] = address
    environment["AWS_ENDPOINT_URL_TEXTRACT"] = until_the_end.enter_context(textract_server(textract))
    functions = made(aws.clients_of(address), textract, keys="http://127.0.0.1:9/pool/keys", SCAN_WAIT_SECONDS="0")
    run = Run(functions, wire, textract, seed)
    functions.containers[0].uploads.open(OWNER, media_type="image/jpeg")  # makes its clients, of the account itself
    # The worker goes through the proxy, with a clock of ours; the tickets do not, for their addresses are signed.
    until_the_end.enter_context(mock.patch.object(cloud, "utc_now", lambda: utc_now() + run.ahead))
    environment["AWS_ENDPOINT_URL"] = wire.address
    batches = cloud.worker({**functions.environment, "AWS_ENDPOINT_URL": wire.address})
    functions.worker, functions.container = batches.handle, batches.container
    for container in (*functions.containers, batches.container):
        until_the_end.callback(container.close)
    return run


def _tell(run: Run, uploads: list[str], seconds: float) -> None:
    container = run.functions.containers[0]
    ends: Counter[str] = Counter()
    for upload_id in uploads:
        upload = container.uploads.get(OWNER, upload_id)
        if upload.scan_id is None:
            ends["refused with a reason" if upload.reason else "LOST"] += 1
            continue
        try:
            scan = container.scans.get(OWNER, upload.scan_id)
        except NotFound:
            ends["LOST"] += 1
            continue
        if scan.state is ScanState.DONE:
            ends["done and kept" if scan.invoice_id else "DONE AND NOT KEPT"] += 1
        else:
            ends[f"failed: {scan.reason.code}" if scan.reason else f"STILL {scan.state}"] += 1
    kept, after = 0, None
    while True:
        page = container.invoices.list(OWNER, Query(), limit=100, after=after)
        kept, after = kept + len(page.items), page.after
        if after is None:
            break
    begun = Counter(job.parameters["ClientRequestToken"] for job in run.textract.jobs.values())
    print(f"{len(uploads)} uploads in {seconds:.0f} s: {dict(ends)}")
    print(f"invoices kept: {kept}; {dict(run.figures)}")
    print(f"Textract: {len(begun)} jobs, {sum(many > 1 for many in begun.values())} of one document more than once;")
    print(f"  calls {dict(run.textract.calls)}; pages charged in the call: {run.textract.pages_charged}")


PICTURE = invoice_picture().data

if __name__ == "__main__":
    main()
