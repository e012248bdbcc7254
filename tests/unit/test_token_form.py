"""Strict JSON and base64url."""

import base64
import string

import pytest

from app.adapters.tokens.form import MAX_DEPTH, Fault, decode_part, strict_object, take_apart
from app.domain.sign_in import MAX_TOKEN_BYTES


def nested(levels: int, *, inside: str = "1") -> bytes:
    return ('{"a":' * levels + inside + "}" * levels).encode()


def test_depth_up_to_the_limit() -> None:
    assert strict_object(nested(MAX_DEPTH))
    with pytest.raises(Fault):
        strict_object(nested(MAX_DEPTH + 1))


def test_brackets_inside_text_do_not_count() -> None:
    assert strict_object(rb'{"a":"[[[[[[[[[[{{{{{{{{\"[[[["}')["a"].startswith("[[")


def test_brackets_side_by_side_do_not_count() -> None:
    assert len(strict_object(b'{"a":[' + b",".join([b"[]"] * 20) + b"]}")["a"]) == 20


@pytest.mark.parametrize("levels", [100, 1_000, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":', "]["])
def test_bottomless_input_is_no_recursion_error(levels: int, opening: str) -> None:
    with pytest.raises(Fault):
        strict_object((opening * levels).encode())


def test_escaped_pairs_are_text_and_halves_are_not() -> None:
    assert strict_object(rb'{"a":"\ud83d\ude00"}') == {"a": "\N{GRINNING FACE}"}
    with pytest.raises(Fault):
        strict_object(rb'{"\ud83d":1}')


@pytest.mark.parametrize("text", ["A", "AB", "AAB", "AAAAA", "AA=", "AB==", "A-_B+", "AA\nA", "A A", "=AAA", "é", ""])
def test_not_canonical_base64url(text: str) -> None:
    with pytest.raises(Fault):
        decode_part(text)


def test_canonical_base64url() -> None:
    assert decode_part("-_8") == b"\xfb\xff"


# ---- where something just holds --------------------------------------------------------------------------------------


def test_j12_the_longest_token() -> None:
    longest = "a." * 2 + "a" * (MAX_TOKEN_BYTES - 4)
    with pytest.raises(Fault, match=r"not canonical|not strict|three"):
        take_apart(longest)
    with pytest.raises(Fault, match="too long"):
        take_apart(longest + "a")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_j72_eight_levels_are_read_and_nine_are_not(opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    for levels, taken in ((MAX_DEPTH - 1, True), (MAX_DEPTH, False)):
        text = '{"x":' + opening * levels + "1" + closing * levels + "}"
        if taken:
            assert strict_object(text.encode())
        else:
            with pytest.raises(Fault, match="strict JSON"):
                strict_object(text.encode())


def test_many_objects_beside_each_other_are_not_deep() -> None:
    deep = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert strict_object(f'{{"a": {deep}, "b": {deep}, "c": [{{}}, {{}}, [], []]}}'.encode())


def test_j28_of_all_letters_only_canonical_ones_may_end_a_part() -> None:
    letters = string.ascii_letters + string.digits + "-_"
    for start in ("A", "AA", "AAA", "AAAA"):
        for letter in letters:
            part = start + letter
            data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) if len(part) % 4 != 1 else b""
            if len(part) % 4 != 1 and base64.urlsafe_b64encode(data).decode().rstrip("=") == part:
                assert decode_part(part) == data
            else:
                with pytest.raises(Fault, match="canonical"):
                    decode_part(part)
