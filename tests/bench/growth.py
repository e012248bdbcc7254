"""How work grows: `python -m tests.bench.growth [--patterns] [--rules] [--rows 200]`. Prints for every pattern and
every rule the exponent of a doubling: 1 is as much more work as there is more to do. Counted in steps, not in
seconds."""

import argparse
from collections.abc import Iterator

from tests.growth.pattern_growth import MOST, growth
from tests.growth.patterns import every_pattern
from tests.growth.rules import every_work
from tests.growth.steps import exponent, steps_of

MOST_TAX_ROWS = 50


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--patterns", action="store_true", help="only the regular expressions, with every attack")
    given.add_argument("--rules", action="store_true", help="only the rules")
    given.add_argument("--rows", type=int, default=100, help="of the smaller document of each pair")
    asked = given.parse_args()
    both = asked.patterns == asked.rules
    if asked.rules or both:
        _print("rules", _rules(asked.rows))
    if asked.patterns or both:
        _print("patterns", _patterns())


def _print(title: str, rows: Iterator[tuple[float, str]]) -> None:
    found = []
    for row in rows:
        found.append(row)
        print(f"{row[0]:5.2f}  {row[1]}", flush=True)
    over = sum(row[0] > MOST for row in found)
    print(f"{title}: {len(found)} looked at, {over} above {MOST}, worst {max(row[0] for row in found):.2f}")


def _rules(rows: int) -> Iterator[tuple[float, str]]:
    for shape, kind, work in every_work():
        n = min(rows, MOST_TAX_ROWS) if kind == "taxes" else rows
        few, many = steps_of(work(n)).total(), steps_of(work(2 * n)).total()
        yield exponent(few, many), f"{shape:10} {kind:12} {few:12,} -> {many:12,} steps"


def _patterns() -> Iterator[tuple[float, str]]:
    for used in every_pattern():
        yield growth(used).exponent, f"{used.where} {used.way} {str(used.pattern.pattern)[:60]!r}"


if __name__ == "__main__":
    main()
