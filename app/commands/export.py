"""`invoices export`: all kept invoices as a table."""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from app.bootstrap import local
from app.commands.say import at_home, say
from app.domain.errors import InvalidInput
from app.domain.export import Format, Rows
from app.domain.record import Query, Sort
from app.settings import LocalSettings


def export_invoices(output: Path | None, *, format_: Format, rows: Rows, user: str, settings: LocalSettings) -> None:
    """Write the table. A file appears whole or not at all."""
    if output is None and format_ is Format.XLSX and sys.stdout.isatty():
        raise InvalidInput("A spreadsheet cannot be shown here: name a file with --output.")
    output = at_home(output) if output else None
    if output is not None and not output.parent.is_dir():
        raise InvalidInput(f"There is no folder {output.parent}: make it first, or name another file with --output.")
    if output is not None and output.is_dir():
        raise InvalidInput(f"{output} is a folder: name a file in it with --output.")
    with local.laptop(settings) as laptop:
        owner = laptop.issuer.owner(user)
        parts = laptop.container.export.stream(owner, Query(sort=Sort.ISSUE_DATE), format_=format_, rows=rows)
        if output is None:
            _shown(parts) if sys.stdout.isatty() else sys.stdout.buffer.writelines(parts)
            return
        with tempfile.NamedTemporaryFile(dir=output.parent, prefix=".export-", delete=False) as file:
            try:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(output)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise


def _shown(parts: Iterable[bytes]) -> None:
    """On a terminal, where what others have written must not act."""
    say(*b"".join(parts).decode().splitlines())
