"""`invoices backup` and `invoices restore`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app.bootstrap import backup
from app.commands.say import Screen, console
from app.settings import LocalSettings

SHOWN = 20  # ids of documents that are not as they should be

Told = Callable[[str, int, int], None]


def back_up(target: Path, *, keep: int, settings: LocalSettings) -> int:
    """Returns the exit code: 1 when a document is missing or is not the one that was saved."""
    shown = console(stderr=True)
    with _progress(shown) as told:
        made = backup.back_up(settings, target.expanduser(), keep=keep, told=told)
    shown.say(f"{made.folder}: {made.documents} document(s) of records are in it, {made.copied} were new.")
    for ids, what in (
        (made.missing, "have no document any more, here and in the data folder"),
        (made.changed, "have a document that is not the one that was handed over"),
    ):
        if ids:
            more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
            shown.say(f"{len(ids)} record(s) {what}: {', '.join(ids[:SHOWN])}{more}")
    return 1 if made.missing or made.changed else 0


def restore(source: Path, *, generation: str | None, replace: bool, settings: LocalSettings) -> None:
    shown = console(stderr=True)
    with _progress(shown) as told:
        folder = backup.restore(settings, source.expanduser(), generation=generation, replace=replace, told=told)
    shown.say(f"{settings.data_dir}: restored from {folder}.")


@contextmanager
def _progress(shown: Screen) -> Iterator[Told]:
    """A bar for each thing that is done."""
    columns = (TextColumn("{task.description:>8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=shown) as progress:
        tasks = dict[str, TaskID]()

        def told(what: str, number: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what)
            progress.update(tasks[what], completed=number, total=of)

        yield told
