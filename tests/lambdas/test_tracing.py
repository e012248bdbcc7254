"""What the functions tell X-Ray of their calls: which services, how long, and nothing of whom."""

import json
import socket

import pytest

from tests.documents.pages import invoice_picture
from tests.lambdas.conftest import Make
from tests.lambdas.installation import Context, owner_of
from tests.textract_server import Textract

SAMPLED = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1"


def test_a_scan_is_told_by_its_calls_and_no_owner_no_id_and_no_name(
    make: Make, textract: Textract, monkeypatch: pytest.MonkeyPatch
) -> None:
    functions = make()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.setblocking(False)
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{daemon.getsockname()[1]}")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", SAMPLED)
        made = invoice_picture("png", seed=1)
        scan = functions.call("POST", "/v1/scans", body=made.data, **{"content-type": made.media_type}).json
        invoice = functions.call("POST", "/v1/invoices", body={"scan_id": scan["id"]}).json
        functions.worker({"task": "sweep"}, Context())
        told = []
        try:
            while True:
                told.append(daemon.recv(65_536).partition(b"\n")[2].decode())
        except BlockingIOError:
            pass
    called = {(part["name"], part["aws"]["operation"]) for part in map(json.loads, told)}
    assert {
        *(("s3", "PutObject"), ("s3", "CopyObject"), ("s3", "ListObjectsV2")),
        *(("textract", "AnalyzeExpense"), ("dynamodb", "GetItem"), ("dynamodb", "TransactWriteItems")),
    } <= called
    assert len({json.loads(part)["id"] for part in told}) == len(told)
    owner = owner_of("anna")
    names = (owner.key, owner.subject, owner.issuer, scan["id"], invoice["id"])
    for secret in (*names, functions.table.name, functions.environment["BUCKET"], functions.environment["WORK_QUEUE"]):
        assert not [part for part in told if secret in part]
