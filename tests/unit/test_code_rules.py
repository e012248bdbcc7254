"""Rules about dangerous calls, held for all code of the application. Each says where the one exception lives."""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import ports

APP = Path(__file__).parents[2] / "app"
FILES = {
    str(file.relative_to(APP)): ast.parse(file.read_text())
    for file in sorted(APP.rglob("*.py"))
    if "node_modules" not in file.parts
}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Calls with the dotted names that are called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def keywords(call: ast.Call) -> dict[str | None, ast.expr]:
    return {one.arg: one.value for one in call.keywords}


def users(*names: str) -> set[str]:
    """Files that import one of the modules, or something out of them."""
    return {
        file
        for file, tree in FILES.items()
        if any(found == name or found.startswith(f"{name}.") for found in imported(tree) for name in names)
    }


def callers(*names: str) -> set[str]:
    return {file for file, tree in FILES.items() for called, _ in calls(tree) if called in names}


def test_tokens_are_decoded_in_one_place_with_their_algorithm() -> None:
    found = [
        (file, call)
        for file, tree in FILES.items()
        for called, call in calls(tree)
        if called in {"jwt.decode", "jws.verify", "decode_token"} or called.endswith("jwt.decode")
    ]
    assert {file for file, _ in found} <= {"adapters/tokens/verifier.py"}
    for _, call in found:
        given = keywords(call)
        assert "algorithms" in given or len(call.args) >= 3
        assert "verify_signature" not in ast.unparse(call) or "False" not in ast.unparse(call)


ONLY_IN: dict[str, tuple[Callable[..., set[str]], tuple[str, ...], set[str]]] = {
    "pictures are opened with guards": (callers, ("Image.open",), {"engine/pictures.py"}),
    "clients of Amazon are made with time limits": (
        users,
        ("boto3", "botocore.session"),
        {"adapters/aws/clients.py"},
    ),
    "XML is parsed by one guarded parser": (users, ("xml", "lxml"), {"engine/einvoice/xml.py"}),
    "programs are started in one place": (users, ("subprocess",), {"adapters/workers/process.py"}),
    "nothing is unpickled": (users, ("pickle", "marshal", "shelve", "dill", "yaml"), set()),
    "no weak hash": (callers, ("hashlib.md5", "hashlib.sha1"), set()),
    "nothing is run that was put together": (callers, ("eval", "exec", "compile", "os.system", "os.popen"), set()),
    "no guessable file name": (callers, ("tempfile.mktemp",), set()),
    "CSV is written by one encoder": (users, ("csv", "pandas"), set()),
    "spreadsheets are written by one encoder": (
        users,
        ("xlsxwriter", "openpyxl", "xlwt"),
        {"encoding/spreadsheet.py"},
    ),
    "HTML is answered in two places, which escape": (
        users,
        ("starlette.responses.HTMLResponse", "fastapi.responses.HTMLResponse"),
        {"api/local_issuer.py", "api/docs.py"},
    ),
    "terminals are written to by one encoder, logs as JSON": (
        callers,
        ("print", "typer.echo", "typer.secho", "sys.stdout.write", "sys.stderr.write", "rich.print"),
        {"commands/say.py", "adapters/aws/emf_metrics.py"},
    ),
}


@pytest.mark.parametrize("rule", ONLY_IN)
def test_dangerous_calls_have_one_place(rule: str) -> None:
    find, names, allowed = ONLY_IN[rule]
    assert find(*names) <= allowed


PARSERS = {"pypdfium2", "PIL", "pi_heif", "xml", "lxml", "cv2", "numpy", "rapidocr", "onnx", "onnxruntime"}


def test_nothing_outside_of_the_cage_reaches_a_parser() -> None:
    """`app.engine.worker` starts by its name, as a process; by imports, at the head of a file or within, no module of
    the server comes to one that has a library parse what strangers sent."""
    found = {file for file in FILES if not file.startswith("engine/")}
    ahead = list(found)
    while ahead:
        named = {name.removeprefix("app.").replace(".", "/") for name in imported(at_run_time(FILES[ahead.pop()]))}
        more = {file for file in FILES if file.removesuffix(".py").removesuffix("/__init__") in named} - found
        found |= more
        ahead += more
    assert "engine/sniff.py" in found
    assert users(*PARSERS) & found == set()


def at_run_time(tree: ast.Module) -> ast.Module:
    """Without what is imported for types alone."""
    kept = [node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))]
    return ast.Module(kept, [])


def test_other_machines_are_called_from_few_places() -> None:
    clients = users("urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3")
    assert clients <= {"adapters/aws/dynamodb_calls.py", "adapters/models/post.py", "adapters/tokens/fetch.py"}
    assert users("socket") <= {
        "adapters/aws/tracing.py",  # Lambda's own daemon
        "adapters/models/post.py",
        "adapters/screens/clamd.py",
        "adapters/tokens/fetch.py",
        "commands/serve.py",
    }


def test_files_are_opened_by_those_who_keep_them() -> None:
    """No path can come from a request: those that open files make their names themselves."""
    openers = callers("open", "os.open", "io.open")
    assert openers <= {
        "adapters/backup/database.py",  # for a command, whose paths the owner of the machine gives
        "adapters/backup/files.py",
        "adapters/files/durable.py",
        "adapters/files/event_lines.py",  # one file, which the settings name
        "adapters/sign_in/key.py",
        "adapters/files/secrets.py",
        "adapters/files/reserve.py",
        "adapters/sqlite/database.py",
        "cli.py",
        "commands/files.py",
        "engine/cage/landlock.py",  # folders of code, to say that they may be read
    }
    openers -= {"engine/cage/landlock.py"}
    assert not {file for file in openers if file.startswith(("api/", "services/", "engine/"))}


def test_log_messages_are_fixed() -> None:
    """What varies goes into `extra` or into arguments: a message that is put together may hold anything."""
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    for file, tree in FILES.items():
        for called, call in calls(tree):
            owner, _, level = called.rpartition(".")
            if owner.rpartition(".")[2] in {"log", "logger", "access_log", "logging"} and level in levels:
                assert isinstance(call.args[0], ast.Constant), f"{file}: {ast.unparse(call)}"


def test_certificates_are_always_checked() -> None:
    for file, tree in FILES.items():
        for _, call in calls(tree):
            verify = keywords(call).get("verify")
            assert not (isinstance(verify, ast.Constant) and verify.value is False), file
        assert "_create_unverified_context" not in ast.unparse(tree)


KEPT_BY_OWNER = [
    ports.DocumentStore,
    ports.ScanRepository,
    ports.InvoiceRepository,
    ports.IdempotencyStore,
    ports.LooseDocuments,
    ports.Outbox,
]


@pytest.mark.parametrize("port", KEPT_BY_OWNER, ids=lambda port: port.__name__)
def test_the_owner_comes_first(port: type) -> None:
    """But for the few that say in their name that they go over all owners, or that take what such a walk gave."""
    for name, method in inspect.getmembers(port, inspect.isfunction):
        if name.startswith("_") or name.endswith("_all_owners") or name == "delete_found":
            continue
        first = list(inspect.signature(method).parameters)[1]
        assert first in {"owner", "owner_key"}, f"{port.__name__}.{name}"


def test_what_is_kept_is_read_and_written_by_one_pair_of_functions() -> None:
    """They pass over what a later release has added, and keep it: validation by itself would refuse or drop it."""
    own = ("model_validate_json", "model_validate", "model_dump_json")
    found = {file for file, tree in FILES.items() for called, _ in calls(tree) if called.endswith(own)}
    keepers = {file for file in found if file.startswith(("adapters/dynamodb/", "adapters/sqlite/"))}
    assert keepers == {"adapters/dynamodb/invoice_query.py", "adapters/sqlite/invoice_query.py"}  # names of a query


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("commands/") and file != "commands/say.py"])
def test_commands_print_and_make_tables_through_what_makes_texts_harmless(file: str) -> None:
    used = {node.attr for node in ast.walk(FILES[file]) if isinstance(node, ast.Attribute)}
    assert not used & {"print", "add_row", "print_json", "Console", "Table"}
    for called, call in calls(FILES[file]):
        if called.endswith("progress.update") and "description" in keywords(call):
            assert ast.unparse(keywords(call)["description"]).startswith("harmless(")


def test_file_names_go_into_headers_through_one_encoder() -> None:
    for file, tree in FILES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Dict):
                continue
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and str(key.value).endswith(
                    ("Content-Disposition", "ContentDisposition")
                ):
                    made = isinstance(value, ast.Call) and ast.unparse(value.func)
                    assert made == "attachment" or file == "api/openapi.py", f"{file}: {ast.unparse(value)}"
