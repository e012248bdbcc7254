"""The functions as Lambda runs them: handlers, called with events of a gateway and of queues, on an emulated account.

`Functions` is one installation: its table, bucket, queue and topic are real ones of the emulated account, Textract and
the user pool's keys are servers of the tests.
"""

import base64
import json
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import botocore.session
from mangum import Mangum

from app.adapters.aws.clients import AwsClients
from app.adapters.aws.s3_documents import S3Documents
from app.adapters.dynamodb.table import DynamoTable
from app.bootstrap import cloud
from app.bootstrap.services import utc_now
from app.domain import ids
from app.domain.principal import Owner
from app.main import create_cloud_app
from app.ports import Clock, Key, Kind
from tests import aws, signed_tokens
from tests.textract_server import Textract

POOL = signed_tokens.ISSUER.rpartition("/")[2]


class Context:
    """Lambda's, as far as it is looked at."""

    function_name = "test"
    aws_request_id = "0c0c0c0c-0000-4000-8000-000000000000"

    def __init__(self, seconds: float = 60) -> None:
        self.ends = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return int((self.ends - time.monotonic()) * 1000)


@dataclass
class LambdaResponse:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Functions:
    account: AwsClients
    textract: Textract
    environment: dict[str, str]
    topic: str
    clock: Clock = utc_now  # tokens of callers are made at its time

    def __post_init__(self) -> None:
        self.table = DynamoTable(self.account, name=self.environment["TABLE"])
        api = cloud.api(self.environment)
        self.api = Mangum(create_cloud_app(api), lifespan="off")
        batches = cloud.worker(self.environment)
        self.worker, self.container = batches.handle, batches.container
        self.containers = (api, batches.container)
        self.drain(expecting=0)  # S3 has said that it will tell

    # ---- the API -----------------------------------------------------------------------------------------------------

    def call(
        self, method: str, path: str, *, body: Any = None, subject: str | None = "anna", **headers: str
    ) -> LambdaResponse:
        """A request as an HTTP API hands it on. `body`: bytes, or what becomes JSON."""
        if subject is not None:
            headers["authorization"] = f"Bearer {token(subject, self.clock())}"
        if body is not None and not isinstance(body, bytes):
            headers["content-type"], body = "application/json", json.dumps(body).encode()
        address, _, query = path.partition("?")
        told = self.api(_gateway_event(method, address, query, headers, body), Context())  # type: ignore[arg-type]
        data = told["body"].encode() if not told["isBase64Encoded"] else base64.b64decode(told["body"])
        return LambdaResponse(told["statusCode"], told["headers"], data)

    # ---- the queue ---------------------------------------------------------------------------------------------------

    def drain(self, *, expecting: int = 1) -> int:
        """Hand messages to the worker, as an event source does, until so many were handled and no more are there.

        Returns how many. They come when they come, however slow the machine: only a minute without any is a fault.
        """
        handled, gives_up = 0, time.monotonic() + 60
        while (messages := self.receive()) or handled < expecting:
            if not messages:
                assert time.monotonic() < gives_up, f"{handled} of {expecting} messages have come"
                time.sleep(0.05)
                continue
            event = {"Records": [lambda_message(message) for message in messages]}
            failed = {item["itemIdentifier"] for item in self.worker(event, Context())["batchItemFailures"]}
            for message in messages:
                if message["MessageId"] not in failed:
                    self.account.sqs().delete_message(
                        QueueUrl=self.environment["WORK_QUEUE"], ReceiptHandle=message["ReceiptHandle"]
                    )
                    handled += 1
        return handled

    def receive(self) -> list[dict[str, Any]]:
        answer = self.account.sqs().receive_message(
            QueueUrl=self.environment["WORK_QUEUE"],
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return list(answer.get("Messages", ()))

    def announce(self, job_id: str, tag: str, *, status: str = "SUCCEEDED") -> None:
        """What Textract tells the topic when a job has ended."""
        notice = {"JobId": job_id, "Status": status, "API": "StartExpenseAnalysis", "JobTag": tag, "Timestamp": 1}
        topics(self.account).publish(TopicArn=self.topic, Message=json.dumps(notice))

    def announce_all(self) -> None:
        for job in self.textract.jobs.values():
            self.announce(job.id, job.parameters["JobTag"])

    def sweep(self) -> Any:
        return self.worker({"task": "sweep"}, Context())

    def documents(self) -> S3Documents:
        return S3Documents(self.account, bucket=self.environment["BUCKET"], clock=utc_now)

    def lost(self, subject: str, *contents: bytes) -> list[str]:
        """Ids of documents whose records are lost, and that were found."""
        names = [ids.invoice_id() for _ in contents]
        for name, content in zip(names, contents, strict=True):
            self.documents().put(owner_of(subject), Key(Kind.INVOICE, name), content)
        self.sweep()
        return names


def topics(account: AwsClients) -> Any:
    """A client of SNS, which the application itself never calls."""
    return _topics_at(account.sqs().meta.endpoint_url)


@cache
def _topics_at(address: str) -> Any:
    return botocore.session.get_session().create_client("sns", region_name=aws.REGION, endpoint_url=address)


def owner_of(subject: str) -> Owner:
    return Owner(signed_tokens.ISSUER, f"{subject}-0000")


def token(subject: str, at: datetime | None = None) -> str:
    now = int((at or utc_now()).timestamp())
    sign_in = str(uuid5(NAMESPACE_URL, subject))
    return signed_tokens.good(
        sub=f"{subject}-0000", origin_jti=sign_in, exp=now + 800, iat=now - 10, auth_time=now - 10
    )


def lambda_message(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {"ApproximateReceiveCount": message["Attributes"]["ApproximateReceiveCount"]},
        "eventSource": "aws:sqs",
    }


def _gateway_event(method: str, path: str, query: str, headers: dict[str, str], body: bytes | None) -> dict[str, Any]:
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": "api.example.com", "x-forwarded-proto": "https", **headers},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "api.example.com",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t"},
            "requestId": "gateway-request-1=",
            "stage": "$default",
            "timeEpoch": 1,
        },
        "body": base64.b64encode(body).decode() if body is not None else None,
        "isBase64Encoded": body is not None,
    }


def made(account: AwsClients, textract: Textract, *, keys: str, **settings: str) -> Functions:
    """A new installation in the account. `keys`: where the user pool's keys are."""
    bucket, table = aws.new_bucket(account), aws.new_table(account)
    queue = aws.new_queue(account)
    arn = account.sqs().get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rule = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
    rule["Filter"] = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "inbox/"}]}}
    account.s3().put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [rule]}
    )
    sns = topics(account)
    topic = sns.create_topic(Name=aws.new_name("textract"))["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    environment = {
        "AWS_REGION": aws.REGION,
        "AWS_ENDPOINT_URL": account.s3().meta.endpoint_url,
        "TABLE": table,
        "BUCKET": bucket,
        "WORK_QUEUE": queue,
        "TEXTRACT_TOPIC": topic,
        "TEXTRACT_ROLE": "arn:aws:iam::123456789012:role/textract",
        "TEXTRACT_CALLS_PER_SECOND": "100",  # who waits for a turn is tried by itself
        "USER_POOL_ID": POOL,
        "CLIENT_IDS": signed_tokens.CLIENT,
        "WEB_CLIENT_ID": signed_tokens.CLIENT,
        "JWKS_URL": keys,
        "SCAN_WAIT_SECONDS": "1",
    }
    return Functions(account, textract, environment | settings, topic)
