"""What a log may tell."""

import json
import logging
from collections.abc import Iterator

import pytest

from app.api.logs import log_to_stderr
from tests import log_scan

SECRETS = {
    "bearer token": "got Bearer abc.def-123456",
    "signed token": "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.sig",
    "authorization header": '{"Authorization": "Basic YTpi"}',
    "grant": "grant: refresh_token=abcdef",
    "e-mail": "user anna@example.test asked",
    "card number": "paid with 4111 1111 1111 1111",
    "iban": "to DE89370400440532013000",
    "signed address": "GET /a?X-Amz-Signature=00ff",
    "cloud key": "AKIAIOSFODNN7EXAMPLE",
    "private key": "-----BEGIN RSA PRIVATE KEY-----",
    "file content": "read %PDF-1.7 ...",
    "document text": "seller Nordlicht Papier GmbH",
}
HARMLESS = (
    '{"time": "2026-11-25T22:13:12.345+00:00", "request_id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "ms": 12.5}',
    "scn_0f1e2d3c4b5a69788796a5b4c3d2e1f0 took 1764108792345 ns",
    "DE00370400440532013000 is no account number",
    "1234 5678 9012 3456 is no card",
)


@pytest.mark.parametrize("name", log_scan.PATTERNS)
def test_a45_every_secret_would_be_seen(name: str) -> None:
    assert name in log_scan.hits(SECRETS[name])


@pytest.mark.parametrize("line", HARMLESS)
def test_what_is_no_secret_is_not_taken_for_one(line: str) -> None:
    assert log_scan.hits(line) == []


def test_a45_twelve_patterns_are_looked_for() -> None:
    assert len(log_scan.PATTERNS) == 12


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("app")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    root.handlers.clear()
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.mark.usefixtures("logs_as_before")
@pytest.mark.parametrize("level", ["debug", "info"])
def test_a45_libraries_never_tell_what_passes_through_them(capsys: pytest.CaptureFixture[str], level: str) -> None:
    log_to_stderr(level)
    logging.getLogger("botocore.endpoint").debug("request with a document in it")
    logging.getLogger("httpx").info("GET https://a.test/?token=1")
    logging.getLogger("urllib3").warning("no connection")
    logging.getLogger("app.services.scans").debug("ours")
    lines = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert lines == ["no connection", *(["ours"] if level == "debug" else [])]
