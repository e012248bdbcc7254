"""Documents of several pages: Textract reads them from S3 as a job and tells a topic when it is done.

`start` gives the id of a job; when its notice comes (or after ten minutes without one) `result` is asked. Both can be
repeated at any time: the same document gives the same job, and asking costs nothing.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ClientError

from app.adapters.textract.calls import Calls, TextractClient
from app.adapters.textract.mapping import read_answer
from app.adapters.textract.price import charged
from app.domain.errors import DocumentRejected, Misconfigured, Unavailable
from app.domain.reading import Reading

MOST_RESULTS = 20  # in an answer; Textract gives no more
_MOST_ANSWERS = 2_000


@dataclass(frozen=True)
class Place:
    """Where the bytes lie."""

    bucket: str
    key: str
    version: str | None = None

    def as_parameter(self) -> dict[str, Any]:
        return {
            "S3Object": {"Bucket": self.bucket, "Name": self.key, **({"Version": self.version} if self.version else {})}
        }


@dataclass(frozen=True)
class Channel:
    """The topic that Textract tells, and the role by which it may."""

    topic_arn: str
    role_arn: str


@dataclass(frozen=True)
class Running:
    """Not done yet."""


@dataclass(frozen=True)
class Failed:
    """Textract gave up, or has forgotten the job: there will be no reading."""

    code: str
    detail: str


@dataclass(frozen=True)
class Partial:
    """The answers of a job that were fetched so far."""

    documents: tuple[Mapping[str, Any], ...] = ()
    seen: frozenset[str] = frozenset()  # digests of the documents, as answers may come twice
    tokens: tuple[str, ...] = ()
    head: Mapping[str, Any] = field(default_factory=dict)  # metadata and status of the first answer


class Interrupted(Unavailable):
    """Fetching stopped between two answers. `so_far` can be handed to `result` to go on."""

    def __init__(self, cause: Unavailable, so_far: Partial) -> None:
        super().__init__(cause.detail, retry_after=cause.retry_after)
        self.cause = cause
        self.so_far = so_far


class AnalysisJobs:
    def __init__(
        self, client: Callable[[], TextractClient], *, channel: Channel | None, calls: Calls | None = None
    ) -> None:
        """`channel` None: nobody is told, the caller asks now and again."""
        self._client = client
        self._channel = channel
        self._calls = calls or Calls()

    def start(self, place: Place, *, sha256: str, tag: str) -> str:
        """The id of the job that reads the document at `place`. Again with the same bytes, place and tag within some
        days: the same job, nothing is charged twice. `tag` (a scan id) comes back in the notice.

        `Unavailable` (too many jobs: with a long `retry_after`), `DocumentRejected`, `Misconfigured`.
        """
        try:
            return self._start(place, sha256, tag)
        except ClientError:
            # The same bytes were read from another place: a token of its own for this one, once.
            other = hashlib.sha256(
                f"{sha256}\n{place.bucket}\n{place.key}\n{place.version}\n{tag}".encode()
            ).hexdigest()
        try:
            return self._start(place, other, tag)
        except ClientError as error:
            raise Misconfigured("Textract knows this document with other parameters.") from error

    def _start(self, place: Place, token: str, tag: str) -> str:
        parameters: dict[str, Any] = {
            "DocumentLocation": place.as_parameter(),
            "ClientRequestToken": token,
            "JobTag": tag,
        }
        if self._channel is not None:
            parameters["NotificationChannel"] = {
                "SNSTopicArn": self._channel.topic_arn,
                "RoleArn": self._channel.role_arn,
            }
        return str(self._calls(self._client().start_expense_analysis, expects="JobId", **parameters)["JobId"])

    def result(self, job_id: str, *, so_far: Partial | None = None) -> Reading | Running | Failed:
        """The reading, once the job is done. `Interrupted` when an answer in the middle could not be fetched;
        `Unavailable`, `Misconfigured`."""
        partial, renewed = so_far or Partial(), False
        while True:
            try:
                answer = self._fetch(job_id, partial)
            except ClientError:
                return Failed("gave-up", "Textract keeps results for seven days; this one is gone. Scan it again.")
            except DocumentRejected:
                if renewed or not partial.tokens:
                    raise
                partial, renewed = Partial(), True  # the token has expired: from the beginning
                continue
            except Unavailable as error:
                raise Interrupted(error, partial) from error
            ended = _ended(answer)
            if ended is not None:
                return ended
            partial, more = _with(partial, answer)
            if not more:
                return charged(read_answer({**partial.head, "ExpenseDocuments": list(partial.documents)}))

    def _fetch(self, job_id: str, partial: Partial) -> Mapping[str, Any]:
        following = {"NextToken": partial.tokens[-1]} if partial.tokens else {}
        parameters = {"JobId": job_id, "MaxResults": MOST_RESULTS, **following}
        return self._calls(self._client().get_expense_analysis, expects="JobStatus", **parameters)


def _ended(answer: Mapping[str, Any]) -> Running | Failed | None:
    """What there is to say without a reading; None when the job has results."""
    status = answer.get("JobStatus")
    if status == "IN_PROGRESS":
        return Running()
    if status in ("SUCCEEDED", "PARTIAL_SUCCESS"):
        return None
    message = answer.get("StatusMessage")
    why = f": {message[:300]}" if isinstance(message, str) and message else ""
    return Failed("gave-up", f"Textract could not read the document{why}.")


def _with(partial: Partial, answer: Mapping[str, Any]) -> tuple[Partial, bool]:
    """One answer more, each document once; and whether there are further answers."""
    documents, seen = list(partial.documents), set(partial.seen)
    given = answer.get("ExpenseDocuments")
    for document in given if isinstance(given, list) else []:
        digest = hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()
        if digest not in seen and isinstance(document, Mapping):
            seen.add(digest)
            documents.append(document)
    token = answer.get("NextToken")
    more = isinstance(token, str) and bool(token)
    if more and (token in partial.tokens or len(partial.tokens) == _MOST_ANSWERS):
        raise Unavailable("Textract gives the same part of its answer again and again.")
    tokens = (*partial.tokens, token) if isinstance(token, str) and token else partial.tokens
    head = partial.head or {
        name: answer[name] for name in ("DocumentMetadata", "JobStatus", "Warnings") if name in answer
    }
    return replace(partial, documents=tuple(documents), seen=frozenset(seen), tokens=tokens, head=head), more
