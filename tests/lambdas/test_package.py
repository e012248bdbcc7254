"""The packages of the Lambda functions: the same bytes again, everything in them that is needed and no more."""

import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import package as building
from tests.packages import build, package, unzipped

pytestmark = pytest.mark.xdist_group("packages")

PACKAGES = ("api", "worker")
AARCH64, X86_64 = 183, 62  # in the header of a shared object
UNCHECKED = b"\x01\x00\x00\x00"


@pytest.mark.parametrize("name", PACKAGES)
def test_a_second_build_gives_the_same_bytes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    before = os.umask(0o077)
    try:
        again = build(name, tmp_path)
    finally:
        os.umask(before)
    assert again.read_bytes() == package(name).read_bytes()


@pytest.mark.parametrize("name", PACKAGES)
def test_stays_small(name: str) -> None:
    with zipfile.ZipFile(package(name)) as archive:
        assert sum(entry.file_size for entry in archive.infolist()) <= 62_000_000


@pytest.mark.parametrize("name", PACKAGES)
def test_leaves_the_recognizer_and_its_libraries_at_home(name: str) -> None:
    there = {path.name.partition(".")[0] for path in unzipped(name).iterdir()}
    assert not there & {"numpy", "cv2", "onnxruntime", "rapidocr", "boto3", "uvicorn", "pytest"}
    assert there >= {"app", "botocore", "pydantic", "PIL", "pypdfium2", "pi_heif"}
    assert ("fastapi" in there, "cryptography" in there) == (name == "api", name == "api")


@pytest.mark.parametrize("name", PACKAGES)
def test_all_code_is_compiled_and_never_compared_with_its_source(name: str) -> None:
    folder = unzipped(name)
    sources = list(folder.rglob("*.py"))
    assert sources
    assert {path.relative_to(folder).parts[0] for path in sources} == {"app"}
    for source in sources:
        assert (source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc").exists()
    assert {path.read_bytes()[4:8] for path in folder.rglob("*.pyc")} == {UNCHECKED}


@pytest.mark.parametrize("name", PACKAGES)
def test_every_module_can_be_imported(name: str) -> None:
    folder = unzipped(name)
    modules = sorted(_modules(folder, http=name == "api"))
    assert f"app.lambda_{name}" not in modules  # building the application is for other tests
    _run(folder, f"import importlib\nfor name in {modules!r}: importlib.import_module(name)")


@pytest.mark.parametrize("name", PACKAGES)
def test_has_the_descriptions_of_the_services_that_are_called(name: str) -> None:
    code = f"""
from botocore.session import Session
keys = {{"aws_access_key_id": "AKIATEST", "aws_secret_access_key": "test"}}
made = {{
    service: Session().create_client(service, region_name="eu-central-1", **keys) for service in {building.SERVICES!r}
}}
for service, client in made.items():
    assert client.meta.endpoint_url == f"https://{{service}}.eu-central-1.amazonaws.com", client.meta.endpoint_url
    assert client.meta.service_model.operation_names
address = made["s3"].generate_presigned_url("list_objects_v2", Params={{"Bucket": "documents"}})
assert address.startswith("https://documents.s3."), address
"""
    _run(unzipped(name), code)


def test_reads_every_kind_of_file_that_is_taken() -> None:
    code = """
from PIL import Image, features
assert all(features.check(name) for name in ("jpg", "libtiff", "webp", "littlecms2", "zlib")), features.get_supported()
import pi_heif, pypdfium2, xlsxwriter
pi_heif.register_heif_opener()
"""
    _run(unzipped("api"), code)


@pytest.mark.parametrize("name", PACKAGES)
def test_makes_spreadsheets(name: str) -> None:
    """The one in the call, the other when an export is a job."""
    code = """
from app.encoding.spreadsheet import workbook
assert b"".join(workbook([["a", None]], name="Invoices")).startswith(b"PK")
"""
    _run(unzipped(name), code)


def test_is_built_for_another_processor_and_python() -> None:
    """That of the deployed functions, whatever builds it."""
    with zipfile.ZipFile(package("api", arch="arm64", python="3.13")) as archive:
        names = archive.namelist()
        shared = [name for name in names if ".so" in Path(name).name]
        assert {struct.unpack_from("<H", archive.read(name), 18)[0] for name in shared} == {AARCH64}
        assert "app/__pycache__/main.cpython-313.pyc" in names
        assert all("cpython-313-aarch64" in name for name in shared if "cpython" in name)


def _modules(folder: Path, *, http: bool) -> Iterator[str]:
    for path in folder.glob("app/**/*.py"):
        name = ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
        needs_http = name.startswith("app.api") or name == "app.main"
        if (http or not needs_http) and not name.startswith("app.lambda_"):
            yield name


def _run(folder: Path, code: str) -> None:
    """In an interpreter that has the package and the standard library alone."""
    isolated = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}"]
    done = subprocess.run(isolated, check=False, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert done.returncode == 0, done.stderr
