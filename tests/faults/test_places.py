"""The same promises in every place: on a disk, and in an emulated account behind a wire that does wrong."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.adapters.aws.clients import AwsClients
from tests import aws
from tests.faults.life import EDITED, broken_at, life
from tests.faults.places import on_aws, on_disk
from tests.faults.scene import Scene
from tests.faults.schedule import broken_seeds
from tests.making import ANNA

LOST = {"response": {"abort_bytes": 0}}  # it took effect, and the answer never came
FAULTS: dict[str, dict[str, Any]] = {
    "F21 lost": LOST,
    "F21 throttled": {"error": {"code": "ThrottlingException", "status": 400}},
}
OPERATIONS = {
    "dynamodb": ("TransactWriteItems", "PutItem", "BatchWriteItem", "GetItem", "Query"),
    "s3": ("PutObject", "CopyObject", "HeadObject", "GetObject", "DeleteObject"),
}


def test_schedules_by_chance_break_no_promise_on_a_disk() -> None:
    with on_disk() as storage:
        assert broken_seeds(range(40), storage) == {}


# ---- an account ------------------------------------------------------------------------------------------------------


def whole(scene: Scene) -> None:
    scene.restarted(rounds=2)
    assert scene.broken() == []
    (invoice_id,) = scene.anna.invoices()
    assert scene.world.container.invoices.get(ANNA, invoice_id).invoice == EDITED


@pytest.mark.parametrize("fault", FAULTS)
def test_calls_of_an_account_that_go_wrong_break_no_promise(wire: aws.Wire, account: AwsClients, fault: str) -> None:
    scene, before = Scene(on_aws(wire.clients, account)), wire.fired()
    operations = [(service, name) for service, names in OPERATIONS.items() for name in names]
    with wire.faults(*(aws.call(service, name, times=2, **FAULTS[fault]) for service, name in operations)):
        life(scene)
    assert wire.fired() > before + len(operations)
    whole(scene)


@pytest.mark.parametrize("refused", ["F55 s3 KMS.DisabledException", "F56 dynamodb AccessDeniedException"])
def test_an_account_that_refuses_for_long_leaves_nothing_half_written(
    wire: aws.Wire, account: AwsClients, refused: str
) -> None:
    scene = Scene(on_aws(wire.clients, account))
    _, service, code = refused.split()
    with wire.fault(service=service, error={"code": code, "status": 400}), pytest.raises(AssertionError):
        life(scene)
    life(scene)
    whole(scene)


@pytest.mark.parametrize("number", [9, 22])
def test_a_process_that_dies_at_a_call_to_an_account_breaks_no_promise(account: AwsClients, number: int) -> None:
    assert broken_at(number, on_aws(account, account)) == []


def test_f22_many_at_once_on_the_same_rows_lose_nothing(account: AwsClients) -> None:
    """Transactions that lose against others are tried again; one that lost against a condition is told."""
    from concurrent.futures import ThreadPoolExecutor

    scene = Scene(on_aws(account, account), charges=False)
    scans = [scene.anna.scan(number) or "" for number in range(8)]
    scene.work()
    with ThreadPoolExecutor(4) as threads:
        kept = list(threads.map(scene.anna.save, scans))
    assert len(set(kept)) == 8
    with ThreadPoolExecutor(4) as threads:
        versions = list(threads.map(lambda _: scene.anna.edit(kept[0] or "", EDITED, version=1), range(4)))
    assert 2 in versions
    (total,) = scene.world.invoices.stats(ANNA)
    assert total.count + total.duplicates.count == 8
    scene.restarted(rounds=2)
    assert scene.broken() == []


def test_f25_what_was_just_written_is_seen_by_every_read(account: AwsClients, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call that reads the table itself asks for the present state; an index, which may lag, only gives hints."""
    asked: list[dict[str, Any]] = []
    calls, call = account.dynamodb(), account.dynamodb().call

    def noted(operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        if operation in ("GetItem", "Query", "BatchGetItem"):
            asked.append(dict(request))
        return call(operation, request)

    monkeypatch.setattr(calls, "call", noted)
    scene = Scene(on_aws(account, account))
    life(scene)
    scene.restarted(rounds=1)
    own = [
        one for params in asked for one in (params["RequestItems"].values() if "RequestItems" in params else [params])
    ]
    assert len(own) > 20
    assert [one for one in own if "IndexName" not in one and not one.get("ConsistentRead")] == []
    assert {one["IndexName"] for one in own if "IndexName" in one} <= {"by_todo", "by_date", "by_gross", "by_seller"}
