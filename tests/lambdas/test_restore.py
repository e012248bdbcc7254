"""A table that was restored to an earlier time, beside a bucket with newer documents (F64), and how that is settled."""

from typing import Any

import pytest

from app.bootstrap import cloud
from app.domain.installation import Trouble
from app.ports import Kind
from tests.documents.einvoices import cii_file
from tests.lambdas.conftest import Make
from tests.lambdas.installation import Context, Functions

XML = {"content-type": "application/xml"}


@pytest.fixture(autouse=True)
def _stamped_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cloud, "STAMPED_EVERY", cloud.STAMPED_EVERY * 0)


def rows(functions: Functions) -> list[dict[str, Any]]:
    """As a restore to this point in time would bring them."""
    return list(functions.account.dynamodb().call("Scan", {"TableName": functions.table.name})["Items"])


def restore(functions: Functions, then: list[dict[str, Any]]) -> None:
    call, name = functions.account.dynamodb().call, functions.table.name
    for row in rows(functions):
        call("DeleteItem", {"TableName": name, "Key": {part: row[part] for part in ("pk", "sk")}})
    for row in then:
        call("PutItem", {"TableName": name, "Item": row})


def saved(functions: Functions, seeds: range) -> list[str]:
    names = []
    for seed in seeds:
        scan = functions.call("POST", "/v1/scans", body=cii_file(seed=seed).data, **XML).json
        names.append(functions.call("POST", "/v1/invoices", body={"scan_id": scan["id"]}).json["id"])
    return names


def originals(functions: Functions) -> set[str]:
    return {stored.key.id for stored in functions.documents().walk_all_owners(Kind.INVOICE)}


def listed(functions: Functions) -> tuple[list[str], str | None]:
    told = functions.call("GET", "/v1/loose-documents").json
    return [row["id"] for row in told["items"]], told["trouble"] and told["trouble"]["code"]


def test_f64_inv11_a_restored_table_is_noticed_and_nothing_newer_is_lost(make: Make) -> None:
    functions = make()
    functions.sweep()
    old = saved(functions, range(2))
    then = rows(functions)
    functions.sweep()
    newer = saved(functions, range(10, 13))
    assert listed(functions) == ([], None)

    restore(functions, then)
    for _ in range(3):
        functions.sweep()
    assert originals(functions) == {*old, *newer}
    assert listed(functions) == (sorted(newer), Trouble.RECORDS_OLDER)

    taken, deleted = newer[:2], newer[2]
    for name in taken:
        scan = functions.call("POST", "/v1/scans/kept", body={"document_id": name}).json
        assert scan["state"] == "done"
    assert functions.call("DELETE", f"/v1/loose-documents/{deleted}").status == 204
    functions.sweep()
    assert originals(functions) >= {*old, *newer}, "nothing goes before it is settled, also what was decided"

    assert functions.worker({"task": "accept"}, Context()) == {"accepted": True}
    functions.sweep()
    assert listed(functions) == ([], None)
    assert originals(functions) == set(old)
    unsaved = functions.call("GET", "/v1/scans?unsaved=true").json["items"]
    assert len(unsaved) == len(taken)
    assert len(list(functions.documents().walk_all_owners(Kind.SCAN))) == len(taken)


def test_f64_an_empty_table_beside_documents_is_noticed(make: Make) -> None:
    functions = make()
    functions.sweep()
    names = saved(functions, range(2))
    restore(functions, [])
    functions.sweep()
    assert originals(functions) == set(names)
    assert listed(functions) == (sorted(names), Trouble.RECORDS_MISSING)


def test_an_account_of_a_version_without_marks_gets_them_without_a_word(make: Make) -> None:
    functions = make()
    names = saved(functions, range(1))
    assert functions.sweep() == {"findings": 0}
    assert listed(functions) == ([], None)
    assert functions.account.s3().head_object(Bucket=functions.environment["BUCKET"], Key="installation.json")
    assert originals(functions) == set(names)
