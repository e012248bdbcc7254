"""The published ways to protect a number with check digits. All take digits only, unless they say else."""

from collections.abc import Sequence


def weighted(number: str, weights: Sequence[int]) -> int:
    """Sum of digit x weight; digits beyond the weights do not count."""
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))


def luhn(number: str) -> bool:
    """ISO/IEC 7812: every second digit from the right is doubled, its own digits added."""
    return sum(_doubled(int(digit)) if place % 2 else int(digit) for place, digit in enumerate(number[::-1])) % 10 == 0


def _doubled(digit: int) -> int:
    return 2 * digit - 9 if digit > 4 else 2 * digit


def mod_11_10(number: str) -> bool:
    """ISO 7064, the hybrid system of Germany and Croatia."""
    product = 10
    for digit in number[:-1]:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    return (product + int(number[-1])) % 10 == 1


def mod_97(text: str) -> bool:
    """ISO 7064, letters count as 10 to 35."""
    return int("".join(str(int(character, 36)) for character in text)) % 97 == 1


def gs1(number: str) -> bool:
    """Article and location numbers (GTIN, GLN): weights 3 and 1 from the right."""
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number[::-1])) % 10 == 0
