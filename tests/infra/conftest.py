"""Plans of both environments, made once. One process runs all tests of a group: each start of terraform is a second."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.infra.terraform import CannotApply, Stack, Workspace, require_terraform, who_answers

OPINION_MODEL = "eu.amazon.nova-lite-v1:0"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Ready for plans that reach nobody but this machine."""
    require_terraform()
    with who_answers() as environment:
        made = Workspace(tmp_path_factory.mktemp("terraform"), environment)
        made.run("init", "-input=false")
        yield made


@pytest.fixture(scope="session")
def dev(workspace: Workspace) -> Stack:
    """What `make deploy ENV=dev` would make."""
    workspace.run("plan", "-input=false", "-state=dev.tfstate", "-var-file=env/dev.tfvars", "-out=dev.tfplan")
    return Stack.read(workspace.run("show", "-json", "dev.tfplan"))


PROD = ("-var-file=env/prod.tfvars", '-var=machine_clients={ integration = ["invoices/read", "invoices/write"] }')


@pytest.fixture(scope="session")
def prod(workspace: Workspace) -> Stack:
    """What `make deploy ENV=prod` makes, with a program that uses the API and a model that is asked for second
    opinions, a cap on what is paid, a bus of events, and with all that only AWS decides made up: every policy can be
    read."""
    model = {"events": "true", "opinion_model": OPINION_MODEL, "opinion_price": '{"read":0.06,"written":0.24}'}
    model |= {"paid_usd_per_month": '{"all":500,"owner":50}'}
    try:
        workspace.apply(*PROD, *(f"-var={name}={value}" for name, value in model.items()))
    except CannotApply as error:
        pytest.skip(f"the emulated account cannot make all of it: {str(error)[-300:]}")
    return Stack.read(workspace.run("show", "-json"))


@pytest.fixture(scope="session")
def with_everything(workspace: Workspace) -> Stack:
    """A plan with every choice that makes more: a zone, a firewall, functions as images, more to be told of."""
    image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/invoices@sha256:" + 64 * "a"
    zone = {"domain": "invoices.example.com", "create_zone": "true", "delegated": "true"}
    more = {**zone, "firewall": "true", "engine_image": image, "own_key": "true"}
    more |= {"edge_alarm": "true", "cost_anomalies": "{}", "costs_by_tag": "true"}
    values = [f"-var={name}={value}" for name, value in more.items()]
    given = ["-var-file=env/dev.tfvars", "-var=alarm_email=me@example.com", *values]
    workspace.run("plan", "-input=false", "-state=all.tfstate", *given, "-out=all.tfplan")
    return Stack.read(workspace.run("show", "-json", "all.tfplan"))


@pytest.fixture(scope="session", params=["dev", "prod"])
def stack(request: pytest.FixtureRequest) -> Stack:
    made: Stack = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="session")
def openapi() -> dict[str, object]:
    description: dict[str, object] = json.loads((Path(__file__).parents[2] / "app" / "openapi.json").read_text())
    return description
