"""Files of exports in S3: `exports/<owner's key>/<id>`, by a multipart upload, which any process can go on with.

A part has 5 MB at least, but for the last: fewer bytes wait beside, as an object of their own (`<id>.<random>`), until
more come. S3 itself ends what nobody went on with (the bucket's lifecycle).
"""

import hashlib
import re
import secrets
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from app.adapters.aws.clients import AwsClients, code_of, translated_errors
from app.adapters.aws.s3_links import link_to
from app.domain import ids
from app.domain.errors import Conflict, NotFound
from app.domain.export import Piece, Pieces
from app.domain.principal import Owner

LEAST_PART = 5 * 1024 * 1024

_FOLDER = "exports"
_OWNER_KEY = re.compile(r"[0-9a-f]{32}")
_ABSENT = frozenset({"NoSuchKey", "404", "PreconditionFailed", "412"})
_ENDED = frozenset({"NoSuchUpload", "InvalidPart", "InvalidPartOrder", "404"})
_PART = "The store of exports"


class S3Exports:
    """The `ExportFiles` of an AWS account."""

    def __init__(self, clients: AwsClients, *, bucket: str, kms_key: str | None = None) -> None:
        """As of `S3Documents`."""
        self._clients = clients
        self._bucket = bucket
        self._encryption = (
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key, "BucketKeyEnabled": True} if kms_key else {}
        )

    def begin(self, owner: Owner, export_id: str) -> Pieces:
        with translated_errors(_PART):
            upload = self._clients.s3().create_multipart_upload(
                Bucket=self._bucket,
                Key=_name(owner.key, export_id),
                ChecksumAlgorithm="SHA256",
                ContentType="application/octet-stream",
                **self._encryption,
            )
        return Pieces(id=upload["UploadId"])

    def add(self, owner: Owner, export_id: str, written: Pieces, data: bytes) -> Pieces:
        if not data:
            return written
        whole = self._rest(owner, export_id, written) + data
        if len(whole) >= LEAST_PART:
            return self._with_part(owner, export_id, written, whole)
        return written.model_copy(update={"rest": self._put_aside(owner, export_id, whole)})

    def finish(self, owner: Owner, export_id: str, written: Pieces) -> None:
        from botocore.exceptions import ClientError

        if written.rest is not None:
            try:
                written = self._with_part(owner, export_id, written, self._rest(owner, export_id, written))
            except Conflict:
                if self.has(owner, export_id):
                    return  # finished before, and its rest removed since
                raise
        parts = [
            {"PartNumber": number, "ETag": piece.name, "ChecksumSHA256": piece.checksum}
            for number, piece in enumerate(written.pieces, start=1)
        ]
        with translated_errors(_PART):
            try:
                self._clients.s3().complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=_name(owner.key, export_id),
                    UploadId=written.id,
                    MultipartUpload={"Parts": parts},
                )
            except ClientError as error:
                if code_of(error) not in _ENDED:
                    raise
                if not self.has(owner, export_id):  # else it was finished before, and only the answer got lost
                    raise _cut_off() from error

    def link(self, owner: Owner, export_id: str, *, file_name: str, media_type: str) -> str:
        name = _name(owner.key, export_id)
        with translated_errors(_PART):
            return link_to(self._clients, bucket=self._bucket, name=name, file_name=file_name, media_type=media_type)

    def has(self, owner: Owner, export_id: str) -> bool:
        from botocore.exceptions import ClientError

        if not ids.is_id(export_id, "exp"):
            return False
        with translated_errors(_PART):
            try:
                self._clients.s3().head_object(Bucket=self._bucket, Key=_name(owner.key, export_id))
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    return False
                raise
        return True

    def delete(self, owner_key: str, export_id: str, written: Pieces | None = None) -> None:
        """All versions, see `S3Documents`."""
        if not (_OWNER_KEY.fullmatch(owner_key) and ids.is_id(export_id, "exp")):
            return
        name, client = _name(owner_key, export_id), self._clients.s3()
        with translated_errors(_PART):
            if written is not None:
                self._abort(name, written)
            pages = client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=name)
            for page in pages:
                for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    client.delete_object(Bucket=self._bucket, Key=version["Key"], VersionId=version["VersionId"])

    def _abort(self, name: str, written: Pieces) -> None:
        from botocore.exceptions import ClientError

        try:
            self._clients.s3().abort_multipart_upload(Bucket=self._bucket, Key=name, UploadId=written.id)
        except ClientError as error:
            if code_of(error) not in _ENDED:
                raise

    def walk_all_owners(self) -> Iterator[tuple[str, str]]:
        start = f"{_FOLDER}/"
        pages = self._clients.s3().get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=start)
        with translated_errors(_PART):
            for page in pages:
                for item in page.get("Contents", ()):
                    owner_key, _, name = item["Key"][len(start) :].partition("/")
                    export_id = name.partition(".")[0]
                    if _OWNER_KEY.fullmatch(owner_key) and ids.is_id(export_id, "exp"):
                        yield owner_key, export_id

    # ---- pieces ------------------------------------------------------------------------------------------------------

    def _with_part(self, owner: Owner, export_id: str, written: Pieces, data: bytes) -> Pieces:
        """Behind the parts that are there. The rest, which is in it, is left to `delete`: whoever goes on from an older
        state needs it."""
        from botocore.exceptions import ClientError

        checksum = b64encode(hashlib.sha256(data).digest()).decode()
        with translated_errors(_PART):
            try:
                answer = self._clients.s3().upload_part(
                    Bucket=self._bucket,
                    Key=_name(owner.key, export_id),
                    UploadId=written.id,
                    PartNumber=len(written.pieces) + 1,
                    Body=data,
                    ChecksumSHA256=checksum,
                )
            except ClientError as error:
                if code_of(error) in _ENDED:
                    raise _cut_off() from error
                raise
        piece = Piece(name=answer["ETag"], size=len(data), checksum=checksum)
        return written.model_copy(update={"pieces": (*written.pieces, piece), "rest": None})

    def _put_aside(self, owner: Owner, export_id: str, data: bytes) -> Piece:
        """Under a name of its own each time, so that what an older state points to stays."""
        name = secrets.token_hex(8)
        with translated_errors(_PART):
            self._clients.s3().put_object(
                Bucket=self._bucket,
                Key=f"{_name(owner.key, export_id)}.{name}",
                Body=data,
                ContentType="application/octet-stream",
                **self._encryption,
            )
        return Piece(name=name, size=len(data))

    def _rest(self, owner: Owner, export_id: str, written: Pieces) -> bytes:
        from botocore.exceptions import ClientError

        if written.rest is None:
            return b""
        name = f"{_name(owner.key, export_id)}.{written.rest.name}"
        with translated_errors(_PART):
            try:
                body: Any = self._clients.s3().get_object(Bucket=self._bucket, Key=name)["Body"]
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    raise _cut_off() from error
                raise
            return bytes(body.read())


def _name(owner_key: str, export_id: str) -> str:
    """`NotFound` for what is no id: it never becomes a part of a name."""
    if not ids.is_id(export_id, "exp"):
        raise NotFound("There is no such file.")
    return f"{_FOLDER}/{owner_key}/{export_id}"


def _cut_off() -> Conflict:
    return Conflict("What was written of the export is gone.", code="export-cut-off")
