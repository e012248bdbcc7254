"""A small sample of the rendered set by its text layer: layouts that rules are developed on, and those left out."""

from datetime import date

import pytest

from app.domain.check_context import CheckContext
from app.domain.invoice import plain
from app.domain.rules import run_checks
from app.engine import text_reader
from bench.reading.runs import others, text_layer
from bench.reading.scores import Scores, paired
from tests.documents.rendered import sheet
from tests.documents.rendered.degrade import WAYS, encoded
from tests.documents.rendered.others import other_page

SAMPLE = range(500, 520)


def ignore(stage: str) -> None:
    pass


@pytest.fixture(scope="module", params=[False, True], ids=["developed", "left-out"])
def scores(request: pytest.FixtureRequest) -> Scores:
    return text_layer(SAMPLE, left_out=request.param).scores


def test_header_fields_are_read(scores: Scores) -> None:
    assert scores.header.f1 > 0.9
    assert scores.fields["amounts.gross"].f1 > 0.95
    assert scores.header.invented <= 0.01 * scores.header.given


def test_lines_are_read(scores: Scores) -> None:
    assert min(scores.lines.recall, scores.lines.precision) > 0.9


def test_what_is_called_sure_is_right(scores: Scores) -> None:
    assert scores.header.sure_right / scores.header.sure > 0.97


@pytest.mark.parametrize("left_out", [False, True])
def test_pages_that_are_no_invoice_give_nothing(left_out: bool) -> None:
    run = others(range(500, 512), left_out=left_out)
    assert (run.scores.header.given, run.scores.lines.given, run.scores.misses) == (0, 0, [])


def test_a_page_that_is_no_invoice_is_said_to_be_none() -> None:
    data, _ = other_page(1)
    read = text_reader.read(data, "application/pdf", 1, ignore).invoice
    assert plain(read) == {}
    checks = run_checks(read, CheckContext(today=date(2026, 12, 31)))
    assert [check.id for check in checks if check.failed] == ["not_an_invoice"]


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert sheet(7).pdf == sheet(7).pdf
    assert sheet(7).pdf != sheet(8).pdf != sheet(8, left_out=True).pdf


@pytest.mark.parametrize("way", ["phone", "fax", "pale", "turned 90"])
def test_a_page_is_degraded_the_same_way_each_time(way: str) -> None:
    pdf = sheet(7, kind="receipt").pdf
    first, again = (encoded(WAYS[way](pdf, 3)) for _ in range(2))
    assert first == again
    assert first[1] == "image/jpeg"


def test_lines_are_paired_in_their_order() -> None:
    lines = next(
        made.invoice.lines for seed in range(50) if len((made := sheet(seed, kind="invoice")).invoice.lines) > 4
    )
    assert len(paired(lines, lines)) == len(lines)
    assert len(paired(lines, lines[1:])) == len(lines) - 1
