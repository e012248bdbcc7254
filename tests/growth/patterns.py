"""Every regular expression of the program, with the ways in which it is used."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import app
from app.domain.countries import countries

AT_ONE_PLACE = {"match", "fullmatch"}
_CALLS = {*AT_ONE_PLACE, "search", "sub", "subn", "split", "findall", "finditer", "compile"}
_ENTRIES = {"app.lambda_api", "app.lambda_worker"}  # start when they are imported; the test sees that they have none


@dataclass(frozen=True)
class Used:
    """A pattern and the ways of looking: `match`, `fullmatch` (at one place), or `search` (from place to place)."""

    pattern: "re.Pattern[Any]"
    way: str
    where: str


_WITH_WORDS = {"words_of", "whole_words"}
_SHAPES = {"scheme.shape", "self.shape"}  # of numbers, by country: see `_shapes`


class NotKnown(Exception):
    """A pattern is put together where nobody can see it before it runs."""


def every_pattern() -> list[Used]:
    """Each pattern once for each way. `NotKnown` for one that is made of what is not known when modules are loaded."""
    found: dict[tuple[Any, int, str], Used] = {}
    sources = {module: _source(module) for module in _modules()}
    everywhere = _methods(*sources.values())
    for module, tree in sources.items():
        for used in _made(module, tree):
            found.setdefault((used.pattern.pattern, used.pattern.flags, used.way), used)
        here = _methods(tree)
        methods = {name: here.get(name, set()) if name.startswith("_") else ways for name, ways in everywhere.items()}
        for used in (*_written(module, tree), *_held(module, methods)):
            found.setdefault((used.pattern.pattern, used.pattern.flags, used.way), used)
    for shape in _shapes():
        found.setdefault((shape, 0, "fullmatch"), Used(re.compile(shape), "fullmatch", "app.domain.countries"))
    return sorted(found.values(), key=lambda used: (used.where, str(used.pattern.pattern)))


def _shapes() -> Iterator[str]:
    """Of the numbers that countries give out."""
    for country in countries().values():
        yield from (register.shape for register in country.registers if register.shape)
        if country.vat_id is not None:
            yield country.vat_id.shape


def _modules() -> list[ModuleType]:
    names = [info.name for info in pkgutil.walk_packages(app.__path__, "app.")]
    return [importlib.import_module(name) for name in names if name not in _ENTRIES and "node_modules" not in name]


def _source(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text())


def _methods(*trees: ast.Module) -> dict[str, set[str]]:
    """What is called on each name: `NAME.search(…)`."""
    called: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _CALLS:
                called.setdefault(node.value.id, set()).add(node.attr)
    return called


def _written(module: ModuleType, tree: ast.Module) -> Iterator[Used]:
    """Patterns in calls of `re`."""
    makers = {id(node) for part in _makers(tree) for node in ast.walk(part)}
    inside = {id(node) for part in ast.walk(tree) if isinstance(part, _FUNCTIONS) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
            continue
        where = f"{module.__name__}:{node.lineno}"
        try:
            pattern = re.compile(_value(node.args[0], module), _flags(node, module))
        except NameError:
            if id(node) in inside - makers and ast.unparse(node.args[0]) not in _SHAPES:
                raise NotKnown(f"{where}: compile this pattern when the module is loaded") from None
            continue  # in a table of the module, where it is found by its value
        if node.func.attr != "compile" or id(node) in inside:
            yield from _ways(pattern, {node.func.attr}, where)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _makers(tree: ast.Module) -> list[ast.FunctionDef]:
    """Functions that give patterns: made when they are first called, of data that the program has."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return [node for node in functions if node.returns is not None and "Pattern" in ast.unparse(node.returns)]


def _made(module: ModuleType, tree: ast.Module) -> Iterator[Used]:
    """What such functions give: those without parameters when called, the others where they are called."""
    names = {node.name for node in _makers(tree) if not (node.args.args or node.args.vararg)}
    for name in names:
        for pattern in _inside(getattr(module, name)(), 0):
            yield from _ways(pattern, _called_on(tree, name), f"{module.__name__}.{name}")
    makers = {id(node) for part in _makers(tree) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WITH_WORDS:
            try:
                pattern = _value(node, module)
            except NameError:
                if id(node) not in makers:
                    raise NotKnown(f"{module.__name__}:{node.lineno}: whose words these are is not seen") from None
                continue
            yield from _ways(pattern, {"search", "match", "fullmatch"}, f"{module.__name__}:{node.lineno}")


def _called_on(tree: ast.Module, name: str) -> set[str]:
    """The methods that are called on what the function gives; `search` where that is not seen."""
    called = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call) and node.attr in _CALLS
        if isinstance(node.value.func, ast.Name) and node.value.func.id == name
    }
    return called or {"search"}


def _value(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), "pattern", "eval"), dict(vars(module)))


def _flags(call: ast.Call, module: ModuleType) -> int:
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    named = [word.value for word in call.keywords if word.arg == "flags"]
    place = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(method, 2)
    given = [*named, *call.args[place : place + 1]]
    return int(_value(given[0], module)) if given else 0


def _held(module: ModuleType, methods: dict[str, set[str]]) -> Iterator[Used]:
    """Patterns that the module's names hold, in tables too."""
    for name, value in vars(module).items():
        if name.startswith("__"):
            continue
        for pattern in _inside(value, 0):
            known = methods.get(name, set()) if isinstance(value, re.Pattern) else set()
            yield from _ways(pattern, known or {"search"}, f"{module.__name__}.{name}")


def _inside(value: Any, depth: int) -> Iterator["re.Pattern[Any]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth <= 4 and not isinstance(value, str | bytes | ModuleType):
        yield from (found for part in _parts(value) for found in _inside(part, depth + 1))


def _parts(value: Any) -> Iterable[Any]:
    """What a table, a class or an object of the program holds."""
    if isinstance(value, dict):
        return (*value.keys(), *value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return value
    of_program = value.__module__ if isinstance(value, type) else type(value).__module__
    return vars(value).values() if of_program.startswith("app.") and hasattr(value, "__dict__") else ()


def _ways(pattern: "re.Pattern[Any]", methods: set[str], where: str) -> Iterator[Used]:
    for way in sorted({method if method in AT_ONE_PLACE else "search" for method in methods}):
        yield Used(pattern, way, where)
