"""A short round of fuzzing in every run of the tests; `make fuzz` is the long one."""

import pytest

from tests.fuzz.run import SETTINGS, fuzz
from tests.served import Served


@pytest.mark.timeout(600)
def test_no_call_breaks_its_description(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Served(tmp_path_factory.mktemp("fuzz") / "data", **SETTINGS) as server:
        said = fuzz(server, examples=8, seed=1, phases="examples,fuzzing,stateful")
    assert "No issues found" in said
    assert "Tested: " in said
