"""Seccomp: from here on the kernel does for this process only what reading a document takes.

A list of what is allowed, not of what is forbidden: each release of the kernel brings new system calls (io_uring was
one), which a list of forbidden ones would let in. What is not on it fails with EPERM, and libraries go on without; a
call that is newer than the list does not exist (ENOSYS), so that the C library takes the older one.
https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.engine.cage import kernel
from app.engine.cage.system_calls import CLONE3, FREE, GUARDED, NEWEST, SECCOMP

NAME = "seccomp"

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # what the kernel calls these processors
_SET_FILTER, _ALL_THREADS = 1, 1

# Instructions of the filter's machine, and where it finds what it looks at.
_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_NUMBER, _PROCESSOR, _ARGUMENTS = 0, 4, 16
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000

_UNNAMED_FILE = 0x400000  # O_TMPFILE, without the bit that asks for a folder
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | _UNNAMED_FILE
_CLONE_THREAD = 0x10000
_PROGRAM_NAME, _MEMORY_NAME = (15, 16), 0x53564D41  # PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
_TERMINAL_OR_FILE, _CLOSE_ON_EXEC, _WAITING_BYTES = 0x5401, (0x5450, 0x5451), 0x541B  # TCGETS, FIO(N)CLEX, FIONREAD
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_DUPFD_CLOEXEC: not F_SETOWN, which sends signals to others.
_FCNTL = (0, 1, 2, 3, 4, 5, 1030)

Instruction = tuple[int, int, int, int]  # what to do, steps to skip if so, steps to skip if not, constant


@dataclass(frozen=True)
class Guard:
    """On the lower 32 bits of an argument, which are all that the kernel looks at in these."""

    argument: int
    one_of: tuple[int, ...] = ()
    """Allowed for these values."""
    with_bit: int = 0
    """Allowed when it is set."""
    without: int = 0
    """Allowed when none of these bits is set."""

    def steps(self) -> Iterator[Instruction]:
        yield _LOAD, 0, 0, _ARGUMENTS + 8 * self.argument
        for left, value in zip(range(len(self.one_of), 0, -1), self.one_of, strict=True):
            yield _EQUAL, left, 0, value
        if self.with_bit:
            yield _ANY_BIT, 1, 0, self.with_bit
        if self.without:
            yield _ANY_BIT, 0, 1, self.without
        yield _RETURN, 0, 0, _FAIL | errno.EPERM
        yield _RETURN, 0, 0, _ALLOW


def guards(pid: int) -> dict[str, Guard]:
    """`pid`: of the process itself."""
    return {
        "open": Guard(1, without=_WRITES),
        "openat": Guard(2, without=_WRITES),
        "ioctl": Guard(1, one_of=(_TERMINAL_OR_FILE, *_CLOSE_ON_EXEC, _WAITING_BYTES)),
        "fcntl": Guard(1, one_of=_FCNTL),
        "prctl": Guard(0, one_of=(*_PROGRAM_NAME, _MEMORY_NAME)),
        "clone": Guard(0, with_bit=_CLONE_THREAD),
        "kill": Guard(0, one_of=(pid,)),
        "tgkill": Guard(0, one_of=(pid,)),
        "prlimit64": Guard(0, one_of=(0, pid)),
    }


def shut() -> None:
    """For good, for all threads. What is not allowed fails with PermissionError."""
    kernel.require_linux()
    machine = os.uname().machine
    if machine not in _AUDIT or sys.maxsize < 1 << 32:
        raise kernel.NotOffered(f"the system calls of this processor ({machine}) are not listed")
    try:
        install(_program(machine, os.getpid()))
    except OSError as error:
        raise kernel.NotOffered(f"the kernel takes no filter of system calls ({error.strerror})") from error


def install(steps: Iterable[Instruction]) -> None:
    """Have the kernel ask this program about every system call of the process. `OSError` when it does not."""
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(program, len(program))
    form = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(held))
    number = SECCOMP[os.uname().machine]
    kernel.call(number, _SET_FILTER, _ALL_THREADS, ctypes.create_string_buffer(form, len(form)))


def _program(machine: str, pid: int) -> Iterator[Instruction]:
    """The filter. Calls that another kind of processor would make (32 bits on 64) have other numbers: none is allowed;
    nor is one of x32, whose numbers are above all of these."""
    yield _LOAD, 0, 0, _PROCESSOR
    yield _EQUAL, 1, 0, _AUDIT[machine]
    yield _RETURN, 0, 0, _FAIL | errno.EPERM
    yield _LOAD, 0, 0, _NUMBER
    column = 0 if machine == "x86_64" else 1
    for numbers in FREE.values():
        if (number := numbers[column]) is not None:
            yield _EQUAL, 0, 1, number
            yield _RETURN, 0, 0, _ALLOW
    for name, guard in guards(pid).items():
        if (number := GUARDED[name][column]) is not None:
            steps = list(guard.steps())
            yield _EQUAL, 0, len(steps), number
            yield from steps
    # Its arguments lie in memory, where a filter cannot look; the C library then calls `clone`.
    yield _EQUAL, 1, 0, CLONE3
    yield _GREATER, 0, 1, NEWEST
    yield _RETURN, 0, 0, _FAIL | errno.ENOSYS
    yield _RETURN, 0, 0, _FAIL | errno.EPERM
