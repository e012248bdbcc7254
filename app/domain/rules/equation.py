"""A sum that must come out: terms on the left, a printed amount on the right, and the Check that tells the result."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from app.domain.checks import Check, Outcome
from app.domain.rules.money import ZERO, Scale


@dataclass(frozen=True)
class Term:
    """An amount with the paths it came from. `text` stands for the number where it is a sum of many."""

    value: Decimal
    paths: tuple[str, ...]
    minus: bool = False
    text: str | None = None

    @property
    def signed(self) -> Decimal:
        return -self.value if self.minus else self.value


@dataclass(frozen=True)
class Equation:
    """`note` says in what sense it holds, when it is not the plain one."""

    terms: tuple[Term, ...]
    printed: Term
    note: str = ""

    @property
    def total(self) -> Decimal:
        return sum((term.signed for term in self.terms), ZERO)

    def holds(self, tolerance: Decimal, *, either_sign: bool = False) -> bool:
        total, printed = self.total, self.printed.value
        return abs(total - printed) <= tolerance or (either_sign and abs(total + printed) <= tolerance)


def term(path: str, value: Decimal | None, *, minus: bool = False) -> Iterator[Term]:
    """The amount as a term, or nothing when it is absent or zero."""
    if value:
        yield Term(value, (path,), minus)


def with_any_of(terms: Sequence[Term], optional: Sequence[Term]) -> Iterator[tuple[Term, ...]]:
    """The terms with all of the optional ones, then with fewer and fewer."""
    for count in range(len(optional), -1, -1):
        for chosen in combinations(optional, count):
            yield (*terms, *chosen)


def judge(
    check_id: str,
    equations: Iterable[Equation],
    *,
    scale: Scale,
    tolerance: Decimal,
    rule: str | None = None,
    either_sign: bool = False,
) -> Check:
    """Passed when one of the equations holds. When none does, the first one, the plain one, is told."""
    way, holds = _best(equations, tolerance, either_sign=either_sign)
    expected = scale.round(way.total)
    return Check(
        id=check_id,
        rule=rule,
        outcome=Outcome.PASSED if holds else Outcome.FAILED,
        detail=_words(way, scale, tolerance, passed=holds),
        fields=tuple(dict.fromkeys(path for part in (*way.terms, way.printed) for path in part.paths)),
        expected=scale.plain(expected),
        found=scale.plain(way.printed.value),
        tolerance=scale.plain(tolerance),
    )


def _best(ways: Iterable[Equation], tolerance: Decimal, *, either_sign: bool) -> tuple[Equation, bool]:
    """The first that holds exactly, else the first within the tolerance, else the first; and whether it holds."""
    first = near = None
    for way in ways:
        first = first or way
        if way.holds(ZERO, either_sign=either_sign):
            return way, True
        if near is None and way.holds(tolerance, either_sign=either_sign):
            near = way
    if first is None:
        raise ValueError("a rule gives at least its plain way")
    return near or first, near is not None


def _words(way: Equation, scale: Scale, tolerance: Decimal, *, passed: bool) -> str:
    printed = scale.show(way.printed.value)
    end = "as printed" if way.total == way.printed.value else f"printed {printed}"
    if passed and way.total != way.printed.value:
        same = abs(way.total - way.printed.value) <= tolerance
        end += (
            f" (a difference of {scale.show(tolerance)} is rounding)"
            if same
            else " (a credit, shown with the other sign)"
        )
    return f"{_left(way.terms, scale)}, {end}{f'; {way.note}' if way.note else ''}"


def _left(terms: tuple[Term, ...], scale: Scale) -> str:
    """`100.00 + 19.00 = 119.00`; a single number is not repeated."""
    total = scale.show(sum((part.signed for part in terms), ZERO))
    if len(terms) == 1 and terms[0].text is None:
        return total
    words = ""
    for place, part in enumerate(terms):
        minus = (part.signed < 0) if part.text is None else part.minus
        sign = (" - " if minus else " + ") if place else ("-" if minus else "")
        words += sign + (part.text or scale.show(abs(part.value)))
    return f"{words} = {total}"
