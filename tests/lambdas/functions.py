"""The packaged functions in processes of their own, run by AWS's runtime client."""

import json
import os
import platform
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import aws, signed_tokens
from tests.lambdas.runtime_api import RuntimeApi
from tests.packages import unzipped

_RUNTIME = ("awslambdaric==4.2.2",)
_EMULATOR = ("--no-deps", "aws-sam-cli==1.170.0")  # of which the emulator's program alone is used
START_SECONDS = 30
_MACHINE = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")


def gateway_event(
    method: str, path: str, *, token: str | None = None, body: str | None = None, query: str = "", **headers: str
) -> dict[str, Any]:
    """What an HTTP API gives to a function, in the form 2.0."""
    sent = {"host": "api.example.com", "x-forwarded-proto": "https", "user-agent": "test", **headers}
    if token is not None:
        sent["authorization"] = f"Bearer {token}"
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": sent,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "domainName": "api.example.com",
            "domainPrefix": "api",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.1",
                "userAgent": "test",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "25/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1795608000000,
        },
        "body": body,
        "isBase64Encoded": False,
    }


def a_token() -> str:
    now = int(time.time())
    return signed_tokens.good(iat=now - 60, auth_time=now - 60, exp=now + 840)


@contextmanager
def function(package: str, settings: Mapping[str, str], *, log: Path) -> Iterator[RuntimeApi]:
    """`app.lambda_<package>.handler` under the runtime client. What it writes goes to `log`."""
    with RuntimeApi() as api, log.open("wb") as lines:
        environment = _environment(package, settings) | {"AWS_LAMBDA_RUNTIME_API": api.address}
        process = subprocess.Popen(
            _command(package),
            env=environment,
            cwd=unzipped(package),
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
        )
        try:
            yield api
        finally:
            process.kill()
            process.wait()


@contextmanager
def emulated(
    package: str,
    settings: Mapping[str, str],
    *,
    log: Path,
    folder: Path | None = None,
    python: Path | None = None,
) -> Iterator["Emulated"]:
    """The same under AWS's emulator, which stands for the service around the runtime. `folder`: an unzipped package
    other than ours. `python`: another interpreter, which does not have the runtime client beside it."""
    folder = folder or unzipped(package)
    found = f"{folder}:{runtime_packages()}" if python else str(folder)
    packages = next((aws.installed("aws-sam-cli", _EMULATOR).parent / "lib").glob("python*/site-packages"))
    program = packages / "samcli" / "local" / "rapid" / f"aws-lambda-rie-{_MACHINE}"
    program.chmod(0o755)
    port = aws.free_port()
    listening = ("--runtime-interface-emulator-address", f"127.0.0.1:{port}")
    internal = ("--runtime-api-address", f"127.0.0.1:{aws.free_port()}")
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [str(program), *listening, *internal, *_command(package, python)],
            env=_environment(package, settings) | {"PYTHONPATH": found},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )
        try:
            yield Emulated(port)
        finally:
            os.killpg(process.pid, 9)
            process.wait()


class Emulated:
    def __init__(self, port: int) -> None:
        self.port = port

    def invoke(self, event: dict[str, Any]) -> Any:
        self._wait()
        address = f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"
        request = urllib.request.Request(address, data=json.dumps(event).encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def _wait(self) -> None:
        """Until it listens. It is not asked anything: it would take every request for an invocation."""
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the emulator does not listen")


def runtime_packages() -> Path:
    """Where the runtime client lies."""
    return next((aws.installed("awslambdaric", _RUNTIME).parent / "lib").glob("python*/site-packages"))


def _command(package: str, python: Path | None = None) -> list[str]:
    own = aws.installed("awslambdaric", _RUNTIME) / "python"
    return [str(python or own), "-m", "awslambdaric", f"app.lambda_{package}.handler"]


def _environment(package: str, settings: Mapping[str, str]) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "PYTHONPATH": str(unzipped(package)),
        "AWS_LAMBDA_FUNCTION_NAME": "test",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": aws.REGION,
        **aws.KEYS,
        **settings,
    }
