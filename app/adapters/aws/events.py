"""What a message of a queue says: a job of ours, files that arrived in S3, a Textract job that has ended."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus

from app.adapters.aws.job_tags import from_tag
from app.adapters.aws.s3_documents import upload_at
from app.adapters.aws.sqs_jobs import job_of
from app.ports import Event, Nothing, ReadingEnded, UploadArrived

_S3_VERSION = "2"  # of the form of its events; minor versions only add to it


class AwsEvents:
    def __init__(self, *, topic: str) -> None:
        """`topic`: the only one whose notices count."""
        self._topic = topic

    def __call__(self, message: Mapping[str, Any]) -> Iterator[Event]:
        """The events of one message as Lambda gets it. ValueError for one that is none of ours: it is kept aside."""
        try:
            body = json.loads(message["body"])
            attempt = int(message["attributes"]["ApproximateReceiveCount"])
            yield from self._events(body, message, attempt)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"a message of another form: {type(error).__name__}") from error

    def _events(self, body: Any, message: Mapping[str, Any], attempt: int) -> Iterator[Event]:
        if "Records" in body:
            yield from map(_arrival, body["Records"])
        elif body.get("Event") == "s3:TestEvent":
            yield Nothing("test")
        elif body.get("Type") == "Notification":
            if body["TopicArn"] != self._topic:
                yield Nothing("foreign-topic")
            else:
                yield _ending(json.loads(body["Message"]))
        elif "JobId" in body:
            yield _ending(body)
        else:
            yield job_of(message["body"], receipt=str(message.get("receiptHandle", "")), attempt=attempt)


def _arrival(record: Mapping[str, Any]) -> Event:
    if str(record["eventVersion"]).partition(".")[0] != _S3_VERSION:
        raise ValueError("an S3 event of an unknown version")
    if not str(record["eventName"]).startswith("ObjectCreated:"):
        return Nothing("not-created")
    try:
        placed = record["s3"]["object"]
        size = placed.get("size")
        return UploadArrived(*upload_at(unquote_plus(placed["key"])), size if isinstance(size, int) else None)
    except ValueError:
        return Nothing("not-ours")


def _ending(notice: Mapping[str, Any]) -> Event:
    try:
        return ReadingEnded(*from_tag(str(notice["JobTag"])), job=str(notice["JobId"]))
    except (ValueError, KeyError):
        return Nothing("not-ours")
