"""The screen of an installation without a virus scanner: knows the test file that all scanners know."""

# Put together at run time, or scanners would find this program.
_PARTS = (b"X5O!P%@AP[4", b"PZX54(P^)7CC)7}$", b"EICAR-STANDARD-ANTIVIRUS-", b"TEST-FILE!$H+H*")


class KnownTestFile:
    """The `MalwareScreen` that finds the EICAR test file, also inside another file: enough to see that it is asked."""

    def __init__(self) -> None:
        first, *rest = _PARTS
        self._sign = b"".join((first, b"\\", *rest))

    def find(self, data: bytes) -> str | None:
        return "EICAR test file" if self._sign in data else None
