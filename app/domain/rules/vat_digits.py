"""Check digits of VAT numbers, by country, on the part behind the prefix; its shape is known to be right."""

from app.domain.digits import only_digits
from app.domain.rules.check_digits import luhn, mod_97, weighted


def austria(number: str) -> bool:
    digits = number[1:]
    doubled = [sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits[:7])]
    return (10 - (sum(doubled) + 4) % 10) % 10 == int(digits[7])


def belgium(number: str) -> bool:
    return 97 - int(number[:8]) % 97 == int(number[8:])


def bulgaria(number: str) -> bool:
    """Companies have nine digits; the ten of persons follow other rules and are not checked."""
    if len(number) == 10:
        return True
    check = weighted(number[:8], range(1, 9)) % 11
    if check == 10:
        check = weighted(number[:8], range(3, 11)) % 11
    return check % 10 == int(number[8])


def cyprus(number: str) -> bool:
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
    total = sum(int(digit) if place % 2 else odd[int(digit)] for place, digit in enumerate(number[:8]))
    return chr(ord("A") + total % 26) == number[8]


def czechia(number: str) -> bool:
    """Companies have eight digits; the nine or ten of persons are not checked."""
    if len(number) != 8:
        return True
    check = (11 - weighted(number[:7], range(8, 1, -1)) % 11) % 11 or 1
    return check % 10 == int(number[7])


def denmark(number: str) -> bool:
    return weighted(number, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def estonia(number: str) -> bool:
    return weighted(number, (3, 7, 1, 3, 7, 1, 3, 7, 1)) % 10 == 0


def finland(number: str) -> bool:
    return weighted(number, (7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0


def france(number: str) -> bool:
    """Keys with letters follow another rule and are not checked."""
    key, company = number[:2], number[2:]
    return not only_digits(key) or int(company + "12") % 97 == int(key)


def greece(number: str) -> bool:
    return weighted(number[:8], [2**power for power in range(8, 0, -1)]) % 11 % 10 == int(number[8])


def hungary(number: str) -> bool:
    return weighted(number, (9, 7, 3, 1, 9, 7, 3, 1)) % 10 == 0


def ireland(number: str) -> bool:
    """Old numbers, with a letter or sign in the second place, are not checked."""
    if not only_digits(number[:7]):
        return True
    letters = "WABCDEFGHIJKLMNOPQRSTUV"
    extra = letters.find(number[8]) if len(number) == 9 else 0
    return letters[(weighted(number[:7], range(8, 1, -1)) + 9 * extra) % 23] == number[7]


def latvia(number: str) -> bool:
    """Persons (first digit up to 3) are not checked."""
    return number[0] <= "3" or weighted(number, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3


def lithuania(number: str) -> bool:
    body = number[:-1]
    check = weighted(body, [1 + place % 9 for place in range(len(body))]) % 11
    if check == 10:
        check = weighted(body, [1 + (place + 2) % 9 for place in range(len(body))]) % 11
    return check % 10 == int(number[-1])


def luxembourg(number: str) -> bool:
    return int(number[:6]) % 89 == int(number[6:])


def malta(number: str) -> bool:
    return weighted(number, (3, 4, 6, 7, 8, 9, 10, 1)) % 37 == 0


def netherlands(number: str) -> bool:
    """The old rule covers the first nine digits, the one for sole traders since 2020 the whole number."""
    old = weighted(number[:8], range(9, 1, -1)) % 11 == int(number[8])
    return old or mod_97("NL" + number)


def norway(number: str) -> bool:
    return weighted(number[:9], (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def poland(number: str) -> bool:
    return weighted(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


def portugal(number: str) -> bool:
    return (11 - weighted(number[:8], range(9, 1, -1)) % 11) % 11 % 10 == int(number[8])


def romania(number: str) -> bool:
    padded = number.rjust(10, "0")
    return weighted(padded[:9], (7, 5, 3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10 == int(padded[9])


def slovakia(number: str) -> bool:
    return int(number) % 11 == 0


def slovenia(number: str) -> bool:
    check = 11 - weighted(number[:7], range(8, 1, -1)) % 11
    return check != 11 and check % 10 == int(number[7])


def spain(number: str) -> bool:
    """Persons (8 digits and letter, or X, Y, Z first) and companies (letter first)."""
    if only_digits(number[0]) or number[0] in "XYZ":
        digits = number[:-1].translate(str.maketrans("XYZ", "012"))
        return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == number[-1]
    if number[0] in "KLM":
        return True  # persons without a number of their own: not checked
    doubled = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(number[1:8]))
    check = -doubled % 10
    return number[8] in (str(check), "JABCDEFGHI"[check])


def sweden(number: str) -> bool:
    return luhn(number[:10])


def switzerland(number: str) -> bool:
    return weighted(number[1:10], (5, 4, 3, 2, 7, 6, 5, 4, 1)) % 11 == 0


def united_kingdom(number: str) -> bool:
    """Government departments and health authorities (GD, HA) have no check digits."""
    if not only_digits(number):
        return True
    total = weighted(number[:7], range(8, 1, -1)) + int(number[7:9])
    return total % 97 in (0, 42)
