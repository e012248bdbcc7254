"""A stand-in for Amazon Textract: a real HTTP server that speaks what botocore speaks (CBOR, and JSON 1.1 as older
clients do). Requests and answers are held against botocore's model of the service.

`Textract.faults` are taken from the front, one for each call: an error code, or one of `Fault`'s ways to go wrong.
"""

import base64
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import botocore.session
from botocore.model import ServiceModel, StructureShape
from botocore.validate import ParamValidator

from tests import cbor

MODEL: ServiceModel = botocore.session.get_session().get_service_model("textract")
SERVER_FAULTS = {"InternalServerError"}


@dataclass(frozen=True)
class Fault:
    """`code`: a modelled error. `seconds`: wait before answering. `keep`: send that part of the answer and hang up
    (`honest`: with a length that fits what is sent). `status` without code: an answer that is no Textract's."""

    code: str | None = None
    seconds: float = 0.0
    keep: float = 1.0
    honest: bool = False
    status: int = 0


@dataclass
class Job:
    id: str
    parameters: dict[str, Any]
    asked: int = 0


@dataclass
class Textract:
    """What it answers and what it was asked. `running_for`: how often a job is asked before it is done."""

    answer: dict[str, Any] = field(default_factory=dict)
    job_status: str = "SUCCEEDED"
    status_message: str | None = None
    running_for: int = 0
    page_size: int = 20
    doubled: bool = False  # each document also stands in the next part
    faults: list[Fault] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    received: list[dict[str, Any]] = field(default_factory=list)
    jobs: dict[str, Job] = field(default_factory=dict)  # by token
    pages_charged: int = 0
    spoiled_tokens: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)  # requests or answers that the model does not allow

    def run(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        return {
            "AnalyzeExpense": self._analyze,
            "StartExpenseAnalysis": self._start,
            "GetExpenseAnalysis": self._get,
        }[operation](parameters)

    def _analyze(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if not parameters["Document"].get("Bytes"):
            raise Refused("InvalidParameterException")
        self.pages_charged += 1
        return self.answer

    def _start(self, parameters: dict[str, Any]) -> dict[str, Any]:
        token = parameters["ClientRequestToken"]
        job = self.jobs.setdefault(token, Job(f"job-{len(self.jobs) + 1}", parameters))
        if job.parameters != parameters:
            raise Refused("IdempotentParameterMismatchException")
        return {"JobId": job.id}

    def _get(self, parameters: dict[str, Any]) -> dict[str, Any]:
        job = next((job for job in self.jobs.values() if job.id == parameters["JobId"]), None)
        if job is None:
            raise Refused("InvalidJobIdException")
        token = parameters.get("NextToken")
        if token in self.spoiled_tokens:
            self.spoiled_tokens.remove(token)
            raise Refused("InvalidParameterException")
        if not token:
            job.asked += 1
        if job.asked <= self.running_for:
            return {"JobStatus": "IN_PROGRESS"}
        if self.job_status not in ("SUCCEEDED", "PARTIAL_SUCCESS"):
            return {
                "JobStatus": self.job_status,
                **({"StatusMessage": self.status_message} if self.status_message else {}),
            }
        return self._part(int(token.removeprefix("from-")) if token else 0)

    def _part(self, first: int) -> dict[str, Any]:
        documents = self.answer["ExpenseDocuments"]
        size = self.page_size
        part = {
            **self.answer,
            "JobStatus": self.job_status,
            "ExpenseDocuments": documents[max(0, first - self.doubled) : first + size],
        }
        return part | ({"NextToken": f"from-{first + size}"} if first + size < len(documents) else {})


class Refused(Exception):
    """Ends a call with a modelled error."""


@contextmanager
def textract_server(textract: Textract) -> Iterator[str]:
    """Serves until the end of the block; gives the address for AWS_ENDPOINT_URL_TEXTRACT."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(textract))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(textract: Textract) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """Tests count calls by themselves."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            target = self.headers.get("X-Amz-Target")
            operation = (target or self.path).replace("/", ".").rpartition(".")[2]
            parameters = _from_json(body) if target else cbor.decode(body)
            textract.calls[operation] += 1
            textract.received.append(parameters)
            model = MODEL.operation_model(operation)
            _hold(textract, operation, parameters, model.input_shape)
            fault = textract.faults.pop(0) if textract.faults else Fault()
            time.sleep(fault.seconds)
            if fault.status:
                self._send(fault.status, b"<html>gateway</html>", "text/html", fault)
                return
            try:
                if fault.code:
                    raise Refused(fault.code)
                status, answer = 200, textract.run(operation, parameters)
                _hold(textract, operation, answer, model.output_shape)
            except Refused as error:
                code = str(error)
                if code not in {shape.name for shape in model.error_shapes}:
                    textract.broken.append(f"{operation} has no error {code}")
                status = 500 if code in SERVER_FAULTS else 400
                answer = {"__type": f"com.amazonaws.textract#{code}", "message": f"{code} by the test"}
            data = json.dumps(answer).encode() if target else cbor.encode(answer)
            self._send(status, data, "application/x-amz-json-1.1" if target else "application/cbor", fault)

        def _send(self, status: int, data: bytes, media_type: str, fault: Fault) -> None:
            sent = data[: int(len(data) * fault.keep)]
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            if media_type == "application/cbor":
                self.send_header("smithy-protocol", "rpc-v2-cbor")
            self.send_header("Content-Length", str(len(sent if fault.honest else data)))
            if fault.keep < 1:
                self.send_header("Connection", "close")  # else a quick client asks again before it sees the end
            with suppress(ConnectionError):  # the client did not wait
                self.end_headers()
                self.wfile.write(sent)
            self.close_connection = fault.keep < 1

    return Handler


def _from_json(body: bytes) -> dict[str, Any]:
    parameters: dict[str, Any] = json.loads(body)
    document = parameters.get("Document", {})
    if "Bytes" in document:
        document["Bytes"] = base64.b64decode(document["Bytes"])
    return parameters


def _hold(textract: Textract, operation: str, value: dict[str, Any], shape: StructureShape | None) -> None:
    """Note what the model does not allow: wrong types, missing members, unknown members."""
    report = ParamValidator().validate(value, shape)
    if report.has_errors():
        textract.broken.append(f"{operation}: {report.generate_report()}")
