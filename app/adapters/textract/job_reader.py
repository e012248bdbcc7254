"""Long documents in S3, read by Textract's jobs: the port `JobReader`."""

import re

from app.adapters.s3_documents import S3Documents
from app.adapters.textract.jobs import AnalysisJobs, Failed, Interrupted, Partial, Place, Running
from app.domain.document import DocumentInfo
from app.domain.errors import DocumentRejected, Unanswered, Unavailable
from app.domain.principal import Owner
from app.domain.reading import Reading
from app.ports import Key

_FETCHES = 3  # in a row, each going on where the one before was interrupted
_TAG = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})")


class TextractJobReader:
    def __init__(self, jobs: AnalysisJobs, documents: S3Documents) -> None:
        self._jobs = jobs
        self._documents = documents

    def begin(self, owner: Owner, key: Key, document: DocumentInfo, *, scan_id: str) -> str:
        bucket, name, version = self._documents.place(owner, key, begins_at=document.begins_at)
        try:
            return self._jobs.start(
                Place(bucket, name, version), sha256=document.sha256, tag=tag_of(owner.key, scan_id)
            )
        except Unanswered as error:  # harmless: the same document is the same job
            raise Unavailable(error.detail, retry_after=error.retry_after) from error

    def result(self, job: str) -> Reading | None:
        so_far: Partial | None = None
        for further in reversed(range(_FETCHES)):
            try:
                result = self._jobs.result(job, so_far=so_far)
            except Interrupted as error:
                if not further:
                    raise
                so_far = error.so_far
                continue
            if isinstance(result, Failed):
                raise DocumentRejected(result.code, result.detail)
            return None if isinstance(result, Running) else result
        raise AssertionError("the last try ends the loop")


def tag_of(owner_key: str, scan_id: str) -> str:
    """What a job is tagged with, and its notice says: 64 characters, as many as a tag may have."""
    return owner_key + scan_id.removeprefix("scn_")


def from_tag(tag: str) -> tuple[str, str]:
    """Owner's key and scan id of a tag. ValueError for one that is not ours."""
    found = _TAG.fullmatch(tag)
    if not found:
        raise ValueError("a tag that we did not give")
    return found[1], f"scn_{found[2]}"
