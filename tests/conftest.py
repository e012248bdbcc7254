"""Servers that stand for AWS, started when the first test asks for them; and a look at every line of the logs."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.adapters.aws.clients import AwsClients
from app.adapters.dynamodb.table import DynamoTable
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.sign_ins import SqliteSignIns
from tests import aws, log_scan


@pytest.fixture(scope="session")
def log_watch() -> Iterator[log_scan.Watch]:
    watch, ours = log_scan.Watch(), logging.getLogger("app")
    level = ours.level
    ours.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    ours.setLevel(level)


@pytest.fixture(autouse=True)
def a45_no_line_of_the_log_tells_a_secret(log_watch: log_scan.Watch) -> Iterator[None]:
    log_watch.bad.clear()
    yield
    assert not log_watch.bad, log_watch.bad


@pytest.fixture
def sign_ins(tmp_path: Path) -> Iterator[SqliteSignIns]:
    """What a local issuer keeps."""
    with closing(SqliteDatabase.open(tmp_path / "sign-ins.sqlite")) as database:
        yield SqliteSignIns(database)


@pytest.fixture(scope="session")
def aws_keys() -> Iterator[None]:
    pytest.importorskip("botocore", reason="the extra `aws` is not installed")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in aws.KEYS.items():
            environment.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def account(aws_keys: None) -> Iterator[AwsClients]:
    """An emulated account."""
    with aws.ministack() as address:
        aws.warm_up(address)
        yield aws.clients_of(address)


@pytest.fixture(scope="session")
def second_s3(aws_keys: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AwsClients]:
    """Another S3 server."""
    with aws.seaweedfs(tmp_path_factory.mktemp("seaweedfs")) as address:
        yield aws.clients_of(address)


@pytest.fixture(scope="session")
def wire(account: AwsClients) -> Iterator[aws.Wire]:
    """The way to the emulated account, with faults on it when a test asks for some."""
    with aws.faulty_wire(account.tables().meta.endpoint_url) as wire:
        aws.warm_up(wire.address)
        yield wire


@pytest.fixture
def table(account: AwsClients) -> Iterator[DynamoTable]:
    name = aws.new_table(account)
    yield DynamoTable(account, name=name)
    account.tables().delete_table(TableName=name)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A document is not named by its bytes: those of a PDF tell the second in which it was made, which differs between
    the processes that run the tests."""
    return argname if isinstance(val, bytes) and len(val) > 60 else None
