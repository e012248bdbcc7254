"""`invoices import`: scan and save a pile. What is there already is left alone, so it can be repeated."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from app.bootstrap import local
from app.commands.files import files, read_file
from app.commands.trouble import tell
from app.container import Container
from app.domain.errors import Conflict, DocumentRejected
from app.domain.principal import Owner
from app.domain.scan import Scan, ScanState
from app.ports import ScanQuota
from app.runner import Runner
from app.settings import LocalSettings

UNDER_WAY = 8  # files handed in and not yet saved: enough to keep the readers busy, little to lose
LOOK_AGAIN = 0.05


@dataclass
class Summary:
    saved: int = 0
    known: int = 0
    failed: list[tuple[Path, str, str]] = field(default_factory=list)


def import_folder(folder: Path, *, user: str, settings: LocalSettings) -> int:
    """Scan and save every file below `folder`. Returns the exit code: 1 when a file failed."""
    console = Console(stderr=True)
    # The quota guards a server against its callers; here the owner of the machine asks.
    with local.laptop(settings, quota=ScanQuota()) as laptop:
        pile = Pile(laptop.container, laptop.issuer.owner(user))
        runner = Runner(laptop.container, readers=settings.readers_at_once, sweep=False)
        trouble = runner.start()
        if trouble is not None:
            tell(trouble, console)
        try:
            _with_progress(pile, list(files([folder])), console)
        finally:
            runner.stop()
    _tell(pile.summary, console)
    return 1 if pile.summary.failed else 0


class Pile:
    """Keeps a few scans under way and saves each as soon as it has been read."""

    def __init__(self, container: Container, owner: Owner) -> None:
        self._container = container
        self._owner = owner
        self._under_way: deque[tuple[Path, Scan]] = deque()
        self.summary = Summary()

    def take_in(self, paths: list[Path]) -> Iterator[Path]:
        """Gives each path when it is dealt with, in order."""
        for path in paths:
            if not self._start(path):
                yield path
            while len(self._under_way) >= UNDER_WAY:
                yield self._finish()
        while self._under_way:
            yield self._finish()

    def _start(self, path: Path) -> bool:
        try:
            data = read_file(path, self._container.settings.max_upload_bytes)
            scan = self._container.scans.start(self._owner, data, file_name=path.name)
        except DocumentRejected as error:
            self.summary.failed.append((path, error.code, error.detail))
            return False
        self._under_way.append((path, scan))
        return True

    def _finish(self) -> Path:
        path, scan = self._under_way.popleft()
        while not (scan := self._container.scans.get(self._owner, scan.id)).state.ended:
            time.sleep(LOOK_AGAIN)
        if scan.invoice_id:
            self._container.invoices.put_back(self._owner, scan)
            self.summary.known += 1
        elif scan.state is ScanState.DONE:
            self._save(path, scan)
        elif scan.reason:
            self.summary.failed.append((path, scan.reason.code, scan.reason.detail))
        return path

    def _save(self, path: Path, scan: Scan) -> None:
        try:
            self._container.invoices.save(self._owner, scan.id, reviewed=False)
            self.summary.saved += 1
        except Conflict as error:
            self.summary.failed.append((path, error.code, error.detail))


def _with_progress(pile: Pile, paths: list[Path], console: Console) -> None:
    columns = (
        TextColumn("Importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=len(paths))
        for path in pile.take_in(paths):
            progress.update(task, advance=1, description=path.name)


def _tell(summary: Summary, console: Console) -> None:
    console.print(f"{summary.saved} saved, {summary.known} were there already, {len(summary.failed)} failed.")
    if not summary.failed:
        return
    table = Table(Column("file", overflow="fold"), Column("code", no_wrap=True), Column("reason", overflow="fold"))
    for path, code, detail in summary.failed:
        table.add_row(str(path), code, detail)
    console.print(table)
    console.print("Mend or remove these files and run the command again; the others are kept.")
