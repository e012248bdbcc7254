"""Messages as SQS gives them to Lambda: at least once, in batches, given again when they failed, put aside in the end;
and readers elsewhere, that tell of their end by such a message."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

from app.adapters.aws.events import AwsEvents
from app.adapters.aws.job_tags import tag_of
from app.adapters.aws.sqs_jobs import body_of
from app.batches import LAST_TRY, RESERVE, Batches
from app.domain.document import DocumentInfo
from app.domain.errors import AppError, DocumentRejected
from app.domain.principal import Owner
from app.domain.reading import Reading
from app.ports import Job, Key
from tests.world import INVOICE, World

TOPIC = "arn:aws:sns:eu-central-1:111122223333:textract"
AT_ONCE = 10


class Function:
    """Lambda's context, of a function that has this many milliseconds left."""

    def __init__(self, left: int = 10 * RESERVE) -> None:
        self.left = left

    def get_remaining_time_in_millis(self) -> int:
        return self.left


@dataclass
class Message:
    id: str
    body: str
    tries: int = 0

    def as_given(self) -> dict[str, Any]:
        attributes = {"ApproximateReceiveCount": str(self.tries)}
        return {"messageId": self.id, "receiptHandle": f"r{self.tries}", "body": self.body, "attributes": attributes}


@dataclass
class Queue:
    """Gives what it has to the worker function until nothing is left but what was put aside."""

    world: World
    waiting: list[Message] = field(default_factory=list)
    aside: list[Message] = field(default_factory=list)
    given: int = 0
    hidden: list[tuple[str, timedelta]] = field(default_factory=list)

    def send(self, *bodies: str) -> list[str]:
        """Their ids."""
        new = [Message(f"m{self.given + len(self.waiting) + number}", body) for number, body in enumerate(bodies)]
        self.waiting += new
        return [message.id for message in new]

    def give(self, *, function: Function | None = None) -> list[str]:
        """One batch; ids of those that failed, which wait again."""
        batch, self.waiting = self.waiting[:AT_ONCE], self.waiting[AT_ONCE:]
        for message in batch:
            message.tries += 1
        self.given += len(batch)
        handler = Batches(self.world.container, events_of=AwsEvents(topic=TOPIC), hide=self.hide)
        answer = handler.handle({"Records": [message.as_given() for message in batch]}, function or Function())
        failed = [item["itemIdentifier"] for item in answer["batchItemFailures"]]
        back = [message for message in batch if message.id in failed]
        self.aside += [message for message in back if message.tries >= LAST_TRY]
        self.waiting += [message for message in back if message.tries < LAST_TRY]
        return failed

    def hide(self, receipt: str, time: timedelta) -> None:
        self.hidden.append((receipt, time))

    def drain(self) -> None:
        for _ in range(200):
            if not self.waiting:
                return
            self.give()
        raise AssertionError("messages are given without end")

    def redrive(self) -> None:
        """Put back what was put aside, as operators do after a repair."""
        self.waiting += [Message(f"{message.id}r", message.body) for message in self.aside]
        self.aside = []


# ---- messages --------------------------------------------------------------------------------------------------------


def arrival(*keys: str, event: str = "ObjectCreated:Post", version: str = "2.1", sequencer: str = "0A") -> str:
    return json.dumps(
        {
            "Records": [
                {
                    "eventVersion": version,
                    "eventSource": "aws:s3",
                    "eventName": event,
                    "s3": {"bucket": {"name": "b"}, "object": {"key": quote_plus(key), "sequencer": sequencer}},
                }
                for key in keys
            ]
        }
    )


def inbox(owner: Owner, upload_id: str) -> str:
    return f"inbox/{owner.key}/{upload_id}"


def notice(owner: Owner, scan_id: str, job: str, *, topic: str = TOPIC) -> str:
    """SNS's envelope around Textract's notice."""
    said = {"JobId": job, "Status": "SUCCEEDED", "API": "StartExpenseAnalysis", "JobTag": tag_of(owner.key, scan_id)}
    return json.dumps({"Type": "Notification", "TopicArn": topic, "Message": json.dumps(said)})


def job(owner: Owner, scan_id: str) -> str:
    return body_of(Job(owner, scan_id))


# ---- a reader elsewhere ----------------------------------------------------------------------------------------------


class Elsewhere:
    """A `JobReader` whose jobs end when the test says so. The same bytes are the same job, charged once."""

    def __init__(self) -> None:
        self.jobs: dict[str, str] = {}  # by digest
        self.read_of: Counter[str] = Counter()
        self.ended: set[str] = set()
        self.busy: list[AppError] = []
        self.fails: AppError | None = None

    def begin(self, owner: Owner, key: Key, document: DocumentInfo, *, scan_id: str) -> str:
        if self.busy:
            raise self.busy.pop(0)
        if document.sha256 not in self.jobs:
            self.read_of[document.sha256] += 1
            self.jobs[document.sha256] = f"job-{len(self.jobs) + 1}"
        return self.jobs[document.sha256]

    def result(self, job: str) -> Reading | None:
        if job not in self.ended:
            return None
        if self.fails:
            raise self.fails
        return Reading(reader="textract", version="1", pages=2, invoice=INVOICE)


REFUSED = DocumentRejected("gave-up", "Textract could not read the document.")
