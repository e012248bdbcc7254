"""What checking a token costs beside the one RSA operation that nobody can avoid: `python -m tests.bench.tokens`.

Both are measured in the same run, in turns and in CPU time, so that a busy machine changes both alike. The keys come
out of the cache that a cloud installation has, fetched once.
Goal: at most 3.5 times.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from app.adapters.tokens.claims import Expected
from app.adapters.tokens.elapsed import Elapsed
from app.adapters.tokens.form import take_apart
from app.adapters.tokens.key_cache import CachedKeys
from app.adapters.tokens.verifier import StrictTokenVerifier
from tests.signed_tokens import CLIENT, ISSUER, NOW, good, jwk, private_key

ROUNDS = 1_000
CALLS = 10


def main() -> None:
    token, tokens = good(), _verifier()
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


def _verifier() -> StrictTokenVerifier:
    key_set = json.dumps({"keys": [jwk("key-1"), jwk("key-2")]}).encode()
    keys = CachedKeys(lambda: key_set, Elapsed(time.time, time.monotonic))
    expected = Expected(issuer=ISSUER, client_ids=frozenset({CLIENT}))
    return StrictTokenVerifier(keys, expected, lambda: datetime.fromtimestamp(NOW, UTC))


def _seconds(call: Callable[[], None]) -> float:
    started = time.thread_time()
    for _ in range(CALLS):
        call()
    return (time.thread_time() - started) / CALLS


if __name__ == "__main__":
    main()
