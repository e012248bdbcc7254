"""Documents in S3: `<folder of the kind>/<owner's key>/<id>`, so that a function's rights can be limited by the kind.

Every object is written once, by a conditional put with its SHA-256, which S3 checks on arrival and keeps: two objects
are compared by it without being read. The role needs `s3:ListBucket`, else S3 says "denied" of what is absent.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

from app.adapters.aws.clients import AwsClients, code_of, translated_errors
from app.adapters.aws.s3_links import link_to
from app.domain import ids
from app.domain.errors import Conflict, NotFound, Unavailable
from app.domain.principal import Owner
from app.ports import Clock, Key, Kind, StoredObject, UploadTicket

TICKET_HOLDS = timedelta(minutes=5)

_PREFIX = {Kind.UPLOAD: "upl", Kind.SCAN: "scn", Kind.INVOICE: "inv"}
# What is put into the inbox is told to the queue of work.
_FOLDER = {Kind.UPLOAD: "inbox", Kind.SCAN: "v1/scans", Kind.INVOICE: "v1/invoices"}
_OWNER_KEY = re.compile(r"[0-9a-f]{32}")
_ABSENT = frozenset({"NoSuchKey", "404"})
_EXISTS = frozenset({"PreconditionFailed", "412"})
_RACE = frozenset({"ConditionalRequestConflict", "409", "OperationAborted"})
_CONTENT = ".content"  # behind the name of an object: a copy without what stands before the document
_TRIES = 3
_PART = "The document store"


class S3Documents:
    """The `DocumentStore` of an AWS account."""

    def __init__(self, clients: AwsClients, *, bucket: str, clock: Clock, kms_key: str | None = None) -> None:
        """`kms_key`: id or ARN of the key that objects are encrypted with; None leaves it to the bucket."""
        self._clients = clients
        self._bucket = bucket
        self._clock = clock
        self._encryption = (
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key, "BucketKeyEnabled": True} if kms_key else {}
        )
        # A form's fields have other names than a call's parameters.
        self._form_encryption = (
            {"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": kms_key}
            if kms_key
            else {}
        )

    def put(self, owner: Owner, key: Key, data: bytes) -> None:
        self._put(_new_name(owner.key, key), data)

    def _put(self, name: str, data: bytes) -> None:
        checksum = b64encode(hashlib.sha256(data).digest()).decode()
        arguments = {"Body": data, "ChecksumSHA256": checksum, "ContentType": "application/octet-stream"}
        self._write_once("put_object", name, checksum, arguments | self._encryption)

    def get(self, owner: Owner, key: Key) -> bytes:
        from botocore.exceptions import BotoCoreError

        with translated_errors(_PART):
            body = self._body(owner, key)
            try:
                return bytes(body.read())
            except BotoCoreError:  # botocore repeats a call, not a body that was cut off or damaged on its way
                return bytes(self._body(owner, key).read())

    def _body(self, owner: Owner, key: Key) -> Any:
        from botocore.exceptions import ClientError

        name = _name(owner.key, key)
        try:
            return self._clients.s3().get_object(Bucket=self._bucket, Key=name, ChecksumMode="ENABLED")["Body"]
        except ClientError as error:
            if code_of(error) in _ABSENT:
                raise _absent() from error
            raise

    def has(self, owner_key: str, key: Key) -> bool:
        return _is_key(key) and self._facts(_name(owner_key, key)) is not None

    def copy(self, owner: Owner, source: Key, target: Key) -> None:
        found = self._facts(_name(owner.key, source))
        name = _new_name(owner.key, target)
        if found is None:
            if self._facts(name) is None:
                raise _absent()
            return  # copied before, and the source removed since
        if self._is_kept(name, _checksum(found)):  # S3 refuses a second copy too, but not every S3 server does
            return
        # The source is pinned by its ETag: what was looked at is what is copied.
        place = {"Bucket": self._bucket, "Key": _name(owner.key, source)}
        arguments = {"CopySource": place, "CopySourceIfMatch": found["ETag"], "ChecksumAlgorithm": "SHA256"}
        self._write_once("copy_object", name, _checksum(found), arguments | self._encryption)

    def delete(self, owner: Owner, key: Key) -> None:
        if _is_key(key):
            self._delete(_name(owner.key, key))

    def walk_all_owners(self, kind: Kind, *, after: tuple[str, str] | None = None) -> Iterator[StoredObject]:
        start = f"{_FOLDER[kind]}/"
        begins = {"StartAfter": start + "/".join(after)} if after else {}
        listing = self._clients.s3().get_paginator("list_objects_v2")
        pages = listing.paginate(Bucket=self._bucket, Prefix=start, **begins)
        with translated_errors(_PART):
            for page in pages:
                for item in page.get("Contents", ()):
                    owner_key, _, name = item["Key"][len(start) :].partition("/")
                    if _OWNER_KEY.fullmatch(owner_key) and ids.is_id(name, _PREFIX[kind]):
                        changed = item["LastModified"].astimezone(UTC)
                        yield StoredObject(owner_key, Key(kind, name), item["Size"], changed)

    def delete_found(self, found: StoredObject) -> None:
        if _OWNER_KEY.fullmatch(found.owner_key) and _is_key(found.key):
            self._delete(_name(found.owner_key, found.key))

    def place(self, owner: Owner, key: Key, *, begins_at: int = 0) -> tuple[str, str, str | None]:
        """Bucket, key and version of an object, for another service to read. `NotFound` when absent.

        `begins_at`: what stands before the document is not for that service, so it reads a copy without, which lives
        as long as the object.
        """
        name = _name(owner.key, key)
        if begins_at:
            content = self.get(owner, key)[begins_at:]
            name += _CONTENT
            self._put(name, content)
        found = self._facts(name)
        if found is None:
            raise _absent()
        return self._bucket, name, found.get("VersionId")

    # ---- addresses ---------------------------------------------------------------------------------------------------

    def link(self, owner: Owner, key: Key, *, file_name: str, media_type: str) -> str:
        name = _new_name(owner.key, key)
        with translated_errors(_PART):
            return link_to(self._clients, bucket=self._bucket, name=name, file_name=file_name, media_type=media_type)

    def ticket(self, owner: Owner, key: Key, *, media_type: str, max_bytes: int) -> UploadTicket:
        fields = {"Content-Type": media_type, **self._form_encryption}
        conditions = [{name: value} for name, value in fields.items()]
        with translated_errors(_PART):
            form = self._clients.s3().generate_presigned_post(
                Bucket=self._bucket,
                Key=_new_name(owner.key, key),
                Fields=fields,
                Conditions=[*conditions, ["content-length-range", 1, max_bytes]],
                ExpiresIn=int(TICKET_HOLDS.total_seconds()),
            )
        return UploadTicket(form["url"], form["fields"], self._clock() + TICKET_HOLDS)

    # ---- objects -----------------------------------------------------------------------------------------------------

    def _write_once(self, call: str, name: str, checksum: str | None, arguments: dict[str, Any]) -> None:
        """Write an object that must not be there yet; one of the same checksum is as good.

        Also right when our own earlier try was stored and only its answer got lost.
        """
        from botocore.exceptions import ClientError

        with translated_errors(_PART):
            for _ in range(_TRIES):
                try:
                    write = getattr(self._clients.s3(), call)
                    response = write(Bucket=self._bucket, Key=name, IfNoneMatch="*", **arguments)
                except ClientError as error:
                    if code_of(error) in _ABSENT:
                        raise _absent() from error
                    if code_of(error) not in _EXISTS | _RACE:
                        raise
                else:
                    self._require_checksum(name, response.get("CopyObjectResult", response), checksum)
                    return
                if self._is_kept(name, checksum):
                    return
        raise Unavailable(f"{_PART} is busy with this document.")

    def _is_kept(self, name: str, checksum: str | None) -> bool:
        """False when nothing is kept under the name; `Conflict` when it is something else."""
        kept = self._facts(name)
        if kept is not None and (checksum is None or _checksum(kept) != checksum):
            raise Conflict("Another document is kept under this name already.", code="document-exists")
        return kept is not None

    def _require_checksum(self, name: str, response: dict[str, Any], checksum: str | None) -> None:
        """A record must never point to other bytes than were meant: what came out wrong is taken away again."""
        given = response.get("ChecksumSHA256")
        if given is not None and checksum is not None and given != checksum:
            self._delete(name)
            raise Unavailable(f"{_PART} kept other bytes than it was given; they were removed.")

    def _facts(self, name: str) -> dict[str, Any] | None:
        """ETag and checksum of an object; None when absent."""
        from botocore.exceptions import ClientError

        with translated_errors(_PART):
            try:
                facts: dict[str, Any] = self._clients.s3().head_object(
                    Bucket=self._bucket, Key=name, ChecksumMode="ENABLED"
                )
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    return None
                raise
        return facts

    def _delete(self, name: str) -> None:
        """Remove all versions and delete markers; without a version id a versioned bucket would only hide it. The
        copy of its content goes along."""
        client = self._clients.s3()
        with translated_errors(_PART):
            pages = client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=name)
            for page in pages:
                for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    if version["Key"] in (name, name + _CONTENT):
                        client.delete_object(Bucket=self._bucket, Key=version["Key"], VersionId=version["VersionId"])


def _checksum(facts: dict[str, Any]) -> str | None:
    return facts.get("ChecksumSHA256")


def _is_key(key: Key) -> bool:
    return ids.is_id(key.id, _PREFIX[key.kind])


def _name(owner_key: str, key: Key) -> str:
    """`NotFound` for what is no id: it never becomes a part of a name."""
    if not _is_key(key):
        raise _absent()
    return f"{_FOLDER[key.kind]}/{owner_key}/{key.id}"


def _new_name(owner_key: str, key: Key) -> str:
    """As `_name`, for writing: only the server makes ids, so a wrong one is a mistake in the program."""
    if not _is_key(key):
        raise ValueError(f"not an id of {key.kind}: {key.id!r}")
    return _name(owner_key, key)


def upload_at(name: str) -> tuple[str, str]:
    """Owner's key and upload id of an object in the inbox. ValueError for a name that we did not make."""
    folder, _, rest = name.partition("/")
    owner_key, _, upload_id = rest.partition("/")
    if folder != _FOLDER[Kind.UPLOAD] or not _OWNER_KEY.fullmatch(owner_key) or not ids.is_id(upload_id, "upl"):
        raise ValueError("an object that is no upload of ours")
    return owner_key, upload_id


def _absent() -> NotFound:
    return NotFound("There is no such document.")
