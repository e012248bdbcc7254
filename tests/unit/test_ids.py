"""Names that the server makes."""

import re
from collections.abc import Callable

import pytest

from app.domain import ids


@pytest.mark.parametrize(
    ("make", "kind"), [(ids.scan_id, "scn"), (ids.invoice_id, "inv"), (ids.upload_id, "upl"), (ids.export_id, "exp")]
)
def test_an_id_is_one_of_its_kind_alone(make: Callable[[], str], kind: str) -> None:
    made = {make() for _ in range(50)}
    assert len(made) == 50
    for text in made:
        assert re.fullmatch(rf"{kind}_[0-9a-f]{{32}}", text)
        assert [each for each in ("scn", "inv", "upl", "exp") if ids.is_id(text, each)] == [kind]


def test_a_try_has_a_name_of_its_own() -> None:
    made = {ids.try_id() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch("[0-9a-f]{16}", text) for text in made)


@pytest.mark.parametrize("text", ["", "scn_", "scn_" + "0" * 31, "scn_" + "0" * 33, "scn_" + "A" * 32, "x" * 36])
def test_what_is_no_id(text: str) -> None:
    assert not ids.is_id(text, "scn")
