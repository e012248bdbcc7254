"""Landlock: from here on this process reads code and fonts, and writes nothing.

https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.engine.cage import kernel
from app.engine.cage.code import readable

NAME = "landlock"

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same for all processors
_ASK_FOR_VERSION = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
# Version of the interface: rights over files that it knows. Those that it knows and nobody is given are taken away.
_FILE_RIGHTS = ((5, 16), (3, 15), (2, 14), (1, 13))
_TCP, _TCP_SINCE = 0b11, 4  # to listen, to connect
_SCOPES, _SCOPES_SINCE = 0b11, 6  # abstract sockets and signals of processes outside


def offered() -> int:
    """Version of the kernel's interface; `NotOffered` where there is none."""
    kernel.require_linux()
    try:
        return kernel.call(_CREATE_RULESET, None, 0, _ASK_FOR_VERSION)
    except OSError as error:
        raise kernel.NotOffered(_REASONS.get(error.errno or 0, str(error))) from error


def shut() -> None:
    """For good. Paths to files are then refused, with PermissionError; what is open stays open."""
    version = offered()
    try:
        with _ruleset(version) as rules:
            for path in readable():
                _allow(rules, path)
            kernel.call(_RESTRICT_SELF, rules, 0)
    except OSError as error:
        raise kernel.NotOffered(str(error)) from error


@contextmanager
def _ruleset(version: int) -> Iterator[int]:
    rights = next(number for since, number in _FILE_RIGHTS if version >= since)
    form = struct.pack(
        "=QQQ",
        (1 << rights) - 1,
        _TCP if version >= _TCP_SINCE else 0,
        _SCOPES if version >= _SCOPES_SINCE else 0,
    )
    form = form[: 24 if version >= _SCOPES_SINCE else 16 if version >= _TCP_SINCE else 8]
    descriptor = kernel.call(_CREATE_RULESET, ctypes.create_string_buffer(form, len(form)), len(form), 0)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _allow(rules: int, path: Path) -> None:
    """Reading of the file, or of all below the folder. What is not there is not missed."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | _READ_DIRECTORY if path.is_dir() else _READ_FILE
        rule = struct.pack("=Qi", rights, descriptor)
        kernel.call(_ADD_RULE, rules, _PATH_BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(descriptor)


_REASONS = {
    errno.ENOSYS: "the kernel has no Landlock (Linux 5.13 or newer has it)",
    errno.EOPNOTSUPP: "Landlock was switched off when the kernel started",
    errno.EPERM: "the container does not let programs use Landlock",
}
