"""Signature version 4 of AWS, for a POST to the root of a service.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Credentials:
    key: str
    secret: str
    token: str | None


def of_environment() -> Credentials | None:
    """As Lambda gives them to a function, for as long as it lives; None: there are none."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    key, secret, token = (os.environ.get(name) or None for name in names)
    return Credentials(key, secret, token) if key and secret else None


def signed(
    headers: Mapping[str, str], body: bytes, credentials: Credentials, *, region: str, service: str, at: datetime
) -> dict[str, str]:
    """The headers, among them `host`, with those that sign them and the body."""
    moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    given = {name.lower(): value for name, value in headers.items()} | {"x-amz-date": moment}
    if credentials.token:
        given["x-amz-security-token"] = credentials.token
    names = sorted(given)
    listed = ";".join(names)
    fields = "".join(f"{name}:{given[name]}\n" for name in names)
    request = f"POST\n/\n\n{fields}\n{listed}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"AWS4{credentials.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    by = f"Credential={credentials.key}/{scope}, SignedHeaders={listed}, Signature={signature}"
    return given | {"authorization": f"AWS4-HMAC-SHA256 {by}"}
