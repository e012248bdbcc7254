"""Signed addresses for documents that the app itself serves: what S3 calls presigned, on one machine.

A link is `{base_url}/local/files/{token}`, to an export `{base_url}/local/exports/{token}`; an upload is a form for
`{base_url}/local/uploads`. Whoever holds one may use it until it ends, for exactly the object and type that it names.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from app.domain.errors import Forbidden
from app.domain.rounds import has_waited
from app.ports import Clock, UploadTicket

LINK_HOLDS = timedelta(minutes=2)
TICKET_HOLDS = timedelta(minutes=5)


@dataclass(frozen=True)
class Grant:
    """What a signature allows: to get or put one object."""

    owner_key: str
    kind: str
    id: str
    media_type: str
    file_name: str = ""
    max_bytes: int = 0


class FileLinks:
    """Makes and reads links and tickets. `secret`: at least 32 random bytes, the same in all processes."""

    def __init__(
        self, *, base_url: str, secret: bytes, clock: Clock, kinds: Collection[str], folder: str = "files"
    ) -> None:
        """`kinds`: of objects; a link to another kind does not hold here."""
        self._base_url = base_url.rstrip("/")
        self._kinds = kinds
        self._folder = folder
        self._secret = secret
        self._clock = clock

    def link(self, grant: Grant) -> str:
        text, signature = self._signed("get", grant, self._clock() + LINK_HOLDS)
        return f"{self._base_url}/local/{self._folder}/{text}.{signature}"

    def ticket(self, grant: Grant) -> UploadTicket:
        ends = self._clock() + TICKET_HOLDS
        policy, signature = self._signed("put", grant, ends)
        fields = {"key": _name(grant), "Content-Type": grant.media_type, "policy": policy, "signature": signature}
        return UploadTicket(f"{self._base_url}/local/uploads", fields, ends)

    def grant_of_link(self, token: str) -> Grant:
        """`Forbidden` (`link-invalid`, `link-expired`) unless we signed this link and it still holds."""
        text, _, signature = token.partition(".")
        return self._checked("get", text, signature)

    def grant_of_ticket(self, fields: Mapping[str, str]) -> Grant:
        """As `grant_of_link`, for the fields of a form; the object and type in them must be the signed ones."""
        grant = self._checked("put", fields.get("policy", ""), fields.get("signature", ""))
        if fields.get("key") != _name(grant) or fields.get("Content-Type") != grant.media_type:
            _refuse()
        return grant

    def _signed(self, use: str, grant: Grant, ends: datetime) -> tuple[str, str]:
        content = {
            "use": use,
            "ends": ends.astimezone(UTC).timestamp(),
            "owner": grant.owner_key,
            "kind": grant.kind,
            "id": grant.id,
            "type": grant.media_type,
            "name": grant.file_name,
            "bytes": grant.max_bytes,
        }
        text = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
        return text, self._signature(text)

    def _signature(self, text: str) -> str:
        return hmac.new(self._secret, b"invoices document address\0" + text.encode(), hashlib.sha256).hexdigest()

    def _checked(self, use: str, text: str, signature: str) -> Grant:
        if not (text.isascii() and signature.isascii() and hmac.compare_digest(self._signature(text), signature)):
            _refuse()
        content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if content["use"] != use or content["kind"] not in self._kinds:
            _refuse()
        holds = LINK_HOLDS if use == "get" else TICKET_HOLDS
        if has_waited(datetime.fromtimestamp(content["ends"], UTC) - holds, self._clock(), holds):
            raise Forbidden("The address has expired. Ask for a new one.", code="link-expired")
        return Grant(*(content[name] for name in ("owner", "kind", "id", "type", "name", "bytes")))


def _name(grant: Grant) -> str:
    return f"{grant.kind}/{grant.id}"


def _refuse() -> NoReturn:
    raise Forbidden("The address was not made by this server, or it was changed.", code="link-invalid")
