"""What a worker process allows itself. The kernel enforces it, on libraries in C too."""

import ctypes
import os
import resource
import signal

_MB = 1 << 20


def confine(*, memory_mb: int, niceness: int) -> None:
    """Limits for the life of this process: memory that no request may raise, no files written, no memory image left
    behind, few open files, and other programs first."""
    os.nice(niceness)
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _MB),  # its own error output
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_DATA, memory_mb * _MB),
    ):
        _lower(kind, most, hard=True)


def allow(*, cpu_seconds: float, memory_mb: int) -> None:
    """Limits for one request. Processor time beyond ends the process by signal; memory beyond fails to be given."""
    _lower(resource.RLIMIT_DATA, memory_mb * _MB, hard=False)
    # A timer rather than RLIMIT_CPU, which counts from the start of the process and in whole seconds.
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


def rest() -> None:
    """Nothing is running: the clock of the last request must not end the process, and its memory is given back, which
    the C library (glibc; others have no such call) would keep for a page as large: 490 MB at most instead of 560."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _lower(kind: int, most: int, *, hard: bool) -> None:
    """Set a limit, never above what the process was given. A system that lacks this limit (macOS knows none for
    memory) is left with the time limits."""
    _, ceiling = resource.getrlimit(kind)
    value = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
    try:
        resource.setrlimit(kind, (value, value if hard else ceiling))
    except (ValueError, OSError):
        return
