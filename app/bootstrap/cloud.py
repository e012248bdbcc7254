"""An AWS account: S3, DynamoDB, SQS, Textract, Cognito.

Everything is made on first use: no client is built and no process started before a route needs it. So each function
does with the rights that its routes need, and starts quickly.
"""

from collections.abc import Mapping

from app.batches import Batches
from app.bootstrap.services import Ports, assemble, quota_of, screen_of, utc_now
from app.container import Container, SignIn
from app.ports import DocumentReader
from app.settings import CloudSettings

ONE_PROCESS = 1  # a Lambda environment has one request at a time


def api(environment: Mapping[str, str]) -> Container:
    """For the two API functions: a scan that its caller waits for is read in the call."""
    return _cloud(CloudSettings.from_mapping(environment), environment, prefers_jobs=False)


def worker(environment: Mapping[str, str]) -> Batches:
    """For the function behind the queues, for which nobody waits: what costs is done by jobs, which can be repeated."""
    from app.adapters.aws_events import AwsEvents

    settings = CloudSettings.from_mapping(environment)
    container = _cloud(settings, environment, prefers_jobs=True)
    return Batches(container, events_of=AwsEvents(topic=settings.textract_topic))


def _cloud(settings: CloudSettings, environment: Mapping[str, str], *, prefers_jobs: bool) -> Container:
    from app.adapters.aws_clients import AwsClients
    from app.adapters.cognito_tokens import CognitoPool
    from app.adapters.dynamodb_idempotency import DynamoIdempotency
    from app.adapters.dynamodb_invoices import DynamoInvoices
    from app.adapters.dynamodb_scans import DynamoScans
    from app.adapters.dynamodb_secrets import DynamoSecrets
    from app.adapters.dynamodb_sign_ins import DynamoEndedSignIns
    from app.adapters.dynamodb_table import DynamoTable
    from app.adapters.dynamodb_uploads import DynamoUploads
    from app.adapters.emf_metrics import EmfMetrics
    from app.adapters.s3_documents import S3Documents
    from app.adapters.sandbox import Sandbox, SandboxedComparer, SandboxedInspector, SandboxedReader, SandboxedWords
    from app.adapters.sqs_jobs import SqsJobs
    from app.adapters.textract.job_reader import TextractJobReader
    from app.adapters.textract.jobs import AnalysisJobs, Channel
    from app.adapters.textract.reader import TextractReader

    # An emulator has one address for all, and does not answer under a bucket's own name.
    clients = AwsClients(region=settings.aws_region, path_style="AWS_ENDPOINT_URL" in environment)
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
    documents = S3Documents(clients, bucket=settings.bucket, clock=utc_now, kms_key=settings.kms_key)
    sandbox = Sandbox(workers=ONE_PROCESS, seconds=settings.read_seconds, memory_mb=settings.read_memory_mb, ready=0)
    inspector = SandboxedInspector(sandbox)
    readers: tuple[DocumentReader, ...] = (
        SandboxedReader(sandbox, "einvoice"),
        SandboxedReader(sandbox, "text"),
        TextractReader(clients.textract, redraw=inspector.render, prefers_jobs=prefers_jobs),
    )
    channel = Channel(settings.textract_topic, settings.textract_role)
    ports = Ports(
        documents=documents,
        scans=DynamoScans(table, clock=utc_now),
        uploads=DynamoUploads(table),
        invoices=DynamoInvoices(table),
        jobs=SqsJobs(clients, queue_url=settings.work_queue),
        idempotency=DynamoIdempotency(table, clock=utc_now),
        tokens=pool.verifier(pool.keys(), utc_now, denied=ended.is_ended),
        ended_sign_ins=ended,
        inspector=inspector,
        screen=screen_of(settings),
        readers=readers,
        metrics=EmfMetrics(),
        comparer=SandboxedComparer(sandbox),
        words=SandboxedWords(sandbox, recognizes=False),
        job_reader=TextractJobReader(AnalysisJobs(clients.textract, channel=channel), documents),
    )
    return assemble(
        settings,
        ports,
        clock=utc_now,
        quota=quota_of(settings),
        cursor_secret=lambda: secrets.get("cursors"),
        sign_in=SignIn(issuer=pool.issuer, client_id=settings.web_client_id),
        reads_in_call=True,
        close=sandbox.close,
    )
