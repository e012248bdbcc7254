"""A small sample of the rendered set, developed on and left out, by its text layer; and a few pictures."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from app.domain.check_context import CheckContext
from app.domain.invoice import plain
from app.domain.rules import run_checks
from app.engine import text_reader
from tests.bench.reading.runs import Words, others, read_words, text_layer
from tests.bench.reading.scores import Scores, Tally, paired
from tests.documents.rendered import sheet
from tests.documents.rendered.degrade import WAYS, encoded
from tests.documents.rendered.others import other_page

SAMPLE = range(500, 530)
PICTURES = {"phone": 501, "fax": 502, "pale": 501}  # way: seed of a short document
FLOORS = tomllib.loads((Path(__file__).parents[1] / "documents" / "reading_floors.toml").read_text())


def ignore(stage: str) -> None:
    pass


def scores_of(pages: str) -> Scores:
    if pages != "pictures":
        return text_layer(SAMPLE, left_out=pages == "left_out").scores
    scores = Scores()
    for way, seed in PICTURES.items():
        made = sheet(seed)
        data, media_type = encoded(WAYS[way](made.pdf, seed))
        text, _ = Words(None).of(data, media_type, 1)
        reading = read_words(text)
        scores.add(f"{way} {seed}", made.invoice, reading.invoice, reading.evidence)
    return scores


def figures(scores: Scores) -> dict[str, float]:
    """What has a floor, between 0 and 1."""
    header = scores.header
    cells = Tally()
    for tally in scores.cells.values():
        cells += tally
    return {
        "header": header.f1,
        "gross": scores.fields["amounts.gross"].f1,
        "lines": scores.lines.f1,
        "whole_lines": scores.all_lines / scores.documents,
        "cells": cells.f1,
        "taxes": scores.taxes.f1,
        "sure": header.sure_right / header.truth,
        "right_of_sure": header.sure_right / header.sure,
        "not_invented": 1 - header.invented / header.given,
    }


@pytest.mark.parametrize("pages", FLOORS)
def test_the_reading_is_no_worse_than_it_was(pages: str) -> None:
    """Nor so much better that a later loss of 0.02 would pass: then the floor is raised."""
    floors = FLOORS[pages]
    found = {name: round(value, 4) for name, value in figures(scores_of(pages)).items() if name in floors}
    assert found.keys() == floors.keys()
    assert {name: value for name, value in found.items() if value < floors[name]} == {}
    assert {name: value for name, value in found.items() if value >= floors[name] + 0.02} == {}, "raise the floors"


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
