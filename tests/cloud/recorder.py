"""The way to the emulated account: ends TLS, as AWS does, and writes down who asked for which right, on what."""

import http.client
import json
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from tests.certificates import Certificate

_CREDENTIAL = re.compile(r"Credential=?([A-Z0-9]+)/[0-9]+/[a-z0-9-]+/([a-z0-9]+)/aws4_request")
_HOP = frozenset({"connection", "expect", "keep-alive", "te", "transfer-encoding", "upgrade"})
_PREFIX = re.compile(r"^(inbox|exports|v1/scans|v1/invoices)/")

Asked = tuple[str, str, str]  # access key, IAM action, what it was about: a prefix of documents, `table`, `index` …


@dataclass
class Recorder:
    address: str = ""
    asked: set[Asked] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    at_the_edge: Callable[[], Mapping[str, str]] = dict  # the headers by which CloudFront asks the API


@contextmanager
def recorder(upstream: str, textract: str, certificate: Certificate) -> Iterator[Recorder]:
    """`textract`: who answers for Textract, which the emulator does not have."""
    made = Recorder()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made, upstream, textract))
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    # A connection's thread shakes hands, not the one that accepts them.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    made.address = f"https://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(made: Recorder, upstream: str, textract: str) -> type[BaseHTTPRequestHandler]:

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """What was asked is written down instead."""

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (ConnectionError, ssl.SSLError):
                self.close_connection = True

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                continue
            return b"".join(parts)

        def _forward(self) -> None:
            body = self._body()
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP}
            headers["X-Forwarded-Proto"] = "https"
            if self.headers.get("Host", "").endswith(".cloudfront.net") and self.path.startswith("/v1/"):
                headers = {name: value for name, value in headers.items() if name.lower() != "host"} | dict(
                    made.at_the_edge()
                )
            target = urlsplit(textract if "/textract/aws4_request" in headers.get("Authorization", "") else upstream)
            with closing(http.client.HTTPConnection(str(target.hostname), target.port, timeout=60)) as connection:
                connection.request(self.command, self.path, body=body, headers=headers)
                with connection.getresponse() as answer:
                    content = answer.read()
            rights = list(_rights(self.command, self.path, dict(self.headers.items()), body))
            made.asked.update(rights)
            if answer.status == 403 and rights:
                made.refused.append(f"{sorted(rights)}: {content[:1500]!r}")
            self._answer(answer, content)

        def _answer(self, answer: http.client.HTTPResponse, content: bytes) -> None:
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {*_HOP, "content-length"}:
                    self.send_header(name, value)
            bodiless = self.command == "HEAD" or answer.status in (204, 304)
            length = answer.headers.get("Content-Length", 0) if bodiless else len(content)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if not bodiless:
                self.wfile.write(content)

        do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = do_OPTIONS = _forward  # noqa: N815 - its names

    return Handler


def _rights(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Iterator[Asked]:
    """What IAM asks for this request. A form that a browser sends bears the key of the function that signed it."""
    given = {name.lower(): value for name, value in headers.items()}
    signed = given.get("authorization", "") + "&Credential=" + unquote(path.partition("X-Amz-Credential=")[2])
    found = _CREDENTIAL.search(signed) or _CREDENTIAL.search(_form_credential(body) if method == "POST" else "")
    if found is None:
        return
    key, service = found.groups()
    if service == "s3":
        for action, about in _s3(method, path, given, body):
            yield key, action, about
    elif service == "dynamodb":
        for action, about in _dynamodb(given["x-amz-target"].rpartition(".")[2], body):
            yield key, action, about
    elif service == "textract":
        called = given.get("x-amz-target") or path.replace("/", ".")  # it may be asked in one of two protocols
        yield key, f"textract:{called.rpartition('.')[2]}", "*"
    elif service == "sqs":
        operation = given["x-amz-target"].rpartition(".")[2]
        queue = str(json.loads(body or b"{}").get("QueueUrl", "")).rpartition("-")[2]
        yield key, f"{service}:{operation}", queue


def _form_credential(body: bytes) -> str:
    found = re.search(rb'name="x-amz-credential"\r\n\r\n([^\r]+)', body, re.IGNORECASE)
    return f"Credential={found[1].decode()}" if found else ""


def _s3(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Iterator[tuple[str, str]]:
    parts = urlsplit(path)
    _, _, name = unquote(parts.path).lstrip("/").partition("/")
    query = parse_qs(parts.query, keep_blank_values=True)
    if not name and method == "POST":
        form = re.search(rb'name="key"\r\n\r\n([^\r]+)', body)
        yield "s3:PutObject", _prefix(form[1].decode() if form else "")
    elif not name:
        yield ("s3:ListBucketVersions" if "versions" in query else "s3:ListBucket"), "bucket"
    elif method in ("GET", "HEAD"):
        yield ("s3:GetObjectVersion" if "versionId" in query else "s3:GetObject"), _prefix(name)
    elif method == "DELETE":
        yield ("s3:DeleteObjectVersion" if "versionId" in query else "s3:DeleteObject"), _prefix(name)
    else:
        yield "s3:PutObject", _prefix(name)
        if source := headers.get("x-amz-copy-source"):
            yield "s3:GetObject", _prefix(unquote(source).lstrip("/").partition("/")[2])


def _prefix(name: str) -> str:
    found = _PREFIX.match(name)
    return found[1] if found else name


def _dynamodb(operation: str, body: bytes) -> Iterator[tuple[str, str]]:
    content = json.loads(body)
    if operation == "TransactWriteItems":
        for item in content["TransactItems"]:
            (kind,) = item
            yield f"dynamodb:{kind}Item", "table"
    else:
        yield f"dynamodb:{operation}", "index" if "IndexName" in content else "table"
