"""What each part of the functions' quick start gives, measured without it:
`python -m tests.bench.start_parts [ROUNDS]`.

In turns with the whole, so that a busy machine slows all alike: processor time from the start of a process to its first
answer. A ratio of 1.10 says that a start without the part costs a tenth more; `app/cold_start.py` holds them all and
says what each gave.
"""

import os
import py_compile
import shutil
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests import signed_tokens
from tests.bench.functions import Variant, dynamodb, measured, ours
from tests.key_server import KeyServer

# Part: the file that has it, its line, and what stands there without it.
PARTS: dict[str, tuple[str, str, str]] = {
    "models when used": ("cold_start.py", 'BaseModel.model_config["defer_build"] = True', "pass"),
    "no garbage": ("cold_start.py", "    gc.disable()\n    yield\n    gc.freeze()\n", "    yield\n"),
    "adapters when used": ("cold_start.py", "return cast(T, _Lazy(make, known))", "return make()"),
    "routes when used": ("main.py", "run=inline, lazy=True", "run=inline, lazy=False"),
}


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder, dynamodb() as address, KeyServer(signed_tokens.jwk("key-1")) as keys:
        whole = ours(address, keys.address)
        variants = [whole, *(without(part, whole, Path(folder)) for part in PARTS)]
        for event in ("health", "list"):
            _compare(variants, event, rounds)


def without(part: str, whole: Variant, folder: Path) -> Variant:
    """The same package, except for the part."""
    name, line, instead = PARTS[part]
    copy = folder / part
    shutil.copytree(whole.folder, copy, copy_function=os.link)
    file = copy / "app" / name
    source = file.read_text()
    if source.count(line) != 1:
        raise ValueError(f"{part}: {name} does not have its line once")
    for old in (file, *file.parent.glob(f"__pycache__/{file.stem}.*")):
        old.unlink()
    file.write_text(source.replace(line, instead))
    py_compile.compile(str(file), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    return replace(whole, name=f"without: {part}", folder=copy)


def _compare(variants: list[Variant], event: str, rounds: int) -> None:
    found: dict[str, list[float]] = {variant.name: [] for variant in variants}
    for turn in range(rounds + 1):
        for variant in variants:
            cold = measured(variant, variant.events[event], warm_calls=0).cold_cpu
            if turn:  # the first fills the caches of the file system
                found[variant.name].append(cold)
    print(f"{event:30}{'median':>10}{'ratio':>8}{'quartiles':>16}")
    for name, rows in found.items():
        ratios = [one / other for one, other in zip(rows, found[variants[0].name], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"{name:30}{statistics.median(rows):7.0f} ms{middle:8.3f}{low:9.3f}-{high:.3f}", flush=True)


if __name__ == "__main__":
    main()
