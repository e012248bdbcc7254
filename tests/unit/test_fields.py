"""The table of values: complete, and held to by everything that goes by it."""

import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from app.domain.fields import FIELDS, HOLDERS, Use, has_use, paths, pattern, values_at
from app.domain.invoice import Invoice, Line, Party, kind_at
from app.engine.vital import is_vital
from app.services.export import INVOICE_COLUMNS, LINE_COLUMNS
from tests import page_fields


def leaf_paths(kind: Any = Invoice, before: str = "") -> Iterator[str]:
    for name in kind.model_fields:
        path = f"{before}.{name}" if before else name
        inner = kind_at(path.replace("*", "0"))
        if get_origin(inner) is tuple:
            path, inner = f"{path}.*", kind_at(f"{path}.*".replace("*", "0")) or get_args(inner)[0]
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from leaf_paths(inner, path)
        else:
            yield path


def test_each_value_of_an_invoice_has_one_row() -> None:
    rows, leaves = Counter(field.path for field in FIELDS), set(leaf_paths())
    assert leaves - rows.keys() == set(), "say what these are used for, or that they are not (app/domain/fields.py)"
    assert rows.keys() - leaves == set(), "there are no such values"
    assert [path for path, times in rows.items() if times > 1] == []


def test_a_value_is_shown_in_one_way() -> None:
    for field in FIELDS:
        shown = [use for use in (Use.ALWAYS, Use.ADDABLE, Use.INSIDE) if use in field.uses]
        assert len(shown) < 2, field.path
        assert Use.WANTED not in field.uses or Use.ALWAYS in field.uses, field.path


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.path)
def test_a_value_has_a_name_in_both_languages(field: Any) -> None:
    assert field.en.startswith("…") == field.vi.startswith("…")
    if field.en.startswith("…"):
        assert field.path.split(".")[0] in HOLDERS


def test_the_page_has_what_the_table_says() -> None:
    for file, content in page_fields.written().items():
        assert json.loads(file.read_text()) == content, "run: make openapi"


def test_the_table_for_other_programs_has_what_is_exported() -> None:
    invoices, lines = ({name for name, _ in columns} for columns in (INVOICE_COLUMNS, LINE_COLUMNS))
    exported = paths(Use.EXPORTED)
    of_lines = {path.replace("lines.*.", "line.") for path in exported if path.startswith("lines.")}
    of_invoice = {path for path in exported if not path.startswith("lines.")}
    assert {name for name in invoices if kind_at(name) is not None} == of_invoice
    assert {name for name in lines if name.startswith("line.")} == of_lines


def test_a_confidence_of_nine_tenths_is_only_for_what_was_measured() -> None:
    table = json.loads((files("app.engine.fields") / "calibration.json").read_text())
    assert {name.split()[0] for name in table} == set(paths(Use.CALIBRATED))
    assert set(paths(Use.CALIBRATED)) <= set(paths(Use.SCORED))


def test_what_is_vital_is_looked_at() -> None:
    assert is_vital("payment.accounts.7.iban") and is_vital("amounts.gross") and is_vital("seller.tax_ids.0.value")
    assert not is_vital("payment.accounts.7.bic") and not is_vital("lines.0.amount") and not is_vital("nothing.new")


def test_values_are_found_by_their_pattern() -> None:
    invoice = Invoice(
        seller=Party(name="A"), lines=(Line(description="B"), Line(), Line(description="C")), notes=("D",)
    )
    found = [list(values_at(invoice, path)) for path in ("seller.name", "buyer.name", "lines.*.description", "notes.*")]
    assert found == [["A"], [], ["B", "C"], ["D"]]


def test_places_in_lists_do_not_matter() -> None:
    assert pattern("seller.tax_ids.12.value") == "seller.tax_ids.*.value"
    assert has_use("lines.400.description", Use.SEARCHED)
    assert not has_use("lines.400.new", Use.SEARCHED)
