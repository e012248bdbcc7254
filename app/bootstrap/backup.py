"""Copies of a data folder, and what comes of them."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap.services import utc_now
from app.settings import LocalSettings

if TYPE_CHECKING:
    from app.adapters.backup.local import BackedUp, Told


def back_up(settings: LocalSettings, target: Path, *, keep: int, told: "Told") -> "BackedUp":
    """Add a generation to the backup; `app.adapters.backup.local`."""
    from app.adapters.backup.local import LocalBackup

    return LocalBackup(settings.data_dir, target).make(keep=keep, now=utc_now(), told=told)


def restore(settings: LocalSettings, source: Path, *, generation: str | None, replace: bool, told: "Told") -> Path:
    """Put a generation back; `app.adapters.backup.restore`. Gives its folder."""
    from app.adapters.backup.restore import LocalRestore

    restored = LocalRestore(source, settings.data_dir)
    return restored.put_back(name=generation, replace=replace, now=utc_now(), told=told)
