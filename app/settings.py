"""All settings: one frozen record for each place, read once from a mapping (the environment).

docs/settings.md lists those of one machine, Terraform gives those of an AWS account; tests compare. A value that is not
allowed refuses to start and names the variable. Other variables belong to other programs; one that is nearly the name
of a setting is told (`misspelt`).
"""

import difflib
import os
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.domain.readers import AUTO, OPINION, READERS

MB = 1024 * 1024
NEARLY = 0.86  # share of letters alike: `WORKER`, `DATADIR`; not `HOSTNAME`, `XDG_DATA_DIRS`, `DEADLINE`


MACHINE_READERS = tuple(reader.name for reader in READERS.values() if reader.on_machine)
ACCOUNT_READERS = tuple(reader.name for reader in READERS.values() if reader.in_account)
_SAFE_ADDRESS = r"^(https://[^\s/@?#]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?)(/[^\s@?#]*)?$"


class SettingsError(Exception):
    """A setting is missing or wrong; the text names the variable and what it takes."""


def _one_of(*names: str) -> Callable[[str], str]:
    def check(name: str) -> str:
        if name not in names:
            raise ValueError(f"it takes {', '.join(names[:-1])} or {names[-1]}")
        return name

    return check


class Settings(BaseModel):
    """What both places have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reader: Annotated[str, Field(description="reader used when a scan names none")] = "auto"
    max_upload_mb: Annotated[int, Field(ge=1, le=500, description="largest file")] = 50
    scan_wait_seconds: Annotated[
        int, Field(ge=0, le=28, description="how long a scan request waits for its result unless `Prefer` says else")
    ] = 20
    read_seconds: Annotated[
        int, Field(ge=1, le=600, description="time limit of reading one document, or one page by recognizing it")
    ] = 120
    read_memory_mb: Annotated[int, Field(ge=256, description="memory limit of reading one document")] = 1400
    quota_scans_per_minute: Annotated[int, Field(ge=1, description="scans one owner may start in a minute")] = 300
    quota_scans_per_day: Annotated[int, Field(ge=1, description="scans one owner may start in a day (UTC)")] = 10_000
    quota_scans_per_month: Annotated[int, Field(ge=1, description="scans one owner may start in a month (UTC)")] = (
        100_000
    )
    quota_pages_per_month: Annotated[int, Field(ge=1, description="pages one owner may have read in a month")] = 300_000
    quota_documents: Annotated[int, Field(ge=1, description="documents one owner may keep, saved or not")] = 200_000
    quota_document_mb: Annotated[
        int, Field(ge=1, description="MB of documents, and of records with their versions, one owner may keep")
    ] = 100_000
    quota_pages_of_all_per_day: Annotated[
        int, Field(ge=1, description="pages all owners together may have read in a day (UTC); then nothing is read")
    ] = 100_000
    clamd: Annotated[
        str | None,
        Field(
            pattern=r"^(/.+|[^:/]+:[0-9]{1,5})$",
            description="ClamAV daemon that screens every file: `host:port` or the path of its socket",
        ),
    ] = None
    keep_unsaved_days: Annotated[
        int, Field(ge=1, description="days on which the program ran until a scan that nobody saved is removed")
    ] = 30
    opinion_usd_per_month: Annotated[
        Decimal, Field(ge=0, description="USD that second opinions on one owner's documents may cost in a month (UTC)")
    ] = Decimal(5)
    opinion_price_read: Annotated[
        Decimal, Field(ge=0, description="USD for a million tokens that the model reads; 0: it costs nothing")
    ] = Decimal(0)
    opinion_price_written: Annotated[
        Decimal, Field(ge=0, description="USD for a million tokens that the model writes")
    ] = Decimal(0)
    opinion_pages_shown: Annotated[
        int, Field(ge=0, le=5, description="pages whose pictures the model is given beside the words, if it can see")
    ] = 0
    paid_usd_per_month: Annotated[
        Decimal | None,
        Field(ge=0, description="USD that readers which charge may cost in a month (UTC), of all owners; none: no cap"),
    ] = None
    paid_usd_per_month_of_owner: Annotated[
        Decimal | None, Field(ge=0, description="the same, of one owner's documents; none: no cap")
    ] = None
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Field(description="least level logged")] = "info"

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb * MB

    @property
    def max_body_bytes(self) -> int:
        """The largest file that a request may carry; a larger one takes an upload."""
        return self.max_upload_bytes

    @property
    def max_response_bytes(self) -> int | None:
        """The largest answer; None: it is streamed, however large."""
        return None

    @property
    def secrets_of_origin(self) -> tuple[str, ...]:
        """What a request bears, one of them, that came by the way in front; none: there is no such way."""
        return ()

    @classmethod
    def from_mapping(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings whose upper-case names are present; `SettingsError` for a wrong one. Others are ignored."""
        given = {name: environment[name.upper()] for name in cls.model_fields if environment.get(name.upper())}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            if not first["loc"]:  # of several settings, which the text names
                raise SettingsError(first["msg"].removeprefix("Value error, ")) from error
            name = str(first["loc"][0]).upper()
            wrong = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{name}={environment.get(name)!r}: {wrong}") from error

    @classmethod
    def misspelt(cls, environment: Mapping[str, str]) -> dict[str, str]:
        """Variables that are no setting, each with the setting whose name is nearly the same."""
        names = [name.upper() for name in cls.model_fields]
        unknown = environment.keys() - names
        meant = {name: difflib.get_close_matches(name, names, n=1, cutoff=NEARLY) for name in sorted(unknown)}
        return {name: close[0] for name, close in meant.items() if close}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _at_home(path: Path) -> Path:
    """`~` is the home folder also where no shell has put it in."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(str(error)) from error


class LocalSettings(Settings):
    """One machine."""

    data_dir: Annotated[Path, AfterValidator(_at_home), Field(description="folder that holds everything")] = Path(
        ".data"
    )
    host: Annotated[
        Literal["127.0.0.1", "localhost", "::1"], Field(description="address to listen on; this machine only")
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=1, le=65535, description="port to listen on; tunnels and published ports have the same number")
    ] = 8000
    in_container: Annotated[
        bool, Field(description="listen on every address of a container; its port is to be published on 127.0.0.1 only")
    ] = False
    workers: Annotated[
        int | None,
        Field(
            ge=1,
            le=32,
            description="pages of one owner recognized at once, two cores each; none: half as many as cores, at most 4",
        ),
    ] = None
    reader: Annotated[
        str, AfterValidator(_one_of(AUTO, *MACHINE_READERS)), Field(description="reader used when a scan names none")
    ] = AUTO

    opinion_url: Annotated[
        str | None,
        Field(
            pattern=_SAFE_ADDRESS,
            description="address, up to `/v1`, of a language model that is asked for a second opinion on doubtful "
            "documents: https, or this machine; it must speak OpenAI's `chat/completions`; none: nobody is asked",
        ),
    ] = None
    opinion_model: Annotated[str | None, Field(description="the model's name there")] = None
    opinion_key_file: Annotated[
        Path | None, AfterValidator(_at_home), Field(description="file that holds the key for it")
    ] = None
    opinion_seconds: Annotated[
        int, Field(ge=1, le=50, description="time limit of a second opinion; then the document is read without one")
    ] = 30

    events_file: Annotated[
        Path | None,
        AfterValidator(_at_home),
        Field(description="file to which events are written, a line of JSON each; none: no events are kept"),
    ] = None

    @model_validator(mode="after")
    def _an_opinion_is_whole(self) -> Self:
        if (self.opinion_url is None) != (self.opinion_model is None):
            raise ValueError("OPINION_URL and OPINION_MODEL belong together: one of them is missing")
        if self.reader == OPINION.name and self.opinion_url is None:
            raise ValueError("READER=opinion needs OPINION_URL and OPINION_MODEL")
        return self

    @property
    def readers_at_once(self) -> int:
        return self.workers or min(4, max(1, (os.cpu_count() or 1) // 2))


class CloudSettings(Settings):
    """An AWS account. `aws_region` is set by Lambda itself, all others by Terraform."""

    aws_region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]$", description="region of all parts")]
    table: Annotated[str, Field(min_length=3, description="name of the DynamoDB table")]
    bucket: Annotated[str, Field(min_length=3, description="name of the bucket of documents")]
    kms_key: Annotated[
        str | None, Field(description="ARN of the key that documents are encrypted with; none: the bucket's default")
    ] = None
    work_queue: Annotated[str, Field(pattern=r"^https?://", description="address of the queue of work")]
    textract_topic: Annotated[str, Field(pattern=r"^arn:", description="topic that Textract tells of ended jobs")]
    textract_role: Annotated[str, Field(pattern=r"^arn:", description="role by which Textract tells it")]
    user_pool_id: Annotated[str, Field(description="Cognito user pool whose tokens are taken")]
    client_ids: Annotated[str, Field(description="applications whose tokens are taken, separated by commas")]
    web_client_id: Annotated[str, Field(description="the application that is the web page")]
    issuer: Annotated[str | None, Field(description="issuer of the tokens; none: follows from the pool")] = None
    jwks_url: Annotated[str | None, Field(description="address of the issuer's keys; none: follows from the pool")] = (
        None
    )
    origin_secrets: Annotated[
        str | None,
        Field(repr=False, description="what CloudFront's requests bear, separated by commas; none: all are answered"),
    ] = None
    event_bus: Annotated[
        str | None, Field(description="name of the EventBridge bus that is told of events; none: no events are kept")
    ] = None
    reader: Annotated[
        str, AfterValidator(_one_of(AUTO, *ACCOUNT_READERS)), Field(description="reader used when a scan names none")
    ] = AUTO
    max_upload_mb: Annotated[int, Field(ge=1, le=500, description="largest file that is uploaded to the bucket")] = 100
    read_memory_mb: Annotated[int, Field(ge=256, description="memory limit of reading one document")] = 700
    read_seconds: Annotated[int, Field(ge=1, le=600, description="time limit of reading one document")] = 20

    # AWS's defaults outside its largest regions: "Amazon Textract endpoints and quotas",
    # https://docs.aws.amazon.com/general/latest/gr/textract.html. An account's own are in its Service Quotas.
    textract_starts_per_second: Annotated[
        float, Field(ge=0.1, le=100, description="jobs that Textract starts in a second (StartExpenseAnalysis)")
    ] = 1
    textract_fetches_per_second: Annotated[
        float, Field(ge=0.1, le=100, description="results that it gives in a second (GetExpenseAnalysis)")
    ] = 1
    textract_calls_per_second: Annotated[
        float, Field(ge=0.1, le=100, description="pages that it reads in a call in a second (AnalyzeExpense)")
    ] = 1
    textract_jobs_at_once: Annotated[
        int, Field(ge=1, le=10_000, description="jobs of StartExpenseAnalysis that may run at once")
    ] = 100

    opinion_bedrock_model: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9.:/_-]{3,200}$",
            description="model or inference profile of Bedrock that is asked for a second opinion; none: nobody is",
        ),
    ] = None

    @model_validator(mode="after")
    def _an_opinion_has_its_price(self) -> Self:
        if self.opinion_bedrock_model and not (self.opinion_price_read and self.opinion_price_written):
            raise ValueError("OPINION_BEDROCK_MODEL needs OPINION_PRICE_READ and OPINION_PRICE_WRITTEN")
        if self.reader == OPINION.name and self.opinion_bedrock_model is None:
            raise ValueError("READER=opinion needs OPINION_BEDROCK_MODEL")
        return self

    @property
    def max_body_bytes(self) -> int:
        """Lambda takes 6 MB of text, and a file comes to it in Base64."""
        return min(self.max_upload_bytes, MAX_LAMBDA_BODY)

    @property
    def max_response_bytes(self) -> int:
        """As for requests."""
        return MAX_LAMBDA_BODY

    @property
    def clients(self) -> tuple[str, ...]:
        return _listed(self.client_ids)

    @property
    def secrets_of_origin(self) -> tuple[str, ...]:
        return _listed(self.origin_secrets or "")


MAX_LAMBDA_BODY = 4_400_000
