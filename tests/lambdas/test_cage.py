"""A document that has taken over a function's parser, in AWS's emulator: it gets nowhere and sees no credentials."""

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests import aws
from tests.cage.places import LAYERS, Escape, document, needs_landlock, overtaken, treasures
from tests.cage.taken_over import ANYBODY
from tests.lambdas.functions import a_token, emulated, gateway_event
from tests.packages import unzipped

pytestmark = [
    pytest.mark.xdist_group("packages"),
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has what the cage is made of"),
]
# What a function has none of: a data folder.
NOT_THERE = {"key", "db-read", "db-write", "data-new", "data-list"}


def escape(folder: Path, settings: dict[str, str], *, layers: Iterable[str] = LAYERS) -> Escape:
    code = overtaken(unzipped("api"), folder / "code", layers=layers)
    with (
        emulated("api", settings, log=folder / "log", folder=code) as service,
        treasures(folder, code=folder) as there,
    ):
        body = document(there | {"secret": aws.KEYS["AWS_SECRET_ACCESS_KEY"], "port": service.port}).decode()
        event = gateway_event("POST", "/v1/scans", token=a_token(), body=body, **{"content-type": "application/pdf"})
        answer = service.invoke(event)
        assert answer["statusCode"] == 422, answer
        return Escape.told(answer["body"])


@needs_landlock
def test_t46_nothing_of_what_a_parser_tries_works(settings: dict[str, str], tmp_path: Path) -> None:
    found = escape(tmp_path, settings)
    assert found.worked == frozenset()
    assert found.tried >= 20


def test_t46_without_a_cage_nearly_all_of_it_works_and_credentials_are_seen(
    settings: dict[str, str], tmp_path: Path
) -> None:
    found = escape(tmp_path, settings, layers=())
    assert found.worked >= ANYBODY - NOT_THERE | {"p-environ", "credentials"}
