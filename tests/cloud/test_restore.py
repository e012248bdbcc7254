"""The restore of the table, walked through in an emulated account by the lines that stand in infra/README.md."""

import io
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from app.adapters.aws.clients import AwsClients
from app.domain.errors import NotFound
from app.ports import Key, Kind
from tests import aws
from tests.fakes import SettableClock
from tests.faults.places import in_account
from tests.making import ANNA
from tests.world import INVOICE, PAPER, World

ROOT = Path(__file__).parents[2]
STACK = "invoices-prod"


def lines() -> list[str]:
    section = (ROOT / "infra" / "README.md").read_text().partition("**Restore the table**")[2].partition("\n- **")[0]
    return [line.strip() for line in section.splitlines() if line.startswith("      ")]


def test_the_lines_are_there() -> None:
    assert [shlex.split(line)[0] for line in lines()] == ["aws", "aws", ".venv/bin/python", "aws"]


class Account:
    """An account with a table of the installation's name, and functions that only have to be held."""

    def __init__(self, address: str, clients: aws.Clients) -> None:
        self.address = address
        self.tables = clients.tables()
        self.functions = boto3.client("lambda", endpoint_url=address, region_name=aws.REGION)
        self.tables.create_table(**aws.definition(STACK))
        self.s3, self.bucket = clients.s3(), aws.new_bucket(clients)
        self.s3.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"})
        self.world = World(in_account(clients, table=STACK, bucket=self.bucket, clock=SettableClock()))
        for name in ("scan", "save", "worker"):
            self._make_function(f"{STACK}-{name}", clients)
        self.functions.put_function_concurrency(FunctionName=f"{STACK}-save", ReservedConcurrentExecutions=7)

    def _make_function(self, name: str, clients: aws.Clients) -> None:
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as file:
            file.writestr("handler.py", "def handle(event, context): pass")
        settings = {
            **{"TABLE": STACK, "BUCKET": self.bucket, "WORK_QUEUE": aws.new_queue(clients)},
            **{
                "TEXTRACT_TOPIC": "arn:aws:sns:topic",
                "TEXTRACT_ROLE": "arn:aws:iam:role",
                "USER_POOL_ID": f"{aws.REGION}_Example01",
            },
            **{"CLIENT_IDS": "one", "WEB_CLIENT_ID": "one", "AWS_ENDPOINT_URL": self.address},
        }
        self.functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role="arn:aws:iam::000000000000:role/one",
            Handler="handler.handle",
            Code={"ZipFile": package.getvalue()},
            Environment={"Variables": settings},
        )

    def run(self, line: str) -> str:
        """As a person would; `aws` by the library beneath it."""
        program, *arguments = shlex.split(line)
        if program != "aws":
            environment = os.environ | aws.KEYS | {"AWS_ENDPOINT_URL": self.address, "AWS_REGION": aws.REGION}
            command = [sys.executable, *arguments, "--yes"]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            return done.stdout
        service, *names = (word for word in arguments if not word.startswith("--"))
        assert service == "dynamodb"
        values = dict(re.findall(r"--([a-z-]+)(?: (?!--)(\S+))?", line))
        given = {
            "".join(part.capitalize() for part in name.split("-")): value or True for name, value in values.items()
        }
        if names[0] == "wait":
            self.tables.get_waiter(names[1].replace("-", "_")).wait(**given)
        else:
            getattr(self.tables, names[0].replace("-", "_"))(**given)
        return ""

    def delete_past_the_application(self, invoice_id: str) -> None:
        """As `aws s3 rm` does: the versions stay below a mark of deletion."""
        (found,) = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=f"v1/invoices/{ANNA.key}/{invoice_id}")[
            "Contents"
        ]
        self.s3.delete_object(Bucket=self.bucket, Key=found["Key"])

    def rows(self) -> list[Any]:
        found = self.tables.get_paginator("scan").paginate(TableName=STACK)
        return sorted((row for page in found for row in page["Items"]), key=str)

    def room(self, function: str) -> int | None:
        answer = self.functions.get_function_concurrency(FunctionName=f"{STACK}-{function}")
        room: int | None = answer.get("ReservedConcurrentExecutions")
        return room


@pytest.fixture
def place(aws_keys: None) -> Iterator[Account]:
    with aws.ministack() as address:
        aws.warm_up(address)
        yield Account(address, aws.patient_clients_of(address))


def test_f64_the_restore_of_the_table_as_it_is_described(place: Account) -> None:
    world, (restore, wait, copy_back, clean_up) = place.world, lines()
    kept, changed, lost, deleted = (world.saved(ANNA, PAPER + b"%d" % number) for number in range(4))
    before = place.rows()
    place.run(restore)
    place.run(wait)

    edited = INVOICE.model_copy(update={"invoice_number": "WRONG"})
    world.container.invoices.replace(ANNA, changed, edited, version=1)
    world.container.invoices.delete(ANNA, deleted, version=1)
    world.invoices.delete(ANNA, lost, version=None)  # as a mistake of a program would: the document is left
    later = world.saved(ANNA, PAPER + b"later")
    place.delete_past_the_application(kept)
    with pytest.raises(NotFound):
        world.documents.get(ANNA, Key(Kind.INVOICE, kept))

    after = len({(row["pk"]["S"], row["sk"]["S"]) for row in [*before, *place.rows()]})
    said = place.run(copy_back)
    assert place.rows() == before
    assert [place.room(name) for name in ("scan", "save", "worker")] == [None, 7, None]
    told = [line.strip() for line in said.splitlines() if re.match(r" *\d+\.\d s  ", line)]
    steps = [re.sub(r"^\d+\.\d s  ", "", line) for line in told]
    assert steps == [
        f"{len(before)} rows written, {after - len(before)} later ones removed",
        "1 documents brought back",
        "records compared with documents, 1 findings",
        "in all, in which nobody could work",
    ]
    *seconds, in_all = (float(line.partition(" ")[0]) for line in told)
    assert sum(seconds) <= in_all + 0.2
    print(said)  # `pytest -s` shows what each step took
    assert said.count("document-missing") == 1
    assert deleted in said
    for name in (kept, changed, lost):
        assert world.container.invoices.get(ANNA, name).invoice == INVOICE
        assert world.documents.get(ANNA, Key(Kind.INVOICE, name))
    with pytest.raises(NotFound):
        world.container.invoices.get(ANNA, later)
    assert world.documents.get(ANNA, Key(Kind.INVOICE, later)), "no original is touched"
    assert "rows written, 0 later" in place.run(copy_back), "it can be repeated"
    place.run(clean_up)
    assert place.tables.list_tables()["TableNames"] == [STACK]


def test_a_table_that_is_none_of_the_installation_is_refused(place: Account, account: AwsClients) -> None:
    place.tables.create_table(
        TableName="other",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    for name, words in (("nothing", "no table nothing"), ("other", "no restored copy"), (STACK, "no restored copy")):
        with pytest.raises(AssertionError, match=words):
            place.run(f"python -m infra.restore --env prod --from {name}")
    assert place.room("save") == 7
