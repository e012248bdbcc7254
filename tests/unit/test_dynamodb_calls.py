"""DynamoDB without botocore: signed as botocore signs, patient as it is, over connections that are kept."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.aws.dynamodb_calls import Declined, DynamoCalls
from app.adapters.aws.signature import Credentials, of_environment, signed
from app.adapters.aws.timeouts import TIMEOUTS, Timeouts
from app.domain.errors import Misconfigured, Unavailable

NOW = datetime(2026, 11, 25, 12, 30, 5, tzinfo=UTC)
KEYS = Credentials("AKIATESTTESTTEST", "test-secret-key", None)


@pytest.mark.parametrize("token", [None, "a+session/token=="])
@pytest.mark.parametrize("body", [b"{}", '{"pk":"ä\\u0000"}'.encode()])
def test_a_call_is_signed_as_botocore_signs_it(token: str | None, body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    auth = pytest.importorskip("botocore.auth", reason="the extra `aws` is not installed")
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as Theirs

    monkeypatch.setattr(auth, "get_current_datetime", lambda **_: NOW.replace(tzinfo=None))
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.Query"}
    theirs = AWSRequest("POST", "https://dynamodb.eu-central-1.amazonaws.com/", data=body, headers=headers)
    auth.SigV4Auth(Theirs(KEYS.key, KEYS.secret, token), "dynamodb", "eu-central-1").add_auth(theirs)
    ours = signed(
        headers | {"Host": "dynamodb.eu-central-1.amazonaws.com"},
        body,
        Credentials(KEYS.key, KEYS.secret, token),
        region="eu-central-1",
        service="dynamodb",
        at=NOW,
    )
    assert ours["authorization"] == theirs.headers["Authorization"]
    assert ours.get("x-amz-security-token") == token


def test_credentials_are_those_of_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "SESSION_TOKEN": ""}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    assert of_environment() == Credentials("k", "s", None)


def test_without_any_credentials_it_is_said_that_none_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("botocore", reason="the extra `aws` is not installed")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    nowhere = {"AWS_SHARED_CREDENTIALS_FILE": "/none", "AWS_CONFIG_FILE": "/none", "AWS_EC2_METADATA_DISABLED": "true"}
    for name, value in nowhere.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured):
        AwsClients(region="eu-central-1").dynamodb().call("GetItem", {})


@pytest.mark.parametrize(
    ("region", "environment", "address"),
    [
        ("eu-central-1", {}, "https://dynamodb.eu-central-1.amazonaws.com"),
        ("cn-north-1", {}, "https://dynamodb.cn-north-1.amazonaws.com.cn"),
        ("eu-central-1", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "http://127.0.0.1:1"),
        ("eu-central-1", {"AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_DYNAMODB": "http://b"}, "http://b"),
    ],
)
def test_the_address_is_the_region_s_unless_the_environment_names_one(
    region: str, environment: dict[str, str], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    calls = DynamoCalls(region=region, endpoint=None, timeouts=TIMEOUTS["dynamodb"], credentials=lambda: KEYS)
    assert calls.address == address


# ---- answers ---------------------------------------------------------------------------------------------------------


class Server:
    """Answers as it is told: (status, body) or None, which hangs up."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Any] | None] = []
        self.asked: list[tuple[str, Any]] = []
        self.connections = 0
        self.address = ""


@contextmanager
def serving() -> Iterator[Server]:
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            made.connections += 1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.asked.append((self.headers["X-Amz-Target"], json.loads(body)))
            answer = made.answers.pop(0)
            if answer is None:
                self.close_connection = True
                return
            status, said = answer
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content) + (9 if said == b"{" else 0)))
            self.end_headers()
            self.wfile.write(content)
            self.close_connection = said == b"{"

        def log_message(self, *_: object) -> None:
            """Nothing is shown."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def calls_of(server: Server, timeouts: Timeouts = TIMEOUTS["dynamodb"]) -> DynamoCalls:
    return DynamoCalls(region="eu-central-1", endpoint=server.address, timeouts=timeouts, credentials=lambda: KEYS)


def failed(code: str, **more: Any) -> dict[str, Any]:
    return {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "not shown", **more}


def test_calls_share_a_connection(server: Server) -> None:
    calls = calls_of(server)
    server.answers = [(200, {"Item": {}}), (200, {})]
    assert calls.call("GetItem", {"TableName": "t"}) == {"Item": {}}
    calls.call("PutItem", {})
    assert server.asked == [("DynamoDB_20120810.GetItem", {"TableName": "t"}), ("DynamoDB_20120810.PutItem", {})]
    assert server.connections == 1


def test_a_connection_that_was_closed_meanwhile_costs_no_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        once = Timeouts(1, 2, 1)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        calls = DynamoCalls(region="eu-central-1", endpoint=address, timeouts=once, credentials=lambda: KEYS)

        def answer_twice() -> None:
            for _ in range(2):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

        thread = threading.Thread(target=answer_twice)
        thread.start()
        assert calls.call("GetItem", {}) == {}
        while not _hung_up(calls):
            threading.Event().wait(0.01)
        assert calls.call("GetItem", {}) == {}
        thread.join()


def _hung_up(calls: DynamoCalls) -> bool:
    from app.adapters.aws.dynamodb_calls import _is_over

    return _is_over(calls._idle[0])


@pytest.mark.parametrize(
    "bad",
    [
        (400, failed("ThrottlingException")),
        (400, failed("ProvisionedThroughputExceededException")),
        (500, failed("InternalServerError")),
        (503, b"<html>"),
        (200, b"{"),
        (200, b"no json"),
        None,
    ],
    ids=["throttled", "too much", "500", "503", "cut", "no json", "hung up"],
)
def test_what_may_pass_is_tried_three_times(server: Server, bad: tuple[int, Any] | None) -> None:
    server.answers = [bad, bad, (200, {"Count": 1}), bad, bad, bad]
    assert calls_of(server).call("Query", {}) == {"Count": 1}
    with pytest.raises(Unavailable) as told:
        calls_of(server).call("Query", {})
    assert server.answers == []
    assert told.value.code in ("throttled", "unavailable")


@pytest.mark.parametrize("code", ["AccessDeniedException", "ResourceNotFoundException", "ValidationException"])
def test_what_stays_refused_is_asked_once(server: Server, code: str, caplog: pytest.LogCaptureFixture) -> None:
    server.answers = [(400, failed(code)), (200, {})]
    with pytest.raises(Unavailable) as told:
        calls_of(server).call("Query", {})
    assert (told.value.code, len(server.answers)) == ("storage-refused", 1)
    assert code in caplog.text


def test_a_transaction_that_is_declined_says_which_part_and_is_not_repeated(server: Server) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "x"}]
    server.answers = [(400, failed("TransactionCanceledException", CancellationReasons=reasons))]
    with pytest.raises(Declined) as told:
        calls_of(server).call("TransactWriteItems", {})
    assert told.value.code == "TransactionCanceledException"
    assert told.value.reasons == ("None", "ConditionalCheckFailed")


def test_who_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        calls = DynamoCalls(
            region="eu-central-1", endpoint=address, timeouts=Timeouts(1, 0.1, 2), credentials=lambda: KEYS
        )
        with pytest.raises(Unavailable) as told:
            calls.call("GetItem", {})
    assert told.value.code == "unavailable"


def test_no_call_outlives_the_patience_of_a_gateway() -> None:
    timeouts = TIMEOUTS["dynamodb"]
    assert (timeouts.connect + timeouts.read) * timeouts.tries <= 14
