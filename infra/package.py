"""Build what AWS Lambda runs, `dist/api.zip` and `dist/worker.zip`: `make package [ARCH=x86_64] [LAMBDA_PYTHON=3.13]`.

The same commit gives the same bytes, wherever and whenever it is built: libraries come from the lock file with their
hashes, for the processor and the Python of the function, not of the machine that builds; files are in the order of
their names and of one date. A function starts faster from code that is compiled already (`unchecked-hash`: Python does
not even look at the source), and from descriptions of AWS's services without their documentation. Sources of libraries
stay at home, ours are there for tracebacks.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RUNS_IN = "/var/task"  # what paths in tracebacks begin with
PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
EXTRAS = ("aws", "documents")

# Which distributions a package does without, with what only they need. The worker answers no HTTP and sees no token.
WITHOUT = {
    "api": (),
    "worker": ("fastapi", "mangum", "python-jose", "python-multipart"),
}
NOT_CALLED = ("boto3", "s3transfer")  # botocore makes the clients

SERVICES = ("s3", "sqs", "events", "textract", "bedrock-runtime")  # DynamoDB is called without botocore
SHARED_DATA = ("_retry", "endpoints", "partitions", "sdk-default-configuration")
MODELS = ("endpoint-rule-set-1", "paginators-1", "service-2", "waiters-2")

# What is of no use there: of what is taken in, no file is AVIF, and nothing is written with a font; the parser of C
# declarations and the older pydantic are for others.
LEFT_OUT = (
    *("*.dist-info", "*.pyi", "*.h", "__pycache__", ".agents", "bin", "py.typed", ".lock"),
    *("PIL/_avif.*", "PIL/_imagingft.*", "PIL/_imagingtk.*"),
    *(f"pillow.libs/lib{name}*" for name in ("avif", "brotli", "freetype", "harfbuzz")),
    *("cffi", "pycparser", "pydantic/v1", "pypdfium2_cli"),
)
# What people use, what one machine alone has, and the letters of a recognizer that is not there.
APP_LEFT_OUT = (
    *("__pycache__", "web", "static", "commands", "cli.py", "openapi.json"),
    *("sqlite", "sign_in", "backup", "*.traineddata"),
)
THE_ONE_DATE = (1980, 1, 1, 0, 0, 0)  # the first that the format can hold


def main() -> None:
    asked = _arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    python = interpreter(asked.python)
    for name in asked.package or WITHOUT:
        with tempfile.TemporaryDirectory() as folder:
            content = Path(folder)
            install(name, content, arch=asked.arch, python=asked.python)
            slim_botocore(content / "botocore" / "data")
            compile_libraries(content, python, asked.python)
            shutil.copytree(ROOT / "app", content / "app", ignore=shutil.ignore_patterns(*APP_LEFT_OUT))
            compile_ours(content, python, asked.python)
            target = asked.out / f"{name}.zip"
            pack(content, target)
            print(f"{target}  {_described(target)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build the packages of the Lambda functions.")
    parser.add_argument("package", nargs="*", help=f"which ones: {', '.join(WITHOUT)}; all unless named")
    parser.add_argument("--arch", choices=PLATFORMS, default="arm64", help="processor of the functions")
    parser.add_argument("--python", default="3.13", help="Python of the functions, as 3.13")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder of the packages")
    asked = parser.parse_args()
    if unknown := set(asked.package) - set(WITHOUT):
        parser.error(f"there is no package {', '.join(sorted(unknown))}")
    return asked


# ---- libraries -------------------------------------------------------------------------------------------------------


def install(name: str, folder: Path, *, arch: str, python: str) -> None:
    """Put the package's libraries into the folder, without what no function reads."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write(_requirements(name))
        listed.flush()
        _uv(
            *("pip", "install", "--quiet", "--target", str(folder), "--link-mode", "copy"),
            *("--python-version", python, "--python-platform", PLATFORMS[arch]),
            *("--only-binary", ":all:", "--no-deps", "--require-hashes", "--no-compile-bytecode", "-r", listed.name),
        )
    for pattern in LEFT_OUT:
        for path in list(folder.rglob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _requirements(name: str) -> str:
    """What the lock file says for the package, each with its hashes."""
    return _uv(
        *("export", "--quiet", "--locked", "--no-dev", "--no-emit-project", "--no-header", "--no-annotate"),
        *(part for extra in EXTRAS for part in ("--extra", extra)),
        *(part for distribution in WITHOUT[name] for part in ("--prune", distribution)),
        *(part for distribution in NOT_CALLED for part in ("--no-emit-package", distribution)),
    )


def _uv(*arguments: str) -> str:
    program = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"uv {arguments[0]}: {done.stderr.strip()}")
    return done.stdout


def slim_botocore(data: Path) -> None:
    """Leave the descriptions of the services that are called, without their documentation, ready to be read."""
    kept = {data / f"{name}.json": _loaded(data / name) for name in SHARED_DATA}
    endpoints = kept[data / "endpoints.json"]
    for partition in endpoints["partitions"]:
        partition["services"] = {name: value for name, value in partition["services"].items() if name in SERVICES}
    for service in SERVICES:
        newest = max((data / service).iterdir())
        for model in MODELS:
            if found := _loaded(newest / model):
                for part in {"operations", "shapes"} & set(found):
                    found[part] = _without_documentation(found[part])
                kept[newest / f"{model}.json"] = found
    shutil.rmtree(data)
    for path, value in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, separators=(",", ":")))


def _loaded(path: Path) -> Any:
    """A description, packed or not; None when there is none."""
    plain, packed = path.with_name(f"{path.name}.json"), path.with_name(f"{path.name}.json.gz")
    if plain.exists():
        return json.loads(plain.read_text())
    return json.loads(gzip.decompress(packed.read_bytes())) if packed.exists() else None


def _without_documentation(value: Any) -> Any:
    """A member of a structure may be called so too: that is an object, the documentation itself is text."""
    if isinstance(value, dict):
        return {
            name: _without_documentation(inner)
            for name, inner in value.items()
            if not (name == "documentation" and isinstance(inner, str))
        }
    return [_without_documentation(inner) for inner in value] if isinstance(value, list) else value


# ---- code ------------------------------------------------------------------------------------------------------------


def interpreter(version: str) -> str:
    """A Python of this version: the one that runs this, one on the PATH, or one that uv has or fetches."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    on_path = shutil.which(f"python{version}")
    if on_path and _answers(on_path, version):
        return on_path
    _uv("python", "install", "--quiet", version)
    return _uv("python", "find", "--managed-python", "--no-project", version).strip()


def _answers(program: str, version: str) -> bool:
    """A name on the PATH may belong to a version manager that has no such Python."""
    asked = [program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(asked, env=_environment(version), capture_output=True, text=True, check=False)
    return done.stdout.strip() == version


def _environment(version: str) -> dict[str, str]:
    return {**os.environ, "PYENV_VERSION": version, "PYTHONHASHSEED": "0"}


def compile_libraries(folder: Path, python: str, version: str) -> None:
    """Compiled code in place of its source."""
    _compile(folder, python, version, "-b", *sorted(path.name for path in folder.iterdir()))
    for source in list(folder.rglob("*.py")):
        source.unlink()


def compile_ours(folder: Path, python: str, version: str) -> None:
    """Compiled code beside its source."""
    _compile(folder, python, version, "app")


def _compile(folder: Path, python: str, version: str, *what: str) -> None:
    command = [python, "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*command, "-p", RUNS_IN, *what], env=_environment(version), check=True, cwd=folder)


# ---- the file --------------------------------------------------------------------------------------------------------


def pack(folder: Path, target: Path) -> None:
    """Written beside and renamed: a build that was cut short leaves the last one in place."""
    unfinished = target.with_suffix(".new")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in _files(folder):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), THE_ONE_DATE)
            entry.external_attr = 0o100644 << 16  # shared objects are mapped, not executed
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    unfinished.replace(target)


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))


def _described(target: Path) -> str:
    with zipfile.ZipFile(target) as archive:
        unzipped = sum(entry.file_size for entry in archive.infolist())
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    return f"{target.stat().st_size / 1e6:.1f} MB, unzipped {unzipped / 1e6:.1f} MB, sha256 {digest[:16]}"


if __name__ == "__main__":
    main()
