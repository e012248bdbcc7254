"""What checking a token costs beside the one RSA operation that nobody can avoid: `python -m bench.tokens`.

Both are measured in the same run, in turns and in CPU time, so that a busy machine changes both alike.
Goal: at most 3.5 times.
"""

import statistics
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from app.adapters.tokens.form import take_apart
from tests.signed_tokens import good, private_key, verifier

ROUNDS = 1_000
CALLS = 10


def main() -> None:
    token, tokens = good(), verifier()
    parts = take_apart(token)
    public, scheme, algorithm = private_key("key-1").public_key(), padding.PKCS1v15(), hashes.SHA256()

    def bare() -> None:
        public.verify(parts.signature, parts.signed, scheme, algorithm)

    def whole() -> None:
        tokens.verify(token)

    times = [(_seconds(bare), _seconds(whole)) for _ in range(ROUNDS)]
    bare_time, whole_time = (statistics.median(column) * 1e6 for column in zip(*times, strict=True))
    print(f"bare RSA operation {bare_time:7.1f} us")
    print(f"whole verification {whole_time:7.1f} us")
    print(f"ratio              {whole_time / bare_time:7.2f}")


def _seconds(call: Callable[[], None]) -> float:
    started = time.thread_time()
    for _ in range(CALLS):
        call()
    return (time.thread_time() - started) / CALLS


if __name__ == "__main__":
    main()
