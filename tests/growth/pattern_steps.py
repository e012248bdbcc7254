"""The steps that a regular expression takes on a text: an interpreter of the parsed pattern that goes the ways of
Python's own engine (greedy, lazy, possessive, atomic, looks around) and counts every character that it tests.

Clocks are no use for this: they measure the machine. Nor is an analysis of the automaton alone, for what keeps a search
linear is often a look behind (`(?<![0-9])[0-9]+`), which automata do not have.
"""

# The names of the parser's parts are not in its stubs.
import operator
import re
from collections.abc import Callable
from functools import cache, partial
from itertools import groupby, takewhile
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Text = tuple[int, ...]
Then = Callable[[int], int | None]
Node = Callable[[int, Then], int | None]
Test = Callable[[int], bool]


class TooMany(Exception):
    """The budget is used up."""


class Steps:
    """Of one pattern. `text` is the code points of what is looked at, `taken` the steps so far."""

    def __init__(self, pattern: "re.Pattern[Any]") -> None:
        self.pattern = pattern
        self.tree = _parser.parse(pattern.pattern, pattern.flags)
        self.flags = self.tree.state.flags
        self.is_bytes = isinstance(pattern.pattern, bytes)
        self.tests: list[Test] = []
        self.text: Text = ()
        self.taken = 0
        self.budget = 0
        self._groups: dict[int, tuple[int, int]] = {}
        self._start = self._sequence(self.tree)

    def run(self, text: Text, way: str, *, budget: int = 10**9) -> list[tuple[int, int]]:
        """Where it matches, by `match`, `fullmatch` or (any other) from place to place. `TooMany` beyond the budget."""
        self.text, self.taken, self.budget = text, 0, budget
        found, place = [], 0
        while place <= len(text):
            self._groups = {}
            ends = (lambda end: end if end == len(text) else None) if way == "fullmatch" else (lambda end: end)
            end = self._start(place, ends)
            if end is not None:
                found.append((place, end))
            if way in ("match", "fullmatch"):
                break
            self._step()
            place = end if end is not None and end > place else place + 1
        return found

    def _step(self) -> None:
        self.taken += 1
        if self.taken > self.budget:
            raise TooMany

    # ---- one character -----------------------------------------------------------------------------------------------

    def single(self, op: Any, value: Any, flags: int) -> Test | None:
        """The test of a part that is one character wide by its nature; None for other parts."""
        name = str(op)
        if name == "ANY":
            return (lambda code: True) if flags & re.DOTALL else (lambda code: code != 10)
        if name in ("LITERAL", "NOT_LITERAL"):
            wanted = self._cases(value, flags)
            return (lambda code: code in wanted) if name == "LITERAL" else (lambda code: code not in wanted)
        if name == "IN":
            return self._set(value, flags)
        return None

    def _cases(self, code: int, flags: int) -> frozenset[int]:
        if not flags & re.IGNORECASE:
            return frozenset({code})
        letter = chr(code)
        return frozenset(ord(case) for case in (letter, letter.lower(), letter.upper()) if len(case) == 1)

    def _set(self, items: Any, flags: int) -> Test:
        negated = str(items[0][0]) == "NEGATE"
        parts = [self._item(str(op), value) for op, value in items if str(op) != "NEGATE"]

        @cache
        def test(code: int) -> bool:
            cases = self._cases(code, flags)
            return any(part(case) for part in parts for case in cases) is not negated

        return test

    def _item(self, op: str, value: Any) -> Test:
        if op == "LITERAL":
            return lambda code: bool(code == value)
        if op == "RANGE":
            low, high = value
            return lambda code: bool(low <= code <= high)
        return self._category(str(value))

    def _category(self, name: str) -> Test:
        kind = name.rpartition("_")[2]
        ascii_only = self.is_bytes or self.flags & re.ASCII

        def holds(code: int) -> bool:
            letter = chr(code)
            if ascii_only and code > 127:
                return False
            if kind == "DIGIT":
                return letter.isdecimal()
            if kind == "SPACE":
                return letter in " \t\n\r\f\v" if ascii_only else letter.isspace()
            return letter.isalnum() or letter == "_"

        return (lambda code: not holds(code)) if "_NOT_" in name else holds

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _sequence(self, tree: Any, flags: int | None = None) -> Node:
        flags = self.flags if flags is None else flags
        nodes = []
        for literal, parts in groupby(tree, key=lambda part: str(part[0]) == "LITERAL" and not flags & re.IGNORECASE):
            written = list(parts)
            if literal and len(written) > 1:
                nodes.append(self._literals(tuple(value for _, value in written)))
            else:
                nodes += [self._node(op, value, flags) for op, value in written]
        if len(nodes) == 1:
            return nodes[0]

        def run(place: int, then: Then, number: int = 0) -> int | None:
            if number == len(nodes):
                return then(place)
            return nodes[number](place, lambda end: run(end, then, number + 1))

        return run

    def _node(self, op: Any, value: Any, flags: int) -> Node:
        test = self.single(op, value, flags)
        if test is not None:
            self.tests.append(test)
            return self._one(test)
        return getattr(self, f"_{str(op).lower()}")(value, flags)  # type: ignore[no-any-return]

    def _one(self, test: Test) -> Node:
        def run(place: int, then: Then) -> int | None:
            self._step()
            return then(place + 1) if place < len(self.text) and test(self.text[place]) else None

        return run

    def _literals(self, codes: Text) -> Node:
        self.tests += [partial(operator.eq, code) for code in codes]

        def run(place: int, then: Then) -> int | None:
            end = place + len(codes)
            if self.text[place:end] == codes:
                self.taken += len(codes)
                return then(end)
            same = takewhile(lambda pair: pair[0] == pair[1], zip(codes, self.text[place:end], strict=False))
            self.taken += sum(1 for _ in same)
            self._step()
            return None

        return run

    def _branch(self, value: Any, flags: int) -> Node:
        ways = [(self._sequence(tree, flags), self.single(*tree[0], flags) if len(tree) else None) for tree in value[1]]

        @cache
        def open_to(code: int) -> list[Node]:
            """Python's engine looks at the first sign, too, before it goes a way."""
            return [way for way, first in ways if first is None or (code >= 0 and first(code))]

        def run(place: int, then: Then) -> int | None:
            self._step()
            for way in open_to(self.text[place] if place < len(self.text) else -1):
                end = way(place, then)
                if end is not None:
                    return end
            return None

        return run

    def _subpattern(self, value: Any, flags: int) -> Node:
        number, add, remove, tree = value
        body = self._sequence(tree, (flags | add) & ~remove)

        def run(place: int, then: Then) -> int | None:
            before = self._groups.get(number)

            def close(end: int) -> int | None:
                kept = self._groups.get(number)
                self._groups[number] = (place, end)
                last = then(end)
                if last is None and kept is not None:
                    self._groups[number] = kept
                return last

            end = body(place, close)
            if end is None and before is not None:
                self._groups[number] = before
            return end

        return run if number is not None else body

    def _groupref(self, value: Any, flags: int) -> Node:
        def run(place: int, then: Then) -> int | None:
            start, stop = self._groups.get(value, (0, -1))
            for offset in range(stop - start):
                self._step()
                if self.text[place + offset : place + offset + 1] != self.text[start + offset : start + offset + 1]:
                    return None
            return then(place + stop - start) if stop >= start else None

        return run

    def _at(self, value: Any, flags: int) -> Node:
        name = str(value)

        def word(place: int) -> bool:
            return 0 <= place < len(self.text) and self._category("CATEGORY_WORD")(self.text[place])

        def holds(place: int) -> bool:
            if name in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
                return place == 0
            if name == "AT_END":
                return place == len(self.text) or (place == len(self.text) - 1 and self.text[place] == 10)
            if name == "AT_END_STRING":
                return place == len(self.text)
            return (word(place - 1) != word(place)) is (name == "AT_BOUNDARY")

        def run(place: int, then: Then) -> int | None:
            self._step()
            return then(place) if holds(place) else None

        return run

    def _assert(self, value: Any, flags: int, *, wanted: bool = True) -> Node:
        direction, tree = value
        body, width = self._sequence(tree, flags), tree.getwidth()[0]

        def run(place: int, then: Then) -> int | None:
            start = place - width if direction < 0 else place
            seen = start >= 0 and body(start, lambda end: end) is not None
            return then(place) if seen is wanted else None

        return run

    def _assert_not(self, value: Any, flags: int) -> Node:
        return self._assert(value, flags, wanted=False)

    def _atomic_group(self, value: Any, flags: int) -> Node:
        body = self._sequence(value, flags)

        def run(place: int, then: Then) -> int | None:
            end = body(place, lambda end: end)
            return None if end is None else then(end)

        return run

    # ---- repeats -----------------------------------------------------------------------------------------------------

    def _max_repeat(self, value: Any, flags: int) -> Node:
        least, most, tree = value
        test = self.single(*tree[0], flags) if len(tree) == 1 else None
        if test is not None:
            self.tests.append(test)
            return self._run_of(test, least, most)
        body = self._sequence(tree, flags)

        def run(place: int, then: Then, count: int = 0, before: int = -1) -> int | None:
            if count < most and place != before:
                end = body(place, lambda end: run(end, then, count + 1, place if count >= least else -1))
                if end is not None:
                    return end
            return then(place) if count >= least else None

        return run

    def _run_of(self, test: Test, least: int, most: int) -> Node:
        """Of one character: as many as there are, then one after the other given back."""

        def run(place: int, then: Then) -> int | None:
            end = self._end_of_run(test, place, most)
            for last in range(end, place + least - 1, -1):
                self._step()
                found = then(last)
                if found is not None:
                    return found
            return None

        return run

    def _end_of_run(self, test: Test, place: int, most: int) -> int:
        end = place
        while end < len(self.text) and end - place < most and test(self.text[end]):
            end += 1
        self.taken += end - place
        self._step()
        return end

    def _min_repeat(self, value: Any, flags: int) -> Node:
        least, most, tree = value
        body = self._sequence(tree, flags)

        def run(place: int, then: Then) -> int | None:
            at_least = 0
            while at_least < least:
                end = body(place, lambda end: end)
                if end is None:
                    return None
                place, at_least = end, at_least + 1
            count = at_least
            while True:
                found = then(place)
                if found is not None or count >= most:
                    return found
                end = body(place, lambda end: end)
                if end is None or end == place:
                    return None
                place, count = end, count + 1

        return run

    def _possessive_repeat(self, value: Any, flags: int) -> Node:
        least, most, tree = value
        body = self._sequence(tree, flags)

        def run(place: int, then: Then) -> int | None:
            count = 0
            while count < most:
                end = body(place, lambda end: end)
                if end is None or (end == place and count >= least):
                    break
                place, count = end, count + 1
            return then(place) if count >= least else None

        return run
