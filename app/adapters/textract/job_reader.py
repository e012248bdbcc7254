"""Long documents in S3, read by Textract's jobs: the port `JobReader`."""

from app.adapters.aws.job_tags import tag_of
from app.adapters.aws.s3_documents import S3Documents
from app.adapters.textract.jobs import AnalysisJobs, Failed, Interrupted, Partial, Place, Running
from app.domain.document import DocumentInfo
from app.domain.errors import DocumentRejected, NoResponse, Unavailable
from app.domain.principal import Owner
from app.domain.reading import Reading
from app.ports import Key

_FETCHES = 3  # in a row, each going on where the one before was interrupted


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
        except NoResponse as error:  # harmless: the same document is the same job
            raise Unavailable(error.detail, retry_after=error.retry_after) from error

    def result(self, job: str) -> Reading | None:
        so_far: Partial | None = None
        for further in reversed(range(_FETCHES)):
            try:
                result = self._jobs.result(job, so_far=so_far)
            except Interrupted as error:
                if not further:
                    raise error.cause from error
                so_far = error.so_far
                continue
            if isinstance(result, Failed):
                raise DocumentRejected(result.code, result.detail)
            return None if isinstance(result, Running) else result
        raise AssertionError("the last try ends the loop")
