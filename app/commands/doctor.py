"""`invoices doctor`: look over the data folder and mend it. It deletes no document that nobody decided about."""

from dataclasses import dataclass
from threading import Event

from rich.table import Column

from app.bootstrap import local
from app.commands.say import Screen
from app.commands.say import console as plain_console
from app.commands.trouble import tell
from app.container import Container
from app.domain.errors import AppError
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.scan import Scan
from app.runner import Runner
from app.services.findings import Finding
from app.settings import LocalSettings

_AT_ONCE = 100
_LOOK_AGAIN = 0.05


@dataclass(frozen=True)
class Wanted:
    """What the doctor is to do beside looking."""

    repair: bool = False
    take_in: bool = False
    accept: bool = False


def examine(wanted: Wanted, *, user: str, settings: LocalSettings) -> int:
    """Print what was found. Returns the exit code: 1 when something is left that is not as it should be."""
    console = plain_console()
    # The quota guards a server against its callers; here the owner of the machine asks.
    with local.laptop(settings, quota=ScanQuota()) as laptop:
        container = laptop.container
        if wanted.accept:
            container.installation.accept()
        mended = [*_mended(container)] if wanted.repair or wanted.take_in else []
        if wanted.take_in:
            _take_in(container, laptop.issuer.owner(user), settings, console)
            mended += _mended(container)
        left = [*container.sweep.run(mend=False), *container.sweep.verify(mend=False)]
        trouble = container.installation.trouble()
        left_open = laptop.left_open()
    if left_open is not None:
        console.say(left_open)
    if trouble is not None:
        tell(trouble, console)
    if not mended and not left:
        console.say(f"{settings.data_dir}: everything is as it should be.")
        return 0
    _print([*mended, *left], console)
    _advise(wanted, left, console)
    return 1 if left else 0


def _mended(container: Container) -> list[Finding]:
    findings = [*container.sweep.run(), *container.sweep.verify()]
    return [finding for finding in findings if finding.mended]


def _take_in(container: Container, owner: Owner, settings: LocalSettings, console: Screen) -> None:
    """Take in what was found of an owner, and wait until it was read."""
    runner = Runner(container, readers=settings.readers_at_once, sweep=False)
    runner.start()
    try:
        scans = [
            scan
            for document_id in _found(container, owner)
            if (scan := _taken_in(container, owner, document_id, console))
        ]
        for scan in scans:
            while not container.scans.get(owner, scan.id).state.ended:
                Event().wait(_LOOK_AGAIN)
    finally:
        runner.stop()
    console.say(f"{len(scans)} documents taken in.")


def _found(container: Container, owner: Owner) -> list[str]:
    found: list[str] = []
    after: str | None = None
    while True:
        part, after = container.loose.list(owner, limit=_AT_ONCE, after=after)
        found += [stored.key.id for stored in part]
        if after is None:
            return found


def _taken_in(container: Container, owner: Owner, document_id: str, console: Screen) -> Scan | None:
    try:
        scan = container.loose.take_in(owner, document_id)
    except AppError as error:
        console.say(f"{document_id}: {error.detail}")
        return None
    if scan.invoice_id:
        console.say(f"{document_id}: is here already, as {scan.invoice_id}.")
    return scan


def _print(findings: list[Finding], console: Screen) -> None:
    console.show(
        (Column("what", no_wrap=True), Column("id", no_wrap=True), Column("said", overflow="fold"), Column("mended")),
        ((found.code, found.id, found.detail, "yes" if found.mended else "no") for found in findings),
    )


def _advise(wanted: Wanted, left: list[Finding], console: Screen) -> None:
    found = sum(finding.code == "found-document" for finding in left)
    if found:
        console.say(f"{found} documents without records. `invoices doctor --take-in` takes them in again.")
    if len(left) > found and not wanted.repair:
        console.say("Run `invoices doctor --repair` to mend what can be mended.")
