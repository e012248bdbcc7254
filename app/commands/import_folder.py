"""`invoices import`: scan and save a pile. What is there already is left alone, so it can be repeated."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column

from app.bootstrap import local
from app.commands.files import Search, read_file
from app.commands.say import Screen, at_home, console, harmless
from app.commands.trouble import tell
from app.container import Container
from app.domain.errors import AppError, Conflict, DocumentRejected, InvalidInput, Unavailable
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import Scan, ScanState
from app.runner import Runner
from app.settings import LocalSettings

UNDER_WAY = 8  # files handed in and not yet saved: enough to keep the readers busy, little to lose
LOOK_AGAIN = 0.05
PATIENCE = 600.0  # seconds that another process may keep the database
BUSY = "database-busy"
STOPPED = 130  # the exit code of what was interrupted

Result = TypeVar("Result")


@dataclass
class Summary:
    saved: int = 0
    known: int = 0
    notes: int = 0
    offered: int = 0
    failed: list[tuple[Path, str, str]] = field(default_factory=list)

    @property
    def dealt_with(self) -> int:
        return self.saved + self.known + self.notes + len(self.failed)


def import_folder(folder: Path, *, user: str, read_again: bool, ignore: list[str], settings: LocalSettings) -> int:
    """Scan and save every file below `folder`. Returns the exit code: 1 when a file failed, 130 when it was stopped."""
    folder, search, shown = at_home(folder), Search(ignore), console(stderr=True)
    if not folder.is_dir():
        raise InvalidInput(f"There is no folder {folder}.")
    paths = list(search.files([folder]))
    # The quota guards a server against its callers; here the owner of the machine asks.
    with local.laptop(settings, quota=ScanQuota()) as laptop:
        pile = Pile(laptop.container, laptop.issuer.owner(user), search, read_again=read_again)
        runner = Runner(laptop.container, readers=settings.readers_at_once, sweep=False)
        trouble = runner.start()
        if trouble is not None:
            tell(trouble, shown)
        ended: BaseException | None = None
        try:
            _with_progress(pile, paths, shown)
        except (AppError, KeyboardInterrupt) as error:
            ended = error
        finally:
            runner.stop(wait_seconds=1 if ended else 10)
    _tell(pile.summary, search, shown)
    if ended is None:
        return 1 if pile.summary.failed or search.closed else 0
    why = ended.detail if isinstance(ended, AppError) else "Stopped."
    left = len(paths) - pile.summary.dealt_with
    shown.say(f"{why} {left} of {len(paths)} are left: run the command again to go on.")
    return 1 if isinstance(ended, AppError) else STOPPED


class Pile:
    """Keeps a few scans under way and saves each as soon as it has been read."""

    def __init__(self, container: Container, owner: Owner, search: Search, *, read_again: bool = False) -> None:
        self._container = container
        self._owner = owner
        self._search = search
        self._read_again = read_again
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
            scan = patiently(
                lambda: self._container.scans.start(self._owner, data, file_name=path.name, read_again=self._read_again)
            )
        except DocumentRejected as error:
            if self._search.passes_over(path, error.code):
                self.summary.notes += 1
            else:
                self.summary.failed.append((path, error.code, error.detail))
            return False
        if scan.known and (invoice_id := scan.invoice_id):
            # No worker may get to it before the import ends.
            patiently(lambda: self._container.invoices.put_back(self._owner, invoice_id))
            self.summary.known += 1
            return False
        self._under_way.append((path, scan))
        return True

    def _finish(self) -> Path:
        path, scan = self._under_way[0]
        while not (scan := patiently(lambda: self._container.scans.get(self._owner, scan.id))).state.ended:
            if scan.waits is not None:  # for the next month, which nobody sits through
                break
            time.sleep(LOOK_AGAIN)
        if scan.waits is not None and not scan.state.ended:
            self.summary.failed.append((path, scan.waits.code, scan.waits.detail))
        elif scan.invoice_id:
            self.summary.known += 1
        elif scan.offered_to and scan.state is ScanState.DONE:
            self.summary.offered += self._is_offered(scan.offered_to)
            self.summary.known += 1
        elif scan.state is ScanState.DONE:
            self._save(path, scan)
        elif scan.reason:
            self.summary.failed.append((path, scan.reason.code, scan.reason.detail))
        self._under_way.popleft()
        return path

    def _is_offered(self, invoice_id: str) -> bool:
        """Whether reading it again has found anything else. An offer of nothing is closed."""
        offer = self._container.offers.get(self._owner, invoice_id)
        if offer is not None and offer.changes:
            return True
        self._container.offers.leave(self._owner, invoice_id)
        return False

    def _save(self, path: Path, scan: Scan) -> None:
        try:
            patiently(lambda: self._container.invoices.save(self._owner, scan.id, reviewed=False))
            self.summary.saved += 1
        except Conflict as error:
            self.summary.failed.append((path, error.code, error.detail))


def patiently(step: Callable[[], Result]) -> Result:
    """Do what can be repeated, again and again while another process keeps the database."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except Unavailable as error:
            if error.code != BUSY or time.monotonic() > give_up:
                raise
        time.sleep(LOOK_AGAIN)


def _with_progress(pile: Pile, paths: list[Path], shown: Screen) -> None:
    columns = (
        TextColumn("Importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=shown) as progress:
        task = progress.add_task("", total=len(paths))
        for path in pile.take_in(paths):
            progress.update(task, advance=1, description=harmless(path.name))


def _tell(summary: Summary, search: Search, shown: Screen) -> None:
    failed = [*summary.failed, *((path, error.code, error.detail) for path, error in search.closed)]
    shown.say(f"{summary.saved} saved, {summary.known} were there already, {len(failed)} failed.")
    if summary.offered:
        shown.say(f"{summary.offered} of these were read otherwise: the web page shows what, to take or leave.")
    if passed_over := search.told():
        shown.say(passed_over)
    if not failed:
        return
    shown.show(
        (Column("file", overflow="fold"), Column("code", no_wrap=True), Column("reason", overflow="fold")), failed
    )
    shown.say("Mend or remove these and run the command again; the others are kept.")
