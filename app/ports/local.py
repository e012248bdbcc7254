"""What only a machine of one's own has: links to its files, and its sign-in."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from app.domain.sign_in import SignInRequest
from app.ports.jobs import UploadArrived


class LocalFiles(Protocol):
    """Serves the addresses that `DocumentStore.link` and `ticket` give, where no cloud storage does."""

    def open_link(self, token: str) -> tuple[bytes, str, str]:
        """Bytes, file name and media type behind the last part of a link. `Forbidden` (`link-invalid`,
        `link-expired`) for a link that does not hold, `NotFound` when the file is gone."""

    def upload_limit(self, fields: Mapping[str, str]) -> int:
        """How many bytes the holder of these form fields may put. `Forbidden` as in `open_link`."""

    def accept_upload(self, fields: Mapping[str, str], data: bytes) -> UploadArrived:
        """Keep the file that came with the fields of a ticket; gives the news of it. `Forbidden` as in `open_link`;
        `DocumentRejected`; `Conflict` when another file was put with this ticket before."""


class LocalExports(Protocol):
    """Serves the addresses that `ExportFiles.link` gives, where no cloud storage does."""

    def open_link(self, token: str) -> tuple[Iterator[bytes], str, str]:
        """The bytes in parts; file name and media type. Fails as of `LocalFiles`."""


class LocalIssuer(Protocol):
    """The OpenID provider of one machine: what its routes need (`app/api/local_issuer.py`)."""

    @property
    def address(self) -> str: ...

    def discovery(self) -> dict[str, Any]: ...

    def jwks(self) -> dict[str, Any]: ...

    def begin(self, query: Mapping[str, str]) -> SignInRequest: ...

    def admit(self, form: Mapping[str, str]) -> str: ...

    def approve(self, form: Mapping[str, str]) -> str: ...

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any]: ...

    def revoke(self, form: Mapping[str, str]) -> None: ...

    def after_sign_out(self, query: Mapping[str, str]) -> str | None: ...
