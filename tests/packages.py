"""The packages of the Lambda functions, built as `make package` builds them; for this machine unless said else."""

import fcntl
import hashlib
import platform
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".pytest_cache" / "d" / "packages"
ARCH = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")
_NOT_PACKED = {"__pycache__", "web"}
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def package(name: str, *, arch: str = ARCH, python: str = PYTHON) -> Path:
    """`api.zip` or `worker.zip`; built once for each state of the sources, whichever process of the tests is first."""
    home = CACHE / _state() / f"{python}-{arch}"
    with _alone(home.parent):
        if not (home / f"{name}.zip").exists():
            build(name, home, arch=arch, python=python)
    return home / f"{name}.zip"


def unzipped(name: str) -> Path:
    """The folder that Lambda would run, with the libraries of this machine."""
    archive = package(name)
    folder = archive.with_suffix("")
    with _alone(archive.parent.parent):
        if not folder.exists():
            unfinished = folder.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            with zipfile.ZipFile(archive) as content:
                content.extractall(unfinished)
            unfinished.rename(folder)
    return folder


def build(name: str, folder: Path, *, arch: str = ARCH, python: str = PYTHON) -> Path:
    command = [sys.executable, str(ROOT / "infra" / "package.py"), name, "--arch", arch, "--python", python]
    done = subprocess.run([*command, "--out", str(folder)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / f"{name}.zip"


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process at a time inside; what was built from older sources is removed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for other in CACHE.iterdir():
            if other.is_dir() and other != home:
                shutil.rmtree(other)
        yield


def _state() -> str:
    digest = hashlib.sha256()
    sources = [path for path in (ROOT / "app").rglob("*") if path.is_file() and not _NOT_PACKED & {*path.parts}]
    for path in (ROOT / "uv.lock", ROOT / "infra" / "package.py", *sorted(sources)):
        digest.update(f"{path.relative_to(ROOT)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]
