"""One worker process, as the server sees it: asked one thing at a time, killed when it takes too long."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import app
from app.engine.frames import BadFrame, read_frame, write_frame
from app.ports import Progress

_MOST_ANSWERED = 64 << 20  # bytes
# Time used up; killed for its memory; and what PDFium and others do when no more memory is given.
_OVER_LIMIT = {signal.SIGPROF, signal.SIGXCPU, signal.SIGKILL, signal.SIGABRT, signal.SIGTRAP, signal.SIGILL}
# Of the surroundings. AWS's Python finds its own library by the last one.
_PASSED_ON = ("LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
_START_SECONDS = 60.0

log = logging.getLogger(__name__)


class WorkerLost(Exception):
    """The worker is gone or useless. `over_limit`: it was stopped at a limit; else it failed by itself."""

    def __init__(self, what: str, *, over_limit: bool) -> None:
        super().__init__(what)
        self.over_limit = over_limit


class WorkerProcess:
    """Started at once, ready when it has loaded its libraries. Used by one thread at a time; `stop` by any."""

    def __init__(self, *, memory_mb: int, niceness: int, warm: bool) -> None:
        self.requests = 0
        self._missing: dict[str, str] | None = None
        self._expired = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(  # noqa: S603 - the command is ours, no part of it comes from outside
            # -P: a module lying in the folder where the command was called is not ours.
            [
                sys.executable,
                "-P",
                "-m",
                "app.engine.worker",
                str(memory_mb),
                str(niceness),
                *(["warm"] if warm else []),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
            close_fds=True,  # no file, no connection of the server's
            process_group=0,  # Ctrl-C is for the server, which decides what becomes of its workers
        )

    def ask(
        self, head: dict[str, Any], data: bytes, *, seconds: float, progress: Progress | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """The answer. `WorkerLost` when it dies or needs more than `seconds`; what `progress` raises is passed on, and
        the worker then has to be stopped."""
        self.requests += 1
        self._errors.seek(0)
        self._errors.truncate()
        with self._within(seconds):
            assert self._process.stdin  # noqa: S101 - it is a pipe, see above
            write_frame(self._process.stdin, head, data)
            self._hear_start()
            return self._read_response(progress)

    def missing(self) -> dict[str, str]:
        """The layers of its cage that this machine does not offer, with the reasons. Waits until it has started;
        `WorkerLost` when it does not."""
        with self._within(_START_SECONDS):
            return self._hear_start()

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        clock = threading.Timer(seconds, self._expire)
        clock.daemon = True
        clock.start()
        try:
            yield
        except (BadFrame, OSError) as error:
            self._end()
            raise self._lost() from error
        finally:
            clock.cancel()

    def _hear_start(self) -> dict[str, str]:
        """The first thing that it says, before it has seen any file."""
        if self._missing is None:
            self._missing = dict(self._hear()[0]["missing"])
        return self._missing

    def _read_response(self, progress: Progress | None) -> tuple[dict[str, Any], bytes]:
        while True:
            response = self._hear()
            if response[0].get("kind") != "stage":
                return response
            if progress:
                progress(str(response[0].get("stage"))[:40])

    def _hear(self) -> tuple[dict[str, Any], bytes]:
        assert self._process.stdout  # noqa: S101 - it is a pipe, see above
        heard = read_frame(self._process.stdout, max_body=_MOST_ANSWERED)
        if heard is None:
            raise BadFrame("the worker ended")
        return heard

    def _end(self) -> None:
        """One that broke off is about to end by itself, and its status tells why; one that talks nonsense is not."""
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.stop()

    def stop(self) -> None:
        """End it now. Again is fine."""
        self._process.kill()
        self._process.wait()

    def release(self) -> None:
        """Give back what a stopped worker's pipes hold here."""
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            try:
                if stream:
                    stream.close()
            except OSError:
                continue  # unsent bytes of a broken pipe

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def resident_mb(self) -> int:
        """Memory in use; 0 where the system does not tell (macOS)."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except OSError:
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE") >> 20

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def _lost(self) -> WorkerLost:
        status = self._process.returncode
        if self._expired or -status in _OVER_LIMIT:
            return WorkerLost("stopped at its limit", over_limit=True)
        self._errors.seek(0)
        tail = self._errors.read()[-4000:].decode(errors="replace")
        log.error("worker ended with status %s: %s", status, tail)
        return WorkerLost(f"ended with status {status}", over_limit=False)


def _environment() -> dict[str, str]:
    """A list, so that nothing secret is among it: neither keys nor addresses of the server's surroundings."""
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    root = str(Path(app.__path__[0]).parent)
    # Fewer pools of free memory per thread keep the size flat from document to document.
    return passed_on | {"PYTHONPATH": root, "MALLOC_ARENA_MAX": "2", "ORT_DISABLE_TELEMETRY": "1"}
