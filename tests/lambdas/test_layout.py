"""The packages in a root laid out as AWS's image has it: the interpreter lies in /var/lang, where no library is looked
for, and finds its own by LD_LIBRARY_PATH alone.
"""

import base64
import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.documents.einvoices import cii_pdf
from tests.lambdas.functions import a_token, emulated, gateway_event

pytestmark = pytest.mark.xdist_group("packages")


@pytest.fixture(scope="module")
def lang(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`/var/lang` of AWS's image, with this Python in it."""
    library, name = str(sysconfig.get_config_var("LIBDIR")), str(sysconfig.get_config_var("INSTSONAME"))
    program = Path(sys.executable).resolve().read_bytes()
    if not sysconfig.get_config_var("Py_ENABLE_SHARED") or program.count(name.encode()) != 1:
        pytest.skip("this Python has its library inside")
    moved = f"{name[:-1]}x"  # a name that no folder of this machine has
    program = program.replace(name.encode(), moved.encode())
    program = program.replace(library.encode(), b"/nowhere".ljust(len(library), b"/"))
    made = tmp_path_factory.mktemp("root") / "var" / "lang"
    (made / "bin").mkdir(parents=True)
    (made / "lib").mkdir()
    (made / "bin" / "python3").write_bytes(program)
    (made / "bin" / "python3").chmod(0o755)
    (made / "lib" / moved).symlink_to(Path(library) / name)
    stdlib = Path(sysconfig.get_path("stdlib"))
    (made / "lib" / stdlib.name).symlink_to(stdlib)
    return made


def test_the_interpreter_does_not_start_without_the_path_of_its_library(lang: Path) -> None:
    """Else the next test would show nothing."""
    command = [str(lang / "bin" / "python3"), "-c", "print('up')"]
    assert subprocess.run(command, env={}, capture_output=True, check=False).returncode != 0
    found = {"LD_LIBRARY_PATH": str(lang / "lib")}
    assert subprocess.run(command, env=found, capture_output=True, check=True).stdout == b"up\n"


def test_a_document_is_looked_through_and_read_there(lang: Path, settings: dict[str, str], tmp_path: Path) -> None:
    pdf = base64.b64encode(cii_pdf().data).decode()
    event = gateway_event("POST", "/v1/scans", token=a_token(), body=pdf, **{"content-type": "application/pdf"})
    event["isBase64Encoded"] = True
    surroundings = {
        "READER": "einvoice",
        "LD_LIBRARY_PATH": str(lang / "lib"),
    }
    with emulated("api", settings | surroundings, log=tmp_path / "log", python=lang / "bin" / "python3") as service:
        answer = service.invoke(event)
    assert answer["statusCode"] == 200, f"{answer['body']}\n{(tmp_path / 'log').read_text()}"
    scan = json.loads(answer["body"])
    assert (scan["state"], scan["reading"]["reader"]) == ("done", "einvoice"), scan
