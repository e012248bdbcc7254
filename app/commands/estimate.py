"""`--estimate`: what a pile would cost, before anybody reads it."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from app.bootstrap import local
from app.commands.files import Search, read_file
from app.commands.say import say, say_json
from app.domain.errors import AppError
from app.domain.estimate import Estimate, Usd, estimated
from app.settings import LocalSettings


def estimate_files(paths: list[Path], *, jsonl: bool, ignore: list[str], settings: LocalSettings) -> int:
    """Print what reading the files would cost with each reader; with `jsonl` each file by itself. Nothing is kept.
    Returns the exit code: 1 when a file would be refused."""
    refused, documents, pages, search = 0, 0, 0, Search(ignore)
    sums = defaultdict[str, Usd](Usd)
    with local.reading(settings, workers=1) as (inspector, readers):
        prices = local.prices(settings)
        for path in search.files(paths):
            try:
                data = read_file(path, settings.max_upload_bytes)
                info = inspector.inspect(data, declared_type=None, file_name=path.name)
            except AppError as error:
                if search.passes_over(path, error.code):
                    continue
                refused += 1
                _tell_refused(path, error, jsonl=jsonl)
                continue
            found = estimated(info, readers.names, prices)
            documents, pages = documents + 1, pages + info.pages
            for row in found.readers:
                usd = sums[row.reader]
                sums[row.reader] = Usd(least=usd.least + row.usd_from, most=usd.most + row.usd_to)
            if jsonl:
                say_json({"file": str(path), "ok": True} | _row(found))
    for path, closed in search.closed:
        refused += 1
        _tell_refused(path, closed, jsonl=jsonl)
    if not jsonl:
        say(f"{documents} documents, {pages} pages. Reading them would cost, by list price:")
        say(*(f"  {reader:<10} {_said(usd)}" for reader, usd in sums.items()))
    if passed_over := search.told():
        say(passed_over, stderr=True)
    return 1 if refused else 0


def _row(found: Estimate) -> dict[str, object]:
    return {"pages": found.document.pages, "readers": [row.model_dump(mode="json") for row in found.readers]}


def _tell_refused(path: Path, error: AppError, *, jsonl: bool) -> None:
    if jsonl:
        say_json({"file": str(path), "ok": False, "problem": {"code": error.code, "detail": error.detail}})
    else:
        say(f"{path}: {error.code}: {error.detail}", stderr=True)


def _said(usd: Usd) -> str:
    if not usd.most:
        return "nothing"
    least, most = (amount.quantize(Decimal("0.0001")).normalize() for amount in (usd.least, usd.most))
    return f"{least:f} USD" if least == most else f"{least:f} to {most:f} USD"
