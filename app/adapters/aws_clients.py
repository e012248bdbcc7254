"""Clients of AWS services: made once, on first use, with time-outs shorter than any gateway's patience.

botocore's own defaults (60 s to connect, 60 s to read, 5 tries) outlive the 30 s of an HTTP API many times. Retries are
botocore's alone (capped back-off with jitter); adapters repeat only what is no failure of the service.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.domain.errors import AppError, Unavailable

Client = Any  # botocore makes its clients' methods when the program runs


@dataclass(frozen=True)
class Patience:
    """Seconds to connect, seconds to wait for an answer, tries in all."""

    connect: float
    read: float
    tries: int


log = logging.getLogger(__name__)

PATIENCE = {
    "dynamodb": Patience(1, 2, 3),
    "s3": Patience(1, 5, 2),
    "sqs": Patience(1, 3, 3),
    "textract": Patience(1, 15, 1),  # a second try costs a page: the adapter decides about it
}
_CONNECTIONS = 32
_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


class AwsClients:
    """Makes and keeps one client for each service. May be shared by threads."""

    def __init__(
        self,
        *,
        region: str,
        endpoint: str | None = None,
        path_style: bool = False,
        patience: Mapping[str, Patience] = PATIENCE,
    ) -> None:
        """`endpoint`: address of an emulator or of a private end point; None means AWS itself.

        `path_style`: name the bucket in the path, for servers that do not answer under the bucket's own name.
        """
        self._region = region
        self._endpoint = endpoint
        self._path_style = path_style
        self._patience = patience
        self._guard = threading.Lock()
        self._session: Any = None
        self._made: dict[str, Client] = {}

    def s3(self) -> Client:
        return self._client("s3")

    def dynamodb(self) -> Client:
        return self._client("dynamodb")

    def sqs(self) -> Client:
        return self._client("sqs")

    def textract(self) -> Client:
        return self._client("textract")

    def _client(self, service: str) -> Client:
        made = self._made.get(service)
        if made is not None:
            return made
        with self._guard:
            if service not in self._made:
                self._made[service] = self._make(service)
            return self._made[service]

    def _make(self, service: str) -> Client:
        from botocore.config import Config
        from botocore.session import Session

        patience = self._patience[service]
        config = Config(
            connect_timeout=patience.connect,
            read_timeout=patience.read,
            retries={"mode": "standard", "total_max_attempts": patience.tries},
            max_pool_connections=_CONNECTIONS,
            signature_version="s3v4" if service == "s3" else None,
            s3={"addressing_style": "path" if self._path_style else "virtual"} if service == "s3" else None,
        )
        if self._session is None:
            self._session = Session()
        return self._session.create_client(
            service, region_name=self._region, endpoint_url=self._endpoint, config=config
        )


@contextmanager
def answering(part: str) -> Iterator[None]:
    """Calls inside fail in the words of the domain; `part` names what was asked, for people."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise _refusal(part, error) from error
    except BotoCoreError as error:
        raise Unavailable(f"{part} does not answer.") from error


def code_of(error: Any) -> str:
    """The code of a botocore `ClientError`, without the prefix that SQS gives some; its HTTP status if it has none."""
    return str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]


def _refusal(part: str, error: Any) -> AppError:
    code = code_of(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    if code in _THROTTLED:
        return Unavailable(f"{part} is asked too much at the moment.", code="throttled")
    if status >= 500:
        return Unavailable(f"{part} is out of order at the moment.")
    # A missing right, table or key, or a clock that is off: trying again soon does not help, somebody has to be told.
    log.error("%s refuses us: %s", part, code)
    return Unavailable(f"{part} refused the request ({code}).", code="storage-refused", retry_after=60)
