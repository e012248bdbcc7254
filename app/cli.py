"""`invoices`: the command line. Each command is a few lines here and one file in `app/commands`."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.commands.say import say
from app.domain.errors import AppError
from app.domain.export import Format, Rows
from app.domain.readers import AUTO, READERS
from app.settings import LocalSettings, SettingsError

cli = typer.Typer(
    name="invoices",
    help="Reads, checks and keeps invoices. Settings: environment variables, see docs/settings.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

User = Annotated[str, typer.Option("--user", help="Local user whose invoices these are.")]


Ignored = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore", metavar="PATTERN", help="Pass over such files in folders, as in '*.bak'; may be repeated."
    ),
]


Estimated = Annotated[
    bool, typer.Option("--estimate", help="Only say what reading them would cost: nothing is read or kept.")
]


# Textract of saved answers (.json) only: nothing is called. The names come from the table of readers; the type checker
# knows only enumerations whose names are written out.
Reader = StrEnum("Reader", {name.upper(): name for name in (AUTO, *READERS)})  # type: ignore[misc]
_MOST_EXACT = Reader(AUTO)
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser where there is a desktop.")]


@cli.command()
def serve(browser: Browser = True) -> None:
    """Serve the API on this machine (HOST, PORT), keep everything in DATA_DIR, and open the page, signed in."""
    from app.commands.serve import serve as run

    run(_settings(), browser=browser)


@cli.command("open")
def open_(browser: Browser = True) -> None:
    """Print an address that signs a browser in at the running server (PORT, DATA_DIR), once, within ten minutes."""
    from app.commands.open import open_page

    open_page(_settings(), browser=browser)


@cli.command()
def read(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders with files.", show_default=False)],
    *,
    reader: Annotated[Reader, typer.Option(help="auto takes the most exact one that finds enough.")] = _MOST_EXACT,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line for each file, in order.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Documents read at the same time.")] = 1,
    ignore: Ignored = None,
    estimate: Estimated = False,
) -> None:
    """Read documents and print what is on them. Nothing is kept. Exit code 1 when a file could not be read."""
    from app.commands.estimate import estimate_files
    from app.commands.read import read_files

    if estimate:
        raise typer.Exit(estimate_files(paths, jsonl=jsonl, ignore=ignore or [], settings=_settings()))
    raise typer.Exit(
        read_files(paths, reader=reader.value, jsonl=jsonl, workers=workers, ignore=ignore or [], settings=_settings())
    )


@cli.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="Folder, searched to the bottom.")],
    user: User = "local",
    ignore: Ignored = None,
    read_again: Annotated[
        bool, typer.Option("--read-again", help="Read known files once more; what is found is offered, not saved.")
    ] = False,
    estimate: Estimated = False,
) -> None:
    """Scan and save a pile of documents. Stop it when you like: the next time it goes on where it stopped.

    Passed over, and counted: hidden files, what systems leave in folders (Thumbs.db, desktop.ini ...), notes that are
    no documents, linked folders, links that lead out of the folder.
    """
    from app.commands.estimate import estimate_files
    from app.commands.import_folder import import_folder

    if estimate:
        raise typer.Exit(estimate_files([folder], jsonl=False, ignore=ignore or [], settings=_settings()))
    code = import_folder(folder, user=user, read_again=read_again, ignore=ignore or [], settings=_settings())
    raise typer.Exit(code)


@cli.command()
def export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="Kind of file; json holds whole invoices.")] = Format.CSV,
    rows: Annotated[Rows, typer.Option(help="One row an invoice, or one row a line item.")] = Rows.INVOICES,
    user: User = "local",
) -> None:
    """Write all kept invoices as a table."""
    from app.commands.export import export_invoices

    export_invoices(output, format_=format_, rows=rows, user=user, settings=_settings())


@cli.command()
def token(
    user: User = "local",
    hours: Annotated[float, typer.Option(min=0.01, max=24, help="How long it is good for.")] = 1.0,
    read_only: Annotated[bool, typer.Option("--read-only", help="Leave out the right to write.")] = False,
) -> None:
    """Print an access token for scripts. Hand it on in a file (curl -H @FILE): others see arguments of programs."""
    from app.commands.token import print_token

    print_token(user=user, hours=hours, read_only=read_only, settings=_settings())


@cli.command()
def backup(
    target: Annotated[Path, typer.Argument(help="Folder of the backup, best on another disk.", show_default=False)],
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest states are kept.")] = 7,
) -> None:
    """Copy everything in DATA_DIR, secrets too, while the server runs: only what is new, and checked. Exit code 1 when
    a document is missing or changed. What was deleted leaves with the last state that had it."""
    from app.commands.backup import back_up

    raise typer.Exit(back_up(target, keep=keep, settings=_settings()))


@cli.command()
def restore(
    source: Annotated[Path, typer.Argument(help="Folder of the backup.", show_default=False)],
    generation: Annotated[str | None, typer.Option(help="An earlier state, by the name of its folder.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Move aside what lies in DATA_DIR.")] = False,
) -> None:
    """Put a backup into DATA_DIR, which is empty or absent, and check every file. Stop the server first."""
    from app.commands.backup import restore as run

    run(source, generation=generation, replace=replace, settings=_settings())


@cli.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended. No document is deleted.")] = False,
    take_in: Annotated[bool, typer.Option("--take-in", help="Take in again what has no record, of --user.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Documents and database are to stay as they are, though they differ.")
    ] = False,
    user: User = "local",
) -> None:
    """Check the data folder: documents without records, damaged documents, stuck jobs, half-finished saves."""
    from app.commands.doctor import Wanted, examine

    wanted = Wanted(repair=repair, take_in=take_in, accept=accept)
    raise typer.Exit(examine(wanted, user=user, settings=_settings()))


def _settings() -> LocalSettings:
    for name, meant in LocalSettings.misspelt(os.environ).items():
        _say(f"{name} is not a setting and does nothing. Is {meant} meant?", 0)
    return LocalSettings.from_mapping(os.environ)


def main() -> None:
    """Run the command line. Failures that are told to the user end with one line and exit code 1 or 2."""
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except typer.TyperException as error:  # wrong arguments, which a shell may have made of names of files
        said = str(getattr(error, "format_message", error.__str__)()).strip()
        sys.exit(_say(f"{said} Try `invoices --help`.", 2) if said else 2)
    except SettingsError as error:
        sys.exit(_say(str(error), 2))
    except AppError as error:
        sys.exit(_say(error.detail, 1))
    except BrokenPipeError:  # the reader of our output has gone, for example `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        sys.exit(_say(f"Cannot work with {error.filename or 'a file'}: {error.strerror or error}.", 1))
    except KeyboardInterrupt:
        sys.exit(_say("Stopped.", 130))


def _say(text: str, code: int) -> int:
    say(f"invoices: {text}", stderr=True)
    return code


if __name__ == "__main__":
    main()
