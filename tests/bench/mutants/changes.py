"""Small changes of a module, one at a time, as a careless hand could make them."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
_LONGEST_CODE = 30  # characters; longer strings, and those with spaces, are sentences for people


@dataclass(frozen=True)
class Change:
    """`tree` is the whole module with the change in it."""

    line: int
    what: str
    tree: ast.Module


def changes(source: str) -> Iterator[Change]:
    """Every change of a module that makes sense."""
    whole = ast.parse(source)
    classes = [node for node in ast.walk(whole) if isinstance(node, ast.ClassDef)]
    # A class is not made anew for a change, so its decorators would not be run again.
    fixed = {id(node) for each in classes for decorator in each.decorator_list for node in ast.walk(decorator)}
    for number, node in enumerate(ast.walk(whole)):
        for what, make in _of(node) if id(node) not in fixed else ():
            tree = copy.deepcopy(whole)
            found = next(each for place, each in enumerate(ast.walk(tree)) if place == number)
            make(found)
            yield Change(getattr(node, "lineno", 0), what, ast.fix_missing_locations(tree))


Make = Callable[[ast.AST], None]


def _of(node: ast.AST) -> Iterator[tuple[str, Make]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
        yield f"{ast.unparse(node)}: other comparison", _compared
    elif isinstance(node, ast.BoolOp):
        yield f"{ast.unparse(node)}: and/or", _joined
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC and not _is_text(node):
        yield f"{ast.unparse(node)}: other sign", _reckoned
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)}: without not", _unnegated
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    yield from _of_bodies(node)


def _of_constant(node: ast.Constant) -> Iterator[tuple[str, Make]]:
    if isinstance(node.value, bool):
        yield f"{node.value}: the other", lambda found: setattr(found, "value", not found.value)
    elif isinstance(node.value, int | float):
        yield f"{node.value}: one more", lambda found: setattr(found, "value", found.value + 1)
    elif isinstance(node.value, str) and 0 < len(node.value) <= _LONGEST_CODE and " " not in node.value:
        yield f"{node.value!r}: another text", lambda found: setattr(found, "value", f"{found.value}X")
    elif isinstance(node.value, bytes) and node.value:
        yield f"{node.value!r}: other bytes", lambda found: setattr(found, "value", found.value + b"X")


def _of_bodies(node: ast.AST) -> Iterator[tuple[str, Make]]:
    """Statements that are left out, and conditions that always or never hold."""
    if isinstance(node, ast.If | ast.IfExp):
        yield f"if {ast.unparse(node.test)}: always", lambda found: setattr(found, "test", ast.Constant(True))
        yield f"if {ast.unparse(node.test)}: never", lambda found: setattr(found, "test", ast.Constant(False))
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield f"{ast.unparse(node)}: None", lambda found: setattr(found, "value", ast.Constant(None))
    for name in ("body", "orelse", "finalbody"):
        for place, statement in enumerate(
            getattr(node, name, []) if not isinstance(node, ast.IfExp | ast.Lambda) else []
        ):
            if _can_go(statement):
                yield f"{ast.unparse(statement)[:80]}: left out", _left_out(name, place)


def _left_out(name: str, place: int) -> Make:
    def make(found: ast.AST) -> None:
        getattr(found, name)[place] = ast.Pass()

    return make


def _can_go(statement: ast.AST) -> bool:
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)  # a docstring
    return isinstance(statement, ast.Raise | ast.AugAssign | ast.Break | ast.Continue)


def _compared(found: ast.AST) -> None:
    assert isinstance(found, ast.Compare)
    found.ops[0] = _COMPARE[type(found.ops[0])]()


def _joined(found: ast.AST) -> None:
    assert isinstance(found, ast.BoolOp)
    found.op = ast.Or() if isinstance(found.op, ast.And) else ast.And()


def _reckoned(found: ast.AST) -> None:
    assert isinstance(found, ast.BinOp)
    found.op = _ARITHMETIC[type(found.op)]()


def _unnegated(found: ast.AST) -> None:
    assert isinstance(found, ast.UnaryOp)
    found.op = ast.UAdd()
    operand = found.operand
    found.operand = ast.Call(ast.Name("bool", ast.Load()), [operand], [])


def _is_text(node: ast.BinOp) -> bool:
    """Joined texts, and types such as `str | None`."""
    parts = (node.left, node.right)
    return any(
        isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str | bytes | None))
        for part in parts
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
