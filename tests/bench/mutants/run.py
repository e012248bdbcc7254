"""Change a module, run its tests, see whether one fails: `python -m tests.bench.mutants.run [part] [--list]`.

The tests are collected once. For each change a copy of the process is made, the changed code put in the place of the
loaded one, and the tests run, the quickest first, until one fails. A change that no test sees is printed.
"""

import argparse
import ast
import importlib
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from tests.bench.mutants.changes import Change, changes
from tests.bench.mutants.explained import EXPLAINED

ROOT = Path(__file__).parents[3]
SECONDS = 60  # and four times what the tests take: a change that needs longer never ends

TOKENS = [
    *("tests/unit/test_token_limits.py", "tests/unit/test_token_form.py", "tests/unit/test_token_keys.py"),
    "tests/api/test_token_cases.py",
]
PARTS: dict[str, tuple[list[str], list[str]]] = {
    "tokens": (
        [f"app.adapters.tokens.{name}" for name in ("form", "header", "claims", "keys", "verifier")],
        TOKENS,
    ),
    "key-cache": (
        ["app.adapters.tokens.key_cache"],
        [
            *("tests/unit/test_token_limits.py", "tests/unit/test_token_key_cache.py"),
            "tests/unit/test_cognito_tokens.py",
        ],
    ),
    "storage-keys": (
        ["app.domain.ids", "app.domain.principal", "app.adapters.files.documents"],
        [
            *("tests/unit/test_ids.py", "tests/unit/test_file_documents.py"),
            *("tests/contract/test_documents.py", "tests/api/test_files.py"),
        ],
    ),
    "idempotency": (
        ["app.api.idempotency", "app.adapters.sqlite.idempotency"],
        [
            "tests/unit/test_sqlite_idempotency.py",
            "tests/contract/test_idempotency.py",
            "tests/api/test_idempotency.py",
            "tests/faults/test_requests.py",
        ],
    ),
    "sniffing": (["app.engine.sniff", "app.engine.labels", "app.engine.other_kinds"], ["tests/unit/test_sniff.py"]),
    "save-order": (
        ["app.services.invoices"],
        [
            *("tests/unit/test_invoice_service.py", "tests/faults/test_requests.py", "tests/faults/test_sweeping.py"),
            *("tests/faults/test_versions.py", "tests/faults/test_crash_points.py", "tests/api/test_invoices.py"),
        ],
    ),
}
LOCAL_ALONE = "not aws and not seaweedfs"


class Mutants:
    """A plugin that runs the collected tests once for each change."""

    def __init__(self, modules: list[str], *, only: list[str] | None) -> None:
        self._modules = modules
        self._only = only
        self.results: Counter[str] = Counter()
        self._limit = SECONDS

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._warm_up()
        order = self._timed(session)
        assert self._seen(session, order, sys.modules[__name__], None) is False, "unchanged code must pass"
        for name in self._modules:
            module = importlib.import_module(name)
            for change in changes(Path(str(module.__file__)).read_text(encoding="utf-8")):
                self._try(session, order, module, change)
        return True

    def _warm_up(self) -> None:
        from tests.signed_tokens import private_key

        for key in ("key-1", "key-2"):
            private_key(key)

    def _timed(self, session: pytest.Session) -> list[int]:
        """Places of the tests, the quickest first; all must pass on unchanged code."""
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            _be_silent()
            times = []
            for item, following in zip(session.items, [*session.items[1:], None], strict=True):
                began = time.perf_counter()
                _run(item, following)
                times.append(time.perf_counter() - began)
            failed = session.testsfailed
            text = f"{failed};" + ",".join(f"{seconds:.4f}" for seconds in times)
            with os.fdopen(write, "w") as pipe:
                pipe.write(text)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            failed_text, _, times_text = pipe.read().partition(";")
        os.waitpid(pid, 0)
        assert failed_text == "0", f"{failed_text} tests fail on unchanged code"
        seconds = [float(text) for text in times_text.split(",")]
        print(f"{len(seconds)} tests in {sum(seconds):.0f} s", flush=True)
        self._limit += round(4 * sum(seconds))
        return sorted(range(len(seconds)), key=seconds.__getitem__)

    def _try(self, session: pytest.Session, order: list[int], module: ModuleType, change: Change) -> None:
        label = f"{module.__name__}:{change.line} {change.what}"
        if self._only and not any(text in label for text in self._only):
            return
        if self._seen(session, order, module, change):
            self.results["killed"] += 1
        elif any(text in label for text in EXPLAINED):
            self.results["explained"] += 1
        else:
            self.results["survived"] += 1
            print("survived:", label, flush=True)

    def _seen(self, session: pytest.Session, order: list[int], module: ModuleType, change: Change | None) -> bool:
        pid = os.fork()
        if not pid:
            signal.alarm(self._limit)
            _child(session, order, module, change)
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status) != 0


def _be_silent() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _child(session: pytest.Session, order: list[int], module: ModuleType, change: Change | None) -> None:
    _be_silent()
    try:
        if change is not None:
            _put_in_place(module, change.tree)
        items = [session.items[place] for place in order]
        for item, following in zip(items, [*items[1:], None], strict=True):
            _run(item, following)
            if session.testsfailed:
                os._exit(1)
    except BaseException:
        os._exit(1)  # the border of the process: whatever happened, the change was seen
    os._exit(0)


def _run(item: pytest.Item, following: pytest.Item | None) -> None:
    item.ihook.pytest_runtest_protocol(item=item, nextitem=following)


def _put_in_place(module: ModuleType, tree: ast.Module) -> None:
    """Give the loaded functions their new code, and the module its new constants."""
    fresh: dict[str, Any] = {
        "__name__": module.__name__,
        "__file__": module.__file__,
        "__package__": module.__package__,
    }
    exec(compile(tree, str(module.__file__), "exec"), fresh)  # our own code, changed by us
    for name, new in fresh.items():
        old = vars(module).get(name)
        if isinstance(old, FunctionType) and isinstance(new, FunctionType) and new.__module__ == module.__name__:
            _swap(old, new)
        elif isinstance(old, type) and isinstance(new, type) and new.__module__ == module.__name__:
            for member, made in vars(new).items():
                _swap_member(vars(old).get(member), made)
        elif not name.startswith("__") and not isinstance(new, type | ModuleType | FunctionType):
            setattr(module, name, new)


def _swap_member(old: Any, new: Any) -> None:
    for part in ("__func__", "fget"):
        if hasattr(old, part) and hasattr(new, part):
            old, new = getattr(old, part), getattr(new, part)
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        _swap(old, new)


def _swap(old: FunctionType, new: FunctionType) -> None:
    wrapped, fresh = getattr(old, "__wrapped__", old), getattr(new, "__wrapped__", new)
    code: CodeType = fresh.__code__
    if len(wrapped.__code__.co_freevars) == len(code.co_freevars):
        wrapped.__code__ = code
        wrapped.__defaults__, wrapped.__kwdefaults__ = fresh.__defaults__, fresh.__kwdefaults__


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all when none is named")
    asked.add_argument("--only", nargs="*", help="changes whose description holds one of these texts")
    given = asked.parse_args()
    os.chdir(ROOT)
    whole: Counter[str] = Counter()
    for part in given.parts or PARTS:
        modules, tests = PARTS[part]
        plugin = Mutants(modules, only=given.only)
        pytest.main(
            [*tests, "-s", "-p", "no:xdist", "-o", "timeout=0", "-k", LOCAL_ALONE],
            plugins=[plugin],
        )
        whole += plugin.results
        seen, all_ = plugin.results["killed"] + plugin.results["explained"], plugin.results.total()
        print(f"{part}: {dict(plugin.results)}, {100 * seen / max(1, all_):.1f} % seen or explained", flush=True)
    print(f"all: {dict(whole)}, killed {100 * whole['killed'] / max(1, whole.total()):.1f} %")


if __name__ == "__main__":
    main()
