"""A page in the words of each language is read wholly; also in the words of one that nobody knew before."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.invoice import DocumentType, Invoice
from app.engine import text_reader
from app.engine.languages import NEUTRAL, Language, languages, read_language
from tests.documents.worded import worded_pdf, worded_truth

APP = Path(__file__).parents[2] / "app"
OWN = [language for language in languages() if language.code != NEUTRAL]
KINDS = [kind for kind in DocumentType if kind in (DocumentType.INVOICE, DocumentType.CREDIT_NOTE)]

ZZ = """
name = "Zarnic"
[titles]
invoice = '''zornak'''
credit_note = '''zornak vrel'''
[labels]
invoice_number = '''zornak yul'''
issue_date = '''zornak dorim'''
due_date = '''plemid dorim'''
buyer = '''kuprel'''
net = '''sumak bel'''
tax = '''taksol'''
gross = '''sumak tul'''
[columns]
description = '''opsarik'''
quantity = '''menzol'''
unit = '''zunit'''
unit_price = '''ceprik'''
amount = '''sumak'''
[words]
unit = '''klotz | hurim'''
[months]
full = '''jolu folu molu aprolu maylu junolu julolu augolu sepolu oktolu novolu dekolu'''
[dates]
between = '''zu'''
"""

NOWHERE = """
from app.domain.check_digits import mod_11_10
from app.domain.countries.country import Country, VatId, percents

COUNTRY = Country(
    names=("Zarnia", "Zarnaq"),
    currency="TOP",
    symbols=("Zq",),
    tax_names=("ZWV",),
    tax_rates=percents("17"),
    postal_codes=("999-9999",),
    vat_id=VatId(r"7\\d{8}", "9 digits, the first 7", mod_11_10),
    marks=("zarnaq",),
)
"""

READ = "import sys; from app.engine import text_reader; sys.stdout.write(text_reader.read("
READ += "sys.stdin.buffer.read(), 'application/pdf', 1, lambda stage: None).model_dump_json())"
CHECK = "import sys; from app.domain.countries import vat_fault; print(vat_fault(sys.argv[1]))"


def read(pdf: bytes) -> Invoice:
    return text_reader.read(pdf, "application/pdf", 1, lambda stage: None).invoice


def told(invoice: Invoice) -> dict[str, object]:
    """What a page of words has to give."""
    amounts = invoice.amounts
    return {
        "type": invoice.document_type,
        "number": invoice.invoice_number,
        "issued": invoice.issue_date,
        "due": invoice.due_date,
        "seller": invoice.seller.name,
        "buyer": invoice.buyer.name,
        "currency": invoice.currency,
        "amounts": (amounts.net, amounts.tax, amounts.gross),
        "lines": [(each.description, each.quantity, each.unit, each.unit_price, each.amount) for each in invoice.lines],
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", OWN, ids=lambda language: language.code)
def test_a_page_in_the_words_of_a_language_is_read_wholly(language: Language, kind: DocumentType) -> None:
    truth = worded_truth(language, kind)
    assert told(read(worded_pdf(language, truth))) == told(truth)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A copy of the program's engine, to add a file to."""
    for part in ("engine", "domain"):
        shutil.copytree(APP / part, tmp_path / "app" / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "app/__init__.py").touch()
    return tmp_path


def run(home: Path, code: str, *arguments: str, given: bytes = b"") -> str:
    environment = {**os.environ, "PYTHONPATH": str(home)}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=home, env=environment, input=given, capture_output=True, check=True, timeout=120)
    return done.stdout.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_language_is_one_file(elsewhere: Path, kind: DocumentType) -> None:
    zarnic = read_language("zz", ZZ)
    truth = worded_truth(zarnic, kind)
    pdf = worded_pdf(zarnic, truth)
    assert told(read(pdf)) != told(truth), "without its file the language is not known"
    (elsewhere / "app/engine/languages/zz.toml").write_text(ZZ)
    found = Invoice.model_validate(json.loads(run(elsewhere, READ, given=pdf))["invoice"])
    assert told(found) == told(truth)
    assert found.language == "zz"


def test_a_new_country_is_one_file(elsewhere: Path) -> None:
    english = next(language for language in OWN if language.code == "en")
    truth = worded_truth(english)
    seller = truth.seller.model_copy(
        update={"address": truth.seller.address.model_copy(update={"text": "Alnarp 12\n241-0355 Lomma\nZarnaq"})}
    )
    printed = truth.model_copy(update={"seller": seller, "currency": "Zq"})
    pdf = worded_pdf(english, printed, tax="ZWV 20 %")
    (elsewhere / "app/domain/countries/zz.py").write_text(NOWHERE)
    found = Invoice.model_validate(json.loads(run(elsewhere, READ, given=pdf))["invoice"])
    assert told(found) == told(truth) | {"currency": "TOP"}
    address = found.seller.address
    assert (address.postal_code, address.city, address.country) == ("241-0355", "Lomma", "ZZ")
    assert run(elsewhere, CHECK, "ZZ123456789").startswith("ZZ123456789 has not the form")
    assert "check digit" in run(elsewhere, CHECK, "ZZ712345679")
    assert run(elsewhere, CHECK, "ZZ712345678") == "None\n"
