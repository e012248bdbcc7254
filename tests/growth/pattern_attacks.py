"""Texts that make a regular expression work, made from its own structure: for each repeat what leads to it, then what
it repeats, again and again, then something that does not fit; and the same of every sign, and pair of signs, that the
pattern tells apart."""

from collections.abc import Iterator
from itertools import chain, product
from typing import Any

from tests.growth.pattern_steps import Steps, Text

MISFIT = 0  # NUL: in hardly any set
MOST_SIGNS, QUICK_SIGNS = 16, 7  # of which pairs are made
MOST_SAMPLES, QUICK_SAMPLES = 25, 10  # of what leads to a repeat, the shortest
# Of the usual attacks: what people and programs put between signs, and what looks like a number, a word, a list.
FIXED = tuple(tuple(pump) for pump in (b"a.", b"1.", b"1,", b"1 ", b"--", b"a-", b"A1", b"\n ", b"<a>", b"0 0 obj "))

Attack = tuple[Text, Text, Text]  # before, repeated, behind


def attacks(steps: Steps, *, quick: bool) -> Iterator[Attack]:
    """The likeliest first."""
    signs = _signs(steps)[: QUICK_SIGNS if quick else None]
    most = QUICK_SAMPLES if quick else MOST_SAMPLES
    bodies, leads = (set(sorted(found, key=lambda text: (len(text), text))[:most]) for found in _samples(steps))
    pumps = {(sign,) for sign in signs} | set(FIXED) | bodies | leads
    pairs = set(product(signs[:MOST_SIGNS], repeat=2)) - pumps
    behind: list[Text] = [(), (MISFIT,)]
    yield from (((), pair, (MISFIT,)) for pair in sorted(pairs))
    yield from ((before, pump, after) for before in ((), *sorted(leads)) for pump in sorted(bodies) for after in behind)
    yield from (((), pump, after) for pump in sorted(pumps) for after in behind)
    singles = [(sign,) for sign in signs]
    yield from (((), pump, after) for pump in singles for after in singles if pump != after)
    yield from ((before, pump, (MISFIT,)) for before in sorted(leads) for pump in singles)


def text_of(attack: Attack, length: int) -> Text:
    """The attack, made as long as that."""
    before, pump, after = attack
    times = max(1, (length - len(before) - len(after)) // len(pump))
    return before + pump * times + after


def _signs(steps: Steps) -> list[int]:
    """One sign of each class that the pattern tells apart, the usual ones first."""
    known: dict[tuple[bool, ...], int] = {}
    beyond = () if steps.is_bytes else map(ord, "\xe9\xdf\u0416\u20ac\u2116\u2019\u2013\u2026\xb7\uff10")
    for code in chain(map(ord, "a1 AzZ09.,-/:(\n'\"<>=;%_|#@+*"), range(1, 256 if steps.is_bytes else 127), beyond):
        known.setdefault(tuple(test(code) for test in steps.tests), code)
    return list(known.values())


def _samples(steps: Steps) -> tuple[set[Text], set[Text]]:
    """What each repeat repeats; what leads to each repeat (and to the end)."""
    bodies: set[Text] = set()
    leads: set[Text] = set()

    def walk(tree: Any, lead: Text, flags: int, *, most: bool) -> Text:
        """A text that the tree takes: with as little of each part as there may be, or with one more."""
        for op, value in tree:
            lead = part(str(op), op, value, lead, flags, most=most)
        return lead

    def part(name: str, op: Any, value: Any, lead: Text, flags: int, *, most: bool) -> Text:
        test = steps.single(op, value, flags)
        if test is not None:
            return (*lead, next((code for code in _CANDIDATES if test(code)), MISFIT))
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, greatest, tree = value
            body = walk(tree, (), flags, most=most)
            if body:
                bodies.add(body)
            if lead:
                leads.add(lead)
            walk(tree, lead, flags, most=most)
            return lead + body * min(max(least, 1) if most else least, greatest, 40)
        if name == "SUBPATTERN":
            return walk(value[3], lead, (flags | value[1]) & ~value[2], most=most)
        if name == "ATOMIC_GROUP":
            return walk(value, lead, flags, most=most)
        if name == "BRANCH":
            return [walk(tree, lead, flags, most=most) for tree in value[1][:40]][0 if most else -1]
        return lead

    for most in (False, True):
        whole = walk(steps.tree, (), steps.flags, most=most)
        leads |= {whole, whole[:-1]} - {()}
    return bodies, leads


_USUAL = "a1A0 .,-/:(z\n'\"<>=;%_|#@+*&!?[]{}\\^$~`\u20ac\u2116\u2019\u2013"
_CANDIDATES = (*map(ord, _USUAL), *range(32, 0x250))
