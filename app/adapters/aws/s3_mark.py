"""The mark beside the documents of an AWS account: one small object of their bucket."""

from typing import Any

from app.adapters.aws.clients import AwsClients, code_of, translated_errors
from app.domain import mark_text
from app.domain.installation import Mark

NAME = "installation.json"


class S3Mark:
    """The `MarkStore` of a bucket with documents. One function alone writes it."""

    def __init__(self, clients: AwsClients, *, bucket: str, kms_key: str | None = None) -> None:
        self._clients = clients
        self._place = {"Bucket": bucket, "Key": NAME}
        self._encryption: dict[str, Any] = (
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key, "BucketKeyEnabled": True} if kms_key else {}
        )

    def read(self) -> Mark | None:
        from botocore.exceptions import ClientError

        with translated_errors("The document store"):
            try:
                return mark_text.read(self._clients.s3().get_object(**self._place)["Body"].read())
            except ClientError as error:
                if code_of(error) in {"NoSuchKey", "404"}:
                    return None
                raise

    def write(self, mark: Mark, *, over: Mark | None) -> bool:
        if self.read() != over:
            return False
        with translated_errors("The document store"):
            self._clients.s3().put_object(**self._place, Body=mark_text.written(mark), **self._encryption)
        return True
