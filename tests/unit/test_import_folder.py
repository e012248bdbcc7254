"""`invoices import` over a folder again: with the same program, and after an upgrade of its readers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.adapters.workers import sandbox
from app.bootstrap import local
from app.commands.import_folder import import_folder
from app.domain.readers import READERS
from app.domain.record import Query, StatsRow
from app.settings import LocalSettings
from tests.documents import einvoices, pages


@dataclass(frozen=True)
class Kept:
    ids: tuple[str, ...]
    sums: tuple[StatsRow, ...]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bills"
    folder.mkdir()
    for made in (einvoices.cii_file(seed=61), einvoices.ubl_file(seed=62), pages.invoice_pdf(seed=63)):
        (folder / made.file_name).write_bytes(made.data)
    return folder


@pytest.fixture
def run(tmp_path: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(*, read_again: bool = False) -> str:
        """What it says."""
        settings = LocalSettings(data_dir=tmp_path / "data")
        assert import_folder(folder, user="local", read_again=read_again, ignore=[], settings=settings) == 0
        return " ".join(capfd.readouterr().err.split())

    return run


def kept(tmp_path: Path) -> Kept:
    with local.laptop(LocalSettings(data_dir=tmp_path / "data")) as laptop:
        owner, invoices = laptop.issuer.owner("local"), laptop.container.invoices
        found = invoices.list(owner, Query(), limit=100, after=None).items
        return Kept(tuple(item.id for item in found), invoices.stats(owner))


def upgraded(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    newer = {name: replace(READERS[name], version=f"{READERS[name].version}1") for name in names}
    monkeypatch.setattr(sandbox, "READERS", READERS | newer)


@pytest.mark.parametrize("names", [(), ("engine",), ("einvoice", "text", "engine")], ids="-".join)
def test_a_folder_that_is_imported_again_after_an_upgrade_is_there_already(
    tmp_path: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    assert "3 saved, 0 were there already, 0 failed." in run()
    before = kept(tmp_path)
    assert len(before.ids) == 3
    upgraded(monkeypatch, *names)
    assert "0 saved, 3 were there already, 0 failed." in run()
    assert kept(tmp_path) == before


def test_reading_a_folder_again_offers_and_saves_nothing(
    tmp_path: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    before = kept(tmp_path)
    upgraded(monkeypatch, "text")
    said = run(read_again=True)
    assert "0 saved, 3 were there already, 0 failed." in said
    assert "read otherwise" not in said  # the newer one reads the same
    assert kept(tmp_path) == before


def test_reading_again_says_how_many_are_offered_something_else(
    tmp_path: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run()
    before = kept(tmp_path)
    with local.laptop(LocalSettings(data_dir=tmp_path / "data")) as laptop:
        owner = laptop.issuer.owner("local")
        record = laptop.container.invoices.get(owner, before.ids[0])
        other = record.invoice.model_copy(update={"invoice_number": "typed"})
        laptop.container.invoices.replace(owner, record.id, other, version=1)
    upgraded(monkeypatch, "einvoice", "text")
    assert "1 of these were read otherwise" in run(read_again=True)
    with local.laptop(LocalSettings(data_dir=tmp_path / "data")) as laptop:
        owner = laptop.issuer.owner("local")
        assert laptop.container.invoices.get(owner, before.ids[0]).invoice == other
        offer = laptop.container.offers.get(owner, before.ids[0])
        assert offer is not None
        (change,) = offer.changes
        assert (change.path, change.set_by_person) == ("invoice_number", True)


def test_what_waits_for_the_next_month_is_told_and_not_sat_through(
    tmp_path: Path, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = LocalSettings(
        data_dir=tmp_path / "data",
        reader="opinion",
        opinion_url="http://127.0.0.1:9/v1",
        opinion_model="nobody",
        opinion_price_read=Decimal(1),
        opinion_price_written=Decimal(1),
        paid_usd_per_month=Decimal(0),
    )
    assert import_folder(folder, user="local", read_again=False, ignore=[], settings=settings) == 1
    said = " ".join(capfd.readouterr().err.split())
    assert "2 saved, 0 were there already, 1 failed." in said
    assert "paid-cap" in said
