"""How quickly the API function starts and answers: `python -m tests.bench.functions [APPS]`.

Cold: a new process of the packaged function under AWS's runtime client, from its start to its first answer; processor
time of the whole process and the memory at its peak. Warm: further answers of the same process. DynamoDB's answers are
canned and come over a real connection. `APPS`: a folder with plain applications of the same routes (`d_full`,
`e_powertools`), measured in turns with ours, so that a busy machine slows all alike; ratios are to the first.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from app.adapters.dynamodb.invoice_entries import list_row
from app.adapters.dynamodb.table import _item
from tests import aws, signed_tokens
from tests.key_server import KeyServer
from tests.lambdas.functions import gateway_event
from tests.lambdas.runtime_api import RuntimeApi, Server
from tests.making import ANNA, NOON, a_record, an_invoice
from tests.packages import unzipped

ROUNDS = 9
WARM_CALLS = 100
RUNTIME = "awslambdaric==4.2.2"
PLAIN = ("fastapi", "mangum", "boto3", "python-jose[cryptography]", "pydantic-settings", "aws-lambda-powertools")


@dataclass(frozen=True)
class Variant:
    name: str
    python: Path
    handler: str
    folder: Path
    settings: dict[str, str]
    events: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Measured:
    cold_cpu: float  # milliseconds
    warm_cpu: float
    resident_mb: float


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, dynamodb() as address, KeyServer(signed_tokens.jwk("key-1")) as keys:
        variants = [ours(address, keys.address)]
        if len(sys.argv) > 1:
            variants = [*_plain(Path(sys.argv[1]).resolve(), address, Path(folder)), *variants]
        for event in ("health", "list"):
            _compare(variants, event)


def _compare(variants: list[Variant], event: str) -> None:
    rows: dict[str, list[Measured]] = {variant.name: [] for variant in variants}
    for turn in range(ROUNDS + 1):
        for variant in variants:
            one = measured(variant, variant.events[event])
            if turn:  # the first fills the caches of the file system
                rows[variant.name].append(one)
    first = rows[variants[0].name]
    print(f"{event:14}{'cold CPU':>10}{'ratio':>7}{'warm CPU':>11}{'ratio':>7}{'memory':>10}")
    for name, found in rows.items():
        cold, warm, resident = (
            statistics.median(getattr(one, part) for one in found) for part in ("cold_cpu", "warm_cpu", "resident_mb")
        )
        pairs = list(zip(found, first, strict=True))
        cold_ratio = statistics.median(one.cold_cpu / other.cold_cpu for one, other in pairs)
        warm_ratio = statistics.median(one.warm_cpu / other.warm_cpu for one, other in pairs)
        print(f"  {name:12}{cold:7.0f} ms{cold_ratio:7.2f}{warm:8.2f} ms{warm_ratio:7.2f}{resident:7.0f} MB")


def measured(variant: Variant, event: dict[str, Any], *, warm_calls: int = WARM_CALLS) -> Measured:
    with RuntimeApi() as api, Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(
            [str(variant.python), "-m", "awslambdaric", variant.handler],
            env=_environment(variant, api.address),
            cwd=variant.folder,
            stdin=subprocess.DEVNULL,
            stdout=nowhere,
            stderr=nowhere,
        )
        try:
            _require(api, event)
            cold, resident = _cpu(process.pid), _resident_mb(process.pid)
            for _ in range(warm_calls):
                _require(api, event)
            return Measured(cold * 1000, (_cpu(process.pid) - cold) * 1000 / max(warm_calls, 1), resident)
        finally:
            process.kill()
            process.wait()


def _require(api: RuntimeApi, event: dict[str, Any]) -> None:
    kind, body = api.invoke(event)
    assert kind == "response", body
    assert body["statusCode"] == 200, body


def _cpu(pid: int) -> float:
    """Seconds of processor time so far, in hundredths."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _environment(variant: Variant, runtime: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "PYTHONPATH": str(variant.folder),
        "AWS_LAMBDA_RUNTIME_API": runtime,
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": aws.REGION,
        "AWS_DEFAULT_REGION": aws.REGION,
        **aws.KEYS,
        **variant.settings,
    }


# ---- what is measured ------------------------------------------------------------------------------------------------


def ours(address: str, keys: str) -> Variant:
    settings = {
        "AWS_ENDPOINT_URL": address,
        "TABLE": "ours",
        "BUCKET": "documents",
        "WORK_QUEUE": f"{address}/work",
        "TEXTRACT_TOPIC": "arn:aws:sns:eu-central-1:123456789012:notices",
        "TEXTRACT_ROLE": "arn:aws:iam::123456789012:role/textract",
        "USER_POOL_ID": signed_tokens.ISSUER.rpartition("/")[2],
        "CLIENT_IDS": signed_tokens.CLIENT,
        "WEB_CLIENT_ID": signed_tokens.CLIENT,
        "JWKS_URL": keys,
    }
    now = int(time.time())
    token = signed_tokens.good(iat=now - 60, auth_time=now - 60, exp=now + 80_000)
    events = {
        "health": gateway_event("GET", "/v1/health"),
        "list": gateway_event("GET", "/v1/invoices", token=token, query="limit=20"),
    }
    python = aws.installed("awslambdaric", (RUNTIME,)) / "python"
    return Variant("ours", python, "app.lambda_api.handler", unzipped("api"), settings, events)


def _plain(apps: Path, address: str, folder: Path) -> list[Variant]:
    key_set = folder / "jwks.json"
    key_set.write_text(json.dumps({"keys": [signed_tokens.jwk("key-1")]}))
    settings = {
        "AWS_ENDPOINT_URL": address,
        "TABLE_NAME": "plain",
        "BUCKET_NAME": "documents",
        "JWKS_PATH": str(key_set),
        "ISSUER": signed_tokens.ISSUER,
        "AUDIENCE": signed_tokens.CLIENT,
        "POWERTOOLS_SERVICE_NAME": "bench",
    }
    now = int(time.time())
    token = signed_tokens.good(aud=signed_tokens.CLIENT, token_use="id", iat=now - 60, exp=now + 80_000)
    events = {
        "health": gateway_event("GET", "/health"),
        "list": gateway_event("GET", "/invoices", token=token, query="limit=20")
        | {"queryStringParameters": {"limit": "20"}},
    }
    python = aws.installed("plain-functions", (RUNTIME, *PLAIN)) / "python"
    names = {"plain": "d_full.handler", "powertools": "e_powertools.handler"}
    return [Variant(name, python, handler, apps, settings, events) for name, handler in names.items()]


# ---- DynamoDB --------------------------------------------------------------------------------------------------------


@contextmanager
def dynamodb() -> Iterator[str]:
    """Answers a query with 20 invoices in the form of the application that asks, that of ended sign-ins with none."""
    rows = {"ours": _our_rows(), "plain": _plain_rows(), "none": []}
    answers = {name: _body(items) for name, items in rows.items()}
    shown = [{name: item[name] for name in ("sk", "summary")} for item in rows["ours"]]
    answers["ours, what is shown"] = _body(shown)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            ended = "ENDED" in json.dumps(asked.get("ExpressionAttributeValues", {}))
            part = ", what is shown" if asked.get("ProjectionExpression") == "sk,summary" else ""
            body = answers["none" if ended else asked["TableName"] + part]
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def _body(items: list[dict[str, Any]]) -> bytes:
    return json.dumps({"Items": items, "Count": len(items), "ScannedCount": len(items)}).encode()


def _our_rows() -> list[dict[str, Any]]:
    """Newest first, as a list without filters asks for them."""
    invoice = an_invoice(
        seller="Vendor GmbH",
        buyer="Buyer GmbH",
        number="2026-00001",
        issued="2026-01-31",
        due="2026-02-28",
        net="100.40",
        tax="19.10",
        gross="119.50",
        currency="EUR",
    )
    rows = []
    for number in range(20):
        record = a_record(invoice, at=NOON - timedelta(minutes=number), file_name="invoice-0001.pdf")
        rows.append(_item(list_row(ANNA.key, record, gen="0" * 16, mark="0" * 16, chunks=1, behind="")))
    return rows


def _plain_rows() -> list[dict[str, Any]]:
    texts = {
        "vendor": "Vendor GmbH",
        "invoice_number": "2026-00001",
        "invoice_date": "2026-01-31",
        "due_date": "2026-02-28",
        "currency": "EUR",
        "status": "processed",
        "file_key": "invoices/user-1/inv-0001.pdf",
        "created_at": "2026-02-01T10:00:00Z",
    }
    numbers = {"total": {"N": "119.50"}, "tax": {"N": "19.10"}}
    row = {name: {"S": text} for name, text in texts.items()} | numbers | {"pk": {"S": "USER#1"}}
    return [row | {"sk": {"S": f"INV#{n:04}"}, "invoice_id": {"S": f"inv-{n:04}"}} for n in range(20)]


if __name__ == "__main__":
    main()
