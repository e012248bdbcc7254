"""Addresses that give out one object of S3 for a while, to whoever has them."""

from datetime import timedelta

from app.adapters.aws.clients import AwsClients
from app.encoding.header import attachment

LINK_HOLDS = timedelta(minutes=2)


def link_to(clients: AwsClients, *, bucket: str, name: str, file_name: str, media_type: str) -> str:
    """A presigned address of an object; browsers save it as `file_name` and show nothing of it."""
    parameters = {
        "Bucket": bucket,
        "Key": name,
        "ResponseContentType": media_type,
        "ResponseContentDisposition": attachment(file_name),
        "ResponseCacheControl": "private, no-store",
    }
    address: str = clients.s3().generate_presigned_url(
        "get_object", Params=parameters, ExpiresIn=int(LINK_HOLDS.total_seconds())
    )
    return address
