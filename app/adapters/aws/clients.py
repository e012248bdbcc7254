"""Clients of AWS services: made once, on first use, with time-outs shorter than any gateway's patience.

botocore's, but for DynamoDB, which is called directly (`dynamodb_calls.py`).
botocore's own defaults (60 s to connect, 60 s to read, 5 tries) outlive the 30 s of an HTTP API many times. Retries are
botocore's alone (capped back-off with jitter); adapters repeat only what is no failure of the service.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from app.adapters.aws.refusals import no_response, refusal
from app.adapters.aws.signature import Credentials, of_environment
from app.adapters.aws.timeouts import TIMEOUTS, Timeouts
from app.adapters.aws.tracing import watch
from app.domain.errors import Misconfigured

if TYPE_CHECKING:
    from app.adapters.aws.dynamodb_calls import DynamoCalls

T = TypeVar("T")
Client = Any  # botocore makes its clients' methods when the program runs


_CONNECTIONS = 32


class AwsClients:
    """Makes and keeps one client for each service. May be shared by threads."""

    def __init__(
        self,
        *,
        region: str,
        endpoint: str | None = None,
        path_style: bool = False,
        timeouts: Mapping[str, Timeouts] = TIMEOUTS,
    ) -> None:
        """`endpoint`: address of an emulator or of a private end point; None means AWS itself.

        `path_style`: name the bucket in the path, for servers that do not answer under the bucket's own name.
        """
        self._region = region
        self._endpoint = endpoint
        self._path_style = path_style
        self._timeouts = timeouts
        self._guard = threading.Lock()
        self._session: Any = None
        self._made: dict[str, Client] = {}

    def s3(self) -> Client:
        return self._client("s3")

    def dynamodb(self) -> "DynamoCalls":
        return self._kept("dynamodb", self._make_dynamodb)

    def sqs(self) -> Client:
        return self._client("sqs")

    def textract(self) -> Client:
        return self._client("textract")

    def bedrock(self) -> Client:
        return self._client("bedrock-runtime")

    def events(self) -> Client:
        return self._client("events")

    def _client(self, service: str) -> Client:
        return self._kept(service, lambda: self._make(service))

    def _kept(self, service: str, make: Callable[[], T]) -> T:
        made: T | None = self._made.get(service)
        if made is None:
            with self._guard:
                made = self._made[service] = self._made.get(service) or make()
        return made

    def _make_dynamodb(self) -> "DynamoCalls":
        from app.adapters.aws.dynamodb_calls import DynamoCalls

        return DynamoCalls(
            region=self._region,
            endpoint=self._endpoint,
            timeouts=self._timeouts["dynamodb"],
            credentials=lambda: of_environment() or self._found_credentials(),
        )

    def _found_credentials(self) -> Credentials:
        """From wherever botocore knows to find them, renewed when they end."""
        found = self._botocore().get_credentials()
        if found is None:
            raise Misconfigured("There are no credentials for the account.")
        return Credentials(*found.get_frozen_credentials())

    def _botocore(self) -> Any:
        from botocore.session import Session

        if self._session is None:
            self._session = Session()
        return self._session

    def _make(self, service: str) -> Client:
        from botocore.config import Config

        timeouts = self._timeouts[service]
        config = Config(
            connect_timeout=timeouts.connect,
            read_timeout=timeouts.read,
            retries={"mode": "standard", "total_max_attempts": timeouts.tries},
            max_pool_connections=_CONNECTIONS,
            signature_version="s3v4" if service == "s3" else None,
            s3=self._how_s3_is_addressed() if service == "s3" else None,
        )
        client = self._botocore().create_client(
            service, region_name=self._region, endpoint_url=self._endpoint, config=config
        )
        watch(client, service)
        return client

    def _how_s3_is_addressed(self) -> dict[str, str]:
        """By the region's own name in us-east-1 too: botocore's default there is a name of all regions, which the
        page's content security policy does not know."""
        return {
            "addressing_style": "path" if self._path_style else "virtual",
            "us_east_1_regional_endpoint": "regional",
        }


@contextmanager
def translated_errors(part: str) -> Iterator[None]:
    """Calls inside fail in the words of the domain; `part` names what was asked, for people."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
        raise refusal(part, code_of(error), status) from error
    except BotoCoreError as error:
        raise no_response(part) from error


def code_of(error: Any) -> str:
    """The code of a botocore `ClientError`, without the prefix that SQS gives some; its HTTP status if it has none."""
    return str(error.response.get("Error", {}).get("Code", "")).rpartition(".")[2]
