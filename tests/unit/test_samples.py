"""The samples that the page offers are what they are said to be, and are read right."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import samples


@pytest.fixture(scope="module")
def readings() -> dict[str, dict]:
    """What the command line reads, by file name."""
    files = [str(samples.FOLDER / name) for name in samples.truths()]
    command = [sys.executable, "-c", "from app.cli import main; main()", "read", "--jsonl", *files]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout
    lines = [json.loads(line) for line in printed.splitlines()]
    return {line["file"].rsplit("/", 1)[-1]: line for line in lines}


@pytest.mark.parametrize("name", samples.truths())
def test_a_sample_is_read_as_it_is_printed(name: str, readings: dict[str, dict]) -> None:
    truth, read = samples.truths()[name], readings[name]["invoice"]
    assert read["seller"]["name"]["value"] == truth.seller.name
    assert read["invoice_number"]["value"] == truth.invoice_number
    assert read["issue_date"]["value"] == str(truth.issue_date)
    assert read["amounts"]["gross"]["value"] == str(truth.amounts.gross)
    assert read["currency"]["value"] == truth.currency
    assert len(read["lines"]) == len(truth.lines)


def test_each_sample_shows_another_reader(readings: dict[str, dict]) -> None:
    read_by = {name: line["reader"] for name, line in readings.items()}
    assert read_by == {samples.PDF: "text", samples.PHOTO: "engine", samples.E_INVOICE: "einvoice"}


def test_the_readme_shows_what_is_printed_of_a_sample() -> None:
    root = Path(__file__).parents[2]
    text = (root / "README.md").read_text("utf-8")
    shown = re.search(r"^    \$ \.venv/bin/invoices (read .*)\n((?:    .*\n)+)", text, re.MULTILINE)
    assert shown
    command = [sys.executable, "-m", "app.cli", *shown[1].split()]
    printed = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=True).stdout
    assert [without_seconds(line) for line in printed.splitlines() if line] == [
        without_seconds(line.removeprefix("    ")) for line in shown[2].splitlines()
    ]


def without_seconds(line: str) -> str:
    return re.sub(r"[0-9.]+ s\)", "s)", line)
