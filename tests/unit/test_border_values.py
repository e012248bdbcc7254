"""Numbers that break a parser or a calculation, in the XML of every form; and digits that are none outside of pages."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from app.domain.check_context import CheckContext
from app.domain.digits import only_digits
from app.domain.errors import DocumentRejected
from app.domain.looked_at import is_path
from app.domain.reading import Reading
from app.domain.rules import run_checks
from app.engine.crosscheck.reader import compare_pages
from app.engine.einvoice_reader import read
from tests.documents.einvoices import cii_file, ubl_file
from tests.documents.pages import invoice_pdf
from tests.unit.test_code_rules import FILES
from tests.unit.test_einvoice_national import WHOLE_FILES

FORMS = {"CII": cii_file().data.decode(), "UBL": ubl_file().data.decode(), **WHOLE_FILES}
OTHER_DIGITS = [  # Arabic-Indic, Persian, Devanagari, full-width, mathematical, superscript, circled, fraction, Chinese
    *("\u0661\u0662\u0663", "\u06f1\u06f2", "\u0967\u0968", "\uff11\uff12", "1\uff12", "\U0001d7d1"),
    *("\u00b2", "\u2461", "\u00bd", "\u4e00", "\u0661.\u0665", "1.\u0665", "\u22121", "\uff0d1", "1\u066b5"),
]
NUMBERS = [
    *(
        "1e99999999999999999999",
        "1E5",
        "-1e-999999999",
        "NaN",
        "sNaN",
        "INF",
        "-Infinity",
        "0x10",
        "1_000",
        "--1",
        "+-1",
    ),
    *(
        "--1",
        "+-1",
        "9" * 20,
        "9" * 20 + "." + "9" * 10,
        "-" + "9" * 20,
        "9" * 21,
        "9" * 5_000,
        "0." + "0" * 5_000 + "1",
    ),
    *("1." + "0" * 5_000, "." + "9" * 5_000, "0.0000000001", "0.00000000001", "-0", "0", "1,5", "1 000", "", " ", "."),
]
_NUMBER = re.compile(r">\s*-?[0-9]+(?:[.,][0-9]+)?%?\s*<")


def with_numbers(form: str, text: str) -> bytes:
    """The file with the text in the place of every number."""
    return _NUMBER.sub(lambda found: f">{text}<", FORMS[form]).encode()


def numbers_of(node: Any) -> Iterator[Decimal]:
    if isinstance(node, Decimal):
        yield node
    elif isinstance(node, BaseModel):
        for _, value in node:
            yield from numbers_of(value)
    elif isinstance(node, tuple):
        for value in node:
            yield from numbers_of(value)


def reading_of(xml: bytes) -> Reading | None:
    """None for a file that is refused: as ours it may be, as a fault of ours it may not."""
    try:
        return read(xml, "application/xml", 1, lambda stage: None)
    except DocumentRejected:
        return None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", [*NUMBERS, *OTHER_DIGITS], ids=lambda text: ascii(text)[:24])
def test_no_number_in_xml_breaks_reading_checks_or_comparison(form: str, text: str) -> None:
    reading = reading_of(with_numbers(form, text))
    if reading is None:
        return
    assert Reading.model_validate_json(reading.model_dump_json()) == reading
    checks = run_checks(reading.invoice, CheckContext(today=date(2026, 11, 30), electronic=True))
    assert not [check for check in checks if check.id == "rule_applied"]
    compare_pages(PAGE, reading.invoice, 1)


PAGE = invoice_pdf().data


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", OTHER_DIGITS, ids=ascii)
def test_digits_of_other_scripts_are_no_numbers_of_xml(form: str, text: str) -> None:
    assert any(numbers_of(reading_of(FORMS[form].encode()).invoice))  # type: ignore[union-attr]
    reading = reading_of(with_numbers(form, text))
    assert reading is None or not any(numbers_of(reading.invoice))


@pytest.mark.parametrize("text", OTHER_DIGITS, ids=ascii)
def test_digits_of_other_scripts_name_no_row(text: str) -> None:
    assert is_path("lines.0.amount")
    assert not is_path(f"lines.{text}.amount")


@pytest.mark.parametrize(
    ("text", "holds"), [("0", True), ("9" * 18, True), ("9" * 19, False), ("", False), ("-1", False)]
)
def test_digits_that_can_be_calculated_with(text: str, holds: bool) -> None:
    assert only_digits(text) is holds


# ---- the code --------------------------------------------------------------------------------------------------------

# Whatever looks at the text of pages or pictures: there digits of every script mean what they show.
OF_PAGES = ("adapters/textract/", "adapters/workers/words.py", "engine/")
NOT_OF_PAGES = ("engine/einvoice/", "engine/crosscheck/")
ELSEWHERE = {"domain/digits.py", "adapters/dynamodb/invoice_entries.py"}  # the rule; letters of words, never calculated


def at_the_border() -> list[str]:
    return [
        file for file in FILES if file.startswith(NOT_OF_PAGES) or not (file.startswith(OF_PAGES) or file in ELSEWHERE)
    ]


@pytest.mark.parametrize("file", at_the_border())
def test_digits_are_0_to_9_outside_of_pages(file: str) -> None:
    for node in ast.walk(FILES[file]):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert "\\d" not in node.value, f"line {node.lineno}: write [0-9]"
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"isdigit", "isdecimal", "isnumeric"}, f"line {node.lineno}: use only_digits"


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("engine/einvoice/")])
def test_text_of_xml_becomes_a_number_in_one_place(file: str) -> None:
    made = [
        node
        for node in ast.walk(FILES[file])
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Decimal", "float"}
        if not all(isinstance(argument, ast.Constant) for argument in node.args)
    ]
    assert not made or file == "engine/einvoice/values.py"
