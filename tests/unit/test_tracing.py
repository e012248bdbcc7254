"""Parts of a trace: told for sampled requests alone, and without a word of what was asked."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.session import Session

from app.adapters.aws import tracing
from app.adapters.aws.tracing import traced

SAMPLED = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a:0"


class Harmless(Exception):
    pass


class Daemon:
    """Lambda's, as far as it listens."""

    def __init__(self) -> None:
        self.wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.wire.bind(("127.0.0.1", 0))
        self.wire.settimeout(5)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.wire.getsockname()[1]}"

    def told(self) -> dict[str, Any]:
        head, _, part = self.wire.recv(65_536).partition(b"\n")
        assert json.loads(head) == {"format": "json", "version": 1}
        found: dict[str, Any] = json.loads(part)
        return found

    def is_silent(self) -> bool:
        self.wire.setblocking(False)
        try:
            self.wire.recv(1)
        except BlockingIOError:
            return True
        return False


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    made = Daemon()
    monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", made.address)
    monkeypatch.setenv("_X_AMZN_TRACE_ID", SAMPLED)
    yield made
    made.wire.close()


def test_a_call_is_a_part_of_the_request_with_its_time(daemon: Daemon) -> None:
    with traced("dynamodb", "GetItem", harmless=Harmless):
        pass
    part = daemon.told()
    assert part.keys() == {
        *("type", "id", "trace_id", "parent_id", "name", "namespace", "start_time", "end_time", "fault", "aws")
    }
    assert (part["trace_id"], part["parent_id"]) == ("1-67891233-abcdef012345678912345678", "53995c3f42cd8ad8")
    assert (part["type"], part["name"], part["aws"]) == ("subsegment", "dynamodb", {"operation": "GetItem"})
    assert 0 <= part["end_time"] - part["start_time"] < 1
    assert len(part["id"]) == 16
    assert part["fault"] is False


@pytest.mark.parametrize(("error", "fault"), [(Harmless, False), (OSError, True)])
def test_what_fails_is_told_as_such_and_raised(daemon: Daemon, error: type[Exception], fault: bool) -> None:
    with pytest.raises(error), traced("dynamodb", "PutItem", harmless=Harmless):
        raise error("about anna")
    part = daemon.told()
    assert part["fault"] is fault
    assert "anna" not in json.dumps(part) and "about" not in json.dumps(part)


@pytest.mark.parametrize(
    "header",
    ["", SAMPLED.replace("Sampled=1", "Sampled=0"), "Root=1-2-3;Parent=4", "Sampled=1", ";;=;", "Sampled=1;Root=1"],
)
def test_what_is_not_sampled_is_not_told(daemon: Daemon, monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    with traced("dynamodb", "GetItem", harmless=Harmless):
        pass
    assert daemon.is_silent()


@pytest.mark.parametrize("address", ["", "nowhere", "127.0.0.1:not-a-port", "127.0.0.1:1", "256.0.0.1:2000"])
def test_a_daemon_that_is_not_there_harms_nothing(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", address)
    monkeypatch.setenv("_X_AMZN_TRACE_ID", SAMPLED)
    for _ in range(2):
        with traced("dynamodb", "GetItem", harmless=Harmless):
            pass


def test_botocores_clients_tell_of_operation_and_fault_and_not_of_parameters(daemon: Daemon) -> None:
    client = Session().create_client(
        "sqs",
        region_name="eu-central-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )
    tracing.watch(client, "sqs")
    with pytest.raises(EndpointConnectionError):
        client.send_message(QueueUrl="http://127.0.0.1:1/queue", MessageBody="of owner anna")
    part = daemon.told()
    assert (part["name"], part["aws"], part["fault"]) == ("sqs", {"operation": "SendMessage"}, True)
    assert "anna" not in json.dumps(part) and "queue" not in json.dumps(part)
