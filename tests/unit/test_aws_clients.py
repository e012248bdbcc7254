"""Clients of AWS: their timeouts, and the words in which they fail."""

from pathlib import Path

import pytest

from app.adapters.aws.clients import AwsClients, translated_errors
from app.domain.errors import Unavailable

pytest.importorskip("botocore", reason="the extra `aws` is not installed")

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError


def refused(code: str, status: int) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "PutItem")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (refused("ThrottlingException", 400), "throttled"),
        (refused("SlowDown", 503), "throttled"),
        (refused("InternalServerError", 500), "unavailable"),
        (refused("AccessDeniedException", 400), "storage-refused"),
        (refused("ResourceNotFoundException", 400), "storage-refused"),
        (EndpointConnectionError(endpoint_url="http://x"), "unavailable"),
        (ReadTimeoutError(endpoint_url="http://x"), "unavailable"),
    ],
    ids=str,
)
def test_every_failure_is_said_in_the_words_of_the_domain(error: Exception, code: str) -> None:
    with pytest.raises(Unavailable) as told, translated_errors("The database"):
        raise error
    assert told.value.code == code
    assert told.value.__cause__ is error
    assert told.value.detail.startswith("The database ")
    assert "http" not in told.value.detail


@pytest.mark.parametrize(
    "code",
    [
        "F53 RequestTimeTooSkewed",
        "F53 InvalidSignatureException",
        "F53 SignatureDoesNotMatch",
        "F55 KMS.DisabledException",
        "F56 AccessDenied",
        "F56 AccessDeniedException",
    ],
)
def test_what_only_operators_can_mend_is_named_in_the_log(code: str, caplog: pytest.LogCaptureFixture) -> None:
    said = code.partition(" ")[2]
    with pytest.raises(Unavailable) as told, translated_errors("The document store"):
        raise refused(said, 403)
    assert (told.value.code, told.value.retry_after) == ("storage-refused", 60)
    (line,) = caplog.records
    assert line.levelname == "ERROR"
    assert said.rpartition(".")[2] in line.getMessage()


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2", "eu-central-1"])
def test_documents_are_fetched_and_put_where_the_page_may_speak_to(
    region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`document_origin` of infra/web.tf, in every region; botocore's own choice for us-east-1 is another host."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    client = AwsClients(region=region).s3()
    link = client.generate_presigned_url("get_object", Params={"Bucket": "some-documents", "Key": "k"})
    form = client.generate_presigned_post("some-documents", "k")
    allowed = f"https://some-documents.s3.{region}.amazonaws.com/"
    assert link.startswith(f"{allowed}k?")
    assert form["url"] == allowed
    web = (Path(__file__).parents[2] / "infra" / "web.tf").read_text("utf-8")
    assert '"https://${local.buckets.documents}.s3.${var.region}.amazonaws.com"' in web


@pytest.mark.parametrize("service", ["s3", "sqs"])
def test_no_call_outlives_the_patience_of_a_gateway(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    clients = AwsClients(region="eu-central-1")
    client = getattr(clients, service)()
    config = client.meta.config
    tries = config.retries["total_max_attempts"]
    assert (config.connect_timeout + config.read_timeout) * tries <= 14
    assert getattr(clients, service)() is client
