"""The job queue in SQS. A lease is the message's visibility time-out.

What SQS does not promise: the order of jobs, and that a scan put twice while it waits comes once. Both cost a look at
the scan's row, which says whether there is anything left to do. A job that SQS should ever lose is put again by the
sweeper, for the row is what counts.
"""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import Any

from app.adapters.aws.clients import AwsClients, code_of, translated_errors
from app.domain.errors import NotFound
from app.domain.principal import Owner
from app.ports import LONGEST_HIDDEN, Job

_GONE = frozenset(
    {"MessageNotInflight", "ReceiptHandleIsInvalid", "InvalidParameterValue", "InvalidParameterValueException"}
)
_LONGEST = timedelta(hours=12)  # SQS hides a message no longer
_WHILE_WE_SEND = timedelta(seconds=30)
_PART = "The job queue"


class SqsJobs:
    """The `JobQueue` of an AWS account."""

    def __init__(self, clients: AwsClients, *, queue_url: str) -> None:
        self._clients = clients
        self._queue = queue_url

    def put(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        self._send(replace(job, attempt=0), delay)

    def _send(self, job: Job, delay: timedelta) -> None:
        arguments = {"DelaySeconds": _seconds(min(delay, LONGEST_HIDDEN))} if delay else {}
        with translated_errors(_PART):
            self._clients.sqs().send_message(
                QueueUrl=self._queue,
                MessageBody=body_of(job),
                MessageGroupId=job.owner.key,  # makes it a fair queue: a pile of one owner keeps no other waiting
                **arguments,
            )

    def take(self, *, lease: timedelta, only_urgent: bool = False, not_of: Collection[Owner] = ()) -> Job | None:
        if only_urgent:
            return None  # what somebody waits for is read in the call, see `ScanService`
        with translated_errors(_PART):
            response = self._clients.sqs().receive_message(
                QueueUrl=self._queue,
                MaxNumberOfMessages=1,
                VisibilityTimeout=_seconds(lease),
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
        for message in response.get("Messages", ()):
            attempt = int(message["Attributes"]["ApproximateReceiveCount"])
            try:
                return job_of(message["Body"], receipt=message["ReceiptHandle"], attempt=attempt)
            except ValueError:
                return None  # left hidden: after some deliveries the queue moves it to where bad messages go
        return None

    def extend(self, job: Job, *, lease: timedelta) -> None:
        if not self.hide(job.receipt, lease):
            raise NotFound("The job is no longer yours: it has ended, or another worker took it over.")

    def done(self, job: Job) -> None:
        self._of_this_delivery("delete_message", job.receipt)

    def release(self, job: Job, *, delay: timedelta) -> None:
        # A message counts its deliveries, and after some of them it is taken for poison: the job goes on as a new one.
        if self.hide(job.receipt, _WHILE_WE_SEND):
            self._send(replace(job, attempt=job.attempt - 1), delay)
            self.done(job)

    def hide(self, receipt: str, time: timedelta) -> bool:
        """Have a message delivered again after this time. False when this delivery counts no longer."""
        return self._of_this_delivery("change_message_visibility", receipt, VisibilityTimeout=_seconds(time))

    def _of_this_delivery(self, call: str, receipt: str, **arguments: Any) -> bool:
        """False when the message is gone, or was delivered again since."""
        from botocore.exceptions import ClientError

        with translated_errors(_PART):
            try:
                getattr(self._clients.sqs(), call)(QueueUrl=self._queue, ReceiptHandle=receipt, **arguments)
            except ClientError as error:
                if code_of(error) in _GONE:
                    return False
                raise
        return True


def body_of(job: Job) -> str:
    """The message of a job. Only names are sent: the scan's row is the truth."""
    return json.dumps(
        {
            **job.unknown,
            "version": 1,
            "issuer": job.owner.issuer,
            "subject": job.owner.subject,
            "about": job.about,
            "attempt": job.attempt,
            "request_id": job.request_id,
        }
    )


def job_of(body: str, *, receipt: str, attempt: int) -> Job:
    """The reverse of `body_of`; `attempt`: how often it was delivered. ValueError for a message that is not ours."""
    try:
        content = json.loads(body)
        if content.pop("version") != 1:
            raise ValueError("a job of another version of this program")
        owner = Owner(str(content.pop("issuer")), str(content.pop("subject")))
        return Job(
            owner,
            about=str(content.pop("about")),
            receipt=receipt,
            attempt=int(content.pop("attempt")) + attempt,
            request_id=content.pop("request_id", None),
            unknown=content,
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not a job of this program") from error


def _seconds(time: timedelta) -> int:
    """Whole seconds, rounded up: a lease is never shorter than was asked."""
    return ceil(min(time, _LONGEST).total_seconds())
