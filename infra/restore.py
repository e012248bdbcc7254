"""Bring an installation's table back to what a restored one holds: `python -m infra.restore --env prod --from TABLE`.

DynamoDB restores a table under a new name only. Its rows are copied back into the installation's own table, which keeps
its name, rights, indexes and backups. Nothing writes meanwhile: the functions are held. Originals in the bucket stay as
they are. Those that were deleted past the application come back: it deletes every version, so what only has a mark of
deletion over it was not deleted by its owner. Each step says how long it took. Can be repeated where it was cut short.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from app.bootstrap import cloud
from infra.installation import ABSENT, Installation, agreed, from_arguments, say, stop

FUNCTIONS = ("scan", "save", "worker")
AT_ONCE = 25  # rows of one write
KEYS = ("pk", "sk")
DOCUMENTS = "v1/"  # the inbox below another prefix is left alone
Row = dict[str, Any]
T = TypeVar("T")


def main() -> None:
    installation, arguments = from_arguments(__doc__ or "", **{"from": "the restored table"})
    source = vars(arguments)["from"]
    client = installation.client("dynamodb")
    require_alike(client, source, installation.stack)
    say(f"{installation.stack} in account {installation.account}, {installation.region}")
    question = f"Make every row of the table {installation.stack} as it is in {source}? Later rows are removed."
    if not agreed(question, yes=arguments.yes):
        stop("Nothing was changed.")
    began = time.monotonic()
    with nobody_works(installation):
        environment = settings(installation)
        timed(
            lambda: copy_back(client, source, installation.stack),
            lambda rows: "{} rows written, {} later ones removed".format(*rows),
        )
        timed(lambda: bring_back(installation, environment["BUCKET"]), "{} documents brought back".format)
        found = timed(
            lambda: wrong(environment), lambda found: f"records compared with documents, {len(found)} findings"
        )
    say(f"{time.monotonic() - began:8.1f} s  in all, in which nobody could work")
    say(*found, "" if found else "Every record has its document, and the totals are right.")


def timed(step: Callable[[], T], said: Callable[[T], str]) -> T:
    began = time.monotonic()
    done = step()
    say(f"{time.monotonic() - began:8.1f} s  {said(done)}")
    return done


def require_alike(client: Any, source: str, target: str) -> None:
    """Ends with a clear word unless the source is a whole table of the same form."""
    forms = []
    for name in (source, target):
        try:
            table = client.describe_table(TableName=name)["Table"]
        except ClientError as error:
            if error.response["Error"]["Code"] in ABSENT:
                stop(f"There is no table {name}.")
            raise
        if table["TableStatus"] != "ACTIVE":
            stop(f"The table {name} is not ready: it is {table['TableStatus']}. Wait, and run this again.")
        forms.append(table["KeySchema"])
    if source == target or forms[0] != forms[1]:
        stop(f"{source} is no restored copy of {target}.")


@contextmanager
def nobody_works(installation: Installation) -> Iterator[None]:
    """Hold the functions: requests are refused, messages wait. Afterwards they have the room that they had."""
    client, before = installation.client("lambda"), dict[str, int | None]()
    for name in _functions(installation):
        before[name] = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    say("the functions are held")
    try:
        yield
    finally:
        for name, room in before.items():
            if room:
                client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=room)
            else:  # none of its own, or an earlier run was cut short: `make deploy` gives it its own again
                client.delete_function_concurrency(FunctionName=name)
        say("the functions work again")


def _functions(installation: Installation) -> list[str]:
    pages = installation.client("lambda").get_paginator("list_functions").paginate()
    names = [function["FunctionName"] for page in pages for function in page["Functions"]]
    return [name for name in names if name.removesuffix("-image") in {f"{installation.stack}-{f}" for f in FUNCTIONS}]


def copy_back(client: Any, source: str, target: str) -> tuple[int, int]:
    """Write every row of the source, then remove the rows that it does not have; how many of each."""
    kept, written = set[tuple[str, ...]](), 0
    for rows in _in_parts(_rows(client, source)):
        kept |= {_key(row) for row in rows}
        _write(client, target, [{"PutRequest": {"Item": row}} for row in rows])
        written += len(rows)
    names = {"ProjectionExpression": ", ".join(KEYS)}
    later = [row for row in _rows(client, target, **names) if _key(row) not in kept]
    for rows in _in_parts(later):
        _write(client, target, [{"DeleteRequest": {"Key": {name: row[name] for name in KEYS}}} for row in rows])
    return written, len(later)


def _rows(client: Any, table: str, **only: str) -> Iterator[Row]:
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True, **only):
        yield from page["Items"]


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name]["S"] for name in KEYS)


def _in_parts(rows: Iterator[Row] | list[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _write(client: Any, table: str, requests: list[dict[str, Any]]) -> None:
    while requests:
        answer = client.batch_write_item(RequestItems={table: requests})
        requests = answer.get("UnprocessedItems", {}).get(table, [])


def bring_back(installation: Installation, bucket: str) -> int:
    """Take the marks of deletion away that lie over a version; how many there were."""
    s3, brought = installation.client("s3"), 0
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=DOCUMENTS):
        for mark in page.get("DeleteMarkers", ()):
            if mark["IsLatest"]:
                s3.delete_object(Bucket=bucket, Key=mark["Key"], VersionId=mark["VersionId"])
                brought += 1
    return brought


def settings(installation: Installation) -> dict[str, str]:
    """The environment of the worker, for this program."""
    worker = next(name for name in _functions(installation) if "-worker" in name)
    set_up = installation.client("lambda").get_function_configuration(FunctionName=worker)
    return {"AWS_REGION": installation.region, **os.environ, **set_up["Environment"]["Variables"]}


def wrong(environment: Mapping[str, str]) -> list[str]:
    """What records and bucket say of each other, in lines; wrong totals are put right."""
    sweep = cloud.worker(environment).container.sweep
    return [json.dumps({"finding": found.code, "about": found.id, "detail": found.detail}) for found in sweep.verify()]


if __name__ == "__main__":
    main()
