"""The real server as a process of its own, on a free port, with its own data folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from app.bootstrap import local
from app.settings import LocalSettings
from tests import log_scan

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class Served:
    """`with Served(folder) as server: server.client.get("/v1/health")`. The client has a token of the local user.
    `code`: the folder in which `app` lies, if it is another than this one."""

    command: Sequence[str] = (sys.executable, "-m", "app.cli", "serve")

    def __init__(self, data_dir: Path, *, code: Path | None = None, **settings: str) -> None:
        self.data_dir = data_dir
        self.code = code
        self.port = free_port()
        self.environment = {
            **os.environ,
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            **{name.upper(): value for name, value in settings.items()},
        }
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self.stop()

    def start(self) -> None:
        """Start (again, on the same data) and wait until it answers."""
        self.log = (self.data_dir.parent / f"{self.data_dir.name}.log").open("ab")
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=self.code,
            stdout=self.log,
            stderr=self.log,
        )
        self._wait_until_it_answers()
        self.client = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {self.token()}"}, timeout=60, trust_env=False
        )

    def token(self, user: str = "local") -> str:
        command = [sys.executable, "-m", "app.cli", "token", "--user", user]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout.strip()

    def start_address(self) -> str:
        """What `invoices open` prints: it lets one browser in."""
        return local.start_address(LocalSettings(data_dir=self.data_dir, port=self.port))

    def kill(self) -> None:
        """As a power cut would: no clean-up runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.log.close()
        self.client.close()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.log.close()
        log_scan.require_clean(Path(self.log.name))

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}: {self._said()}")
            try:
                httpx.get(f"{self.url}/v1/health", trust_env=False).raise_for_status()
                return
            except httpx.TransportError:
                time.sleep(0.02)
        raise RuntimeError(f"the server did not answer: {self._said()}")

    def _said(self) -> str:
        return Path(self.log.name).read_text()[-2_000:]
