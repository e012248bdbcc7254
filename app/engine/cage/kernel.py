"""The few calls of the Linux kernel that hold a process; Python has no function for them."""

import ctypes
import os
import sys

PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38


class NotOffered(Exception):
    """The system does not have it, or does not let us use it. The text says why."""


def call(number: int, *arguments: object) -> int:
    """A system call by its number; `OSError` where the kernel refuses. Integers are passed as 64 bits."""
    return _checked(_library().syscall(ctypes.c_long(number), *map(_passed, arguments)))


def prctl(option: int, *arguments: int) -> None:
    """`OSError` where the kernel refuses."""
    given = (*arguments, 0, 0, 0, 0)[:4]
    _checked(_library().prctl(ctypes.c_int(option), *map(ctypes.c_ulong, given)))


def hide() -> None:
    """Close `/proc/PID/{environ,mem,maps,fd}` of this process, and tracing, to other processes of its user: what lies
    in its memory and its surroundings (keys, an account's credentials) is its own. Programs that it starts are open
    again. Does nothing where there is no such switch."""
    if sys.platform == "linux":
        prctl(PR_SET_DUMPABLE, 0)


def require_linux() -> None:
    if sys.platform != "linux":
        raise NotOffered(f"{sys.platform} has no such thing")


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _passed(argument: object) -> object:
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
