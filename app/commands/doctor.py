"""`invoices doctor`: look over the data folder and mend it."""

from rich.table import Column, Table

from app.bootstrap import local
from app.commands.say import console as plain_console
from app.commands.say import harmless
from app.settings import LocalSettings


def examine(*, repair: bool, settings: LocalSettings) -> int:
    """Print what was found. Returns the exit code: 1 when something is left that is not as it should be."""
    console = plain_console()
    with local.laptop(settings) as laptop:
        sweep = laptop.container.sweep
        findings = [*sweep.run(mend=repair, even_many=True), *sweep.verify(mend=repair)]
    if not findings:
        console.print(f"{harmless(settings.data_dir)}: everything is as it should be.", soft_wrap=True)
        return 0
    table = Table(Column("what", no_wrap=True), Column("id", no_wrap=True), Column("said", overflow="fold"), "mended")
    for finding in findings:
        table.add_row(finding.code, harmless(finding.id), harmless(finding.detail), "yes" if finding.mended else "no")
    console.print(table)
    left = [finding for finding in findings if not finding.mended]
    if left and not repair:
        console.print("Run `invoices doctor --repair` to mend what can be mended.")
    return 1 if left else 0
