"""An AWS account: S3, DynamoDB, SQS, Textract, Cognito.

Everything is made on first use: no client is built and no process started before a route needs it. So each function
does with the rights that its routes need, and starts quickly.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from app.batches import Batches
from app.bootstrap.cloud_adapters import CloudAdapters
from app.bootstrap.services import Ports, assemble, prices_of, quota_of, screen_of, utc_now
from app.container import Container, SignIn
from app.domain.turns import Line, every_job
from app.services.export_jobs import SheetLimit
from app.settings import CloudSettings

if TYPE_CHECKING:
    from app.adapters.aws.clients import AwsClients

# A spreadsheet is made within the time of one call of the worker, which is a minute at least.
SHEET_ROWS = 10_000
SHEET_TIME = timedelta(seconds=35)
STAMPED_EVERY = timedelta(minutes=15)  # a write to the bucket and one to the table: two cents a month


def api(environment: Mapping[str, str]) -> Container:
    """For the two API functions: a scan that its caller waits for is read in the call."""
    settings = CloudSettings.from_mapping(environment)
    return _cloud(settings, _clients(settings, environment), prefers_jobs=False)


def worker(environment: Mapping[str, str]) -> Batches:
    """For the function behind the queues, for which nobody waits: what costs is done by jobs, which can be repeated."""
    from app.adapters.aws.events import AwsEvents
    from app.adapters.aws.sqs_jobs import SqsJobs

    settings = CloudSettings.from_mapping(environment)
    clients = _clients(settings, environment)
    container = _cloud(settings, clients, prefers_jobs=True)
    queue = SqsJobs(clients, queue_url=settings.work_queue)
    return Batches(container, events_of=AwsEvents(topic=settings.textract_topic), hide=queue.hide)


def turn_every(settings: CloudSettings) -> dict[Line, timedelta]:
    """How often Textract may be asked."""
    return {
        Line.JOB: every_job(
            starts=settings.textract_starts_per_second,
            fetches=settings.textract_fetches_per_second,
            at_once=settings.textract_jobs_at_once,
        ),
        Line.CALL: timedelta(seconds=1 / settings.textract_calls_per_second),
    }


def _clients(settings: CloudSettings, environment: Mapping[str, str]) -> "AwsClients":
    from app.adapters.aws.clients import AwsClients

    # An emulator has one address for all, and does not answer under a bucket's own name.
    return AwsClients(region=settings.aws_region, path_style="AWS_ENDPOINT_URL" in environment)


def _cloud(settings: CloudSettings, clients: "AwsClients", *, prefers_jobs: bool) -> Container:
    from app.adapters.aws.emf_metrics import EmfMetrics
    from app.adapters.dynamodb.secrets import DynamoSecrets
    from app.adapters.dynamodb.sign_ins import DynamoEndedSignIns
    from app.adapters.dynamodb.table import DynamoTable
    from app.adapters.tokens.cognito import CognitoPool

    pool = CognitoPool.of(
        region=settings.aws_region,
        pool_id=settings.user_pool_id,
        client_ids=settings.clients,
        issuer=settings.issuer,
        key_address=settings.jwks_url,
    )
    table = DynamoTable(clients, name=settings.table)
    secrets = DynamoSecrets(table)
    ended = DynamoEndedSignIns(table, clock=utc_now)
    adapters = CloudAdapters(settings, clients, table, prefers_jobs=prefers_jobs)
    ports = Ports(
        documents=adapters.documents,
        scans=adapters.scans,
        uploads=adapters.uploads,
        invoices=adapters.invoices,
        exports=adapters.exports,
        export_files=adapters.export_files,
        loose=adapters.loose,
        beside_documents=adapters.beside_documents,
        among_records=adapters.among_records,
        jobs=adapters.jobs,
        idempotency=adapters.idempotency,
        rounds=adapters.rounds,
        walks=adapters.walks,
        tokens=pool.verifier(pool.keys(), utc_now, denied=ended.is_ended),
        ended_sign_ins=ended,
        inspector=adapters.inspector,
        screen=screen_of(settings),
        readers=adapters.readers,
        metrics=EmfMetrics(settings.table),  # named as the installation
        comparer=adapters.comparer,
        words=adapters.words,
        files=adapters.files,
        job_reader=adapters.job_reader,
        outbox=adapters.outbox,
        event_target=adapters.event_target,
        turns=adapters.turns,
    )
    return assemble(
        settings,
        ports,
        clock=utc_now,
        quota=quota_of(settings),
        cursor_secret=lambda: secrets.get("cursors"),
        sign_in=SignIn(issuer=pool.issuer, client_id=settings.web_client_id),
        reads_in_call=True,
        sheet=SheetLimit(rows=SHEET_ROWS, time=SHEET_TIME),
        stamped_every=STAMPED_EVERY,
        turn_every=turn_every(settings),
        prices=prices_of(settings, textract=True, opinion=settings.opinion_bedrock_model is not None),
        close=adapters.close,
    )
