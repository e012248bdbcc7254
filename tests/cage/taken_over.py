"""A parser that a document has taken over: it stands in the place of `app/engine/inspect.py` and tries to get out.

Tests put this file there in a copy of the application, which starts it as it starts its own. The document says where
things are, as JSON behind its first line; the answer is a refusal whose text counts what was tried and names what
worked.
"""

import ctypes
import errno
import fcntl
import json
import os
import resource
import signal
import socket
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from app.domain.errors import DocumentRejected

# What any account may do where nothing holds it.
ANYBODY = frozenset(
    [
        "key",
        "db-read",
        "db-write",
        "data-new",
        "data-list",
        "code-new",
        "tmp-new",
        "home-list",
        "passwd",
        "fork",
        "shell",
        "spawn",
        "exec",
        "memfd",
        "tcp",
        "udp",
        "unix",
        "abstract",
        "bind",
        "procs",
        "cmdline",
        "kill",
        "sigio",
        "pidfd",
        "affinity",
        "unlink",
        "rename",
        "link",
        "symlink",
        "chmod",
        "truncate",
        "utime",
        "mkdir",
        "mkfifo",
        "inotify",
        "shm",
    ]
)
# What is left where the kernel has no Landlock: files can be read.
READS = frozenset(["key", "db-read", "data-list", "home-list", "passwd", "beside", "procs", "cmdline"])

_X86 = os.uname().machine == "x86_64"
_PTRACE, _VM_READ, _VM_WRITE = (101, 310, 311) if _X86 else (117, 270, 271)
_UNSHARE, _MOUNT, _KEYCTL, _BPF, _PERF = (272, 165, 250, 321, 298) if _X86 else (97, 40, 219, 280, 241)
_USERFAULT, _SHMGET, _INOTIFY, _CHROOT = (323, 29, 294, 161) if _X86 else (282, 194, 26, 51)
_IO_URING = 425


def inspect(data: bytes, media_type: str) -> NoReturn:
    where = json.loads(data.partition(b"\n")[2])
    tries = attempts(where)
    worked = [name for name, attempt in tries.items() if _works(attempt)]
    raise DocumentRejected("damaged", f"{len(tries)} tried; worked: {','.join(worked)}")


def _works(attempt: Callable[[], Any]) -> bool:
    try:
        return attempt() is not False
    except (OSError, ValueError, subprocess.SubprocessError):
        return False


def attempts(where: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    """By name; each raises, or gives False, when it fails. `where`: paths, addresses, and a `secret` of the server's
    surroundings."""
    tries = _on_files(where) | {
        "code-new": lambda: (Path(__file__).parent / f"{os.getpid()}.pyc").write_bytes(b"x"),
        "tmp-new": lambda: Path("/tmp", f"taken-over-{os.getpid()}").write_bytes(b"x"),
        "home-list": lambda: list(Path(where["home"]).iterdir()),
        "passwd": lambda: Path("/etc/passwd").read_bytes(),
        "environ": lambda: where["secret"] in str(os.environ),
        "fds": lambda: any(_is_open(number) for number in range(4, 128)),
        "tty": lambda: Path("/dev/tty").read_bytes(),
    }
    return tries | _on_processes(where) | _on_the_network(where) | _on_the_kernel()


def _on_files(where: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    data, victims = Path(where.get("data", "/nonexistent")), Path(where["victims"])
    return {
        "key": (data / "secrets" / "signing-key.pem").read_bytes,
        "db-read": (data / "invoices.sqlite").read_bytes,
        "db-write": lambda: (data / "invoices.sqlite").open("r+b").close(),
        "data-new": lambda: (data / "new").write_bytes(b"x"),
        "data-list": lambda: list(data.iterdir()),
        "beside": lambda: Path(where["beside"]).read_bytes(),
        "unlink": (victims / "unlink").unlink,
        "rename": lambda: (victims / "rename").rename(victims / "renamed"),
        "link": lambda: (victims / "linked").hardlink_to(victims / "link"),
        "symlink": lambda: (victims / "symlinked").symlink_to(victims / "link"),
        "chmod": lambda: (victims / "chmod").chmod(0o777),
        "truncate": lambda: os.truncate(victims / "truncate", 0),
        "utime": lambda: os.utime(victims / "utime", (1, 1)),
        "mkdir": (victims / "folder").mkdir,
        "mkfifo": lambda: os.mkfifo(victims / "fifo"),
        "unnamed": lambda: os.close(os.open(victims, os.O_TMPFILE | os.O_RDWR)),
        "exec": lambda: _system_call(59 if _X86 else 221, bytes(victims / "exec"), None, None) or _last(errno.ENOEXEC),
        "unix": lambda: _connected(socket.AF_UNIX, where["unix"]),
        "abstract": lambda: _connected(socket.AF_UNIX, "\0" + where["abstract"]),
    }


def _on_processes(where: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    parent = os.getppid()
    proc, core = Path("/proc", str(parent)), resource.RLIMIT_CORE
    return {
        "procs": lambda: list(Path("/proc").iterdir()),
        "cmdline": (proc / "cmdline").read_bytes,
        "p-environ": lambda: where["secret"].encode() in (proc / "environ").read_bytes(),
        "credentials": lambda: any(where["secret"].encode() in _read(path) for path in Path("/proc").glob("*/environ")),
        "p-mem": lambda: (proc / "mem").open("rb").close(),
        "p-maps": (proc / "maps").read_bytes,
        "p-fd": (proc / "fd" / "1").readlink,
        "fork": _fork,
        "shell": lambda: subprocess.run(["/bin/sh", "-c", "exit 0"], check=True),
        "spawn": lambda: os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "exit 0"], {}), 0),
        "memfd": lambda: os.close(os.memfd_create("program")),
        "kill": lambda: os.kill(parent, signal.SIGCONT),
        "sigio": lambda: fcntl.fcntl(0, fcntl.F_SETOWN, parent),
        "pidfd": lambda: os.close(os.pidfd_open(parent)),
        "affinity": lambda: os.sched_setaffinity(parent, os.sched_getaffinity(parent)),
        "p-limit": lambda: resource.prlimit(parent, core, resource.prlimit(parent, core)),
        "p-nice": lambda: os.setpriority(os.PRIO_PROCESS, parent, os.getpriority(os.PRIO_PROCESS, parent) + 1),
        "ptrace": lambda: _traced(parent),
        "vm-read": lambda: _foreign_memory(_VM_READ, parent),
        "vm-write": lambda: _foreign_memory(_VM_WRITE, parent),
    }


def _on_the_network(where: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    address = ("127.0.0.1", where["port"])
    return {
        "tcp": lambda: _connected(socket.AF_INET, address),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", address),
        "bind": lambda: socket.socket().bind(("127.0.0.1", 0)),
        "raw": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    }


def _on_the_kernel() -> dict[str, Callable[[], Any]]:
    space = ctypes.create_string_buffer(256)
    numbers: dict[str, tuple[Any, ...]] = {
        "uring": (_IO_URING, 8, space),
        "keyctl": (_KEYCTL, 0, -3, 1),
        "bpf": (_BPF, 0, space, 72),
        "perf": (_PERF, space, 0, -1, -1, 0),
        "userfault": (_USERFAULT, 0),
        "shm": (_SHMGET, 0, 4096, 0o600),
        "inotify": (_INOTIFY, 0),
        "mount": (_MOUNT, b"none", b"/mnt", b"tmpfs", 0, None),
        "chroot": (_CHROOT, b"/tmp"),
        "userns": (_UNSHARE, 0x10000000),
    }
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    return {
        "limit": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most + 1, most + 1)),
        **{name: partial(_system_call, *arguments) for name, arguments in numbers.items()},
    }


def _system_call(number: int, *arguments: Any) -> bool:
    library = ctypes.CDLL(None, use_errno=True)
    given = (ctypes.c_long(one) if isinstance(one, int) else one for one in arguments)
    return bool(library.syscall(ctypes.c_long(number), *given) >= 0)


def _last(expected: int) -> bool:
    """True when the last call failed for this reason, beyond the question whether it is allowed."""
    return ctypes.get_errno() == expected


def _foreign_memory(number: int, pid: int) -> bool:
    """Asks for memory at an address where none is: to who may ask, that is the fault."""
    here, there = (
        (ctypes.c_ulong * 2)(address, 8) for address in (ctypes.addressof(ctypes.create_string_buffer(8)), 8)
    )
    return _system_call(number, pid, here, 1, there, 1, 0) or _last(errno.EFAULT)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _traced(pid: int) -> bool:
    """Takes hold of the process, and lets it go again: it would stop at the next signal."""
    seize, interrupt, detach = 0x4206, 0x4207, 17
    if not _system_call(_PTRACE, seize, pid, 0, 0):
        return False
    _system_call(_PTRACE, interrupt, pid, 0, 0)
    os.waitpid(pid, 0x40000000)  # __WALL
    return _system_call(_PTRACE, detach, pid, 0, 0)


def _connected(family: int, address: Any) -> None:
    with socket.socket(family) as one:
        one.settimeout(2)
        one.connect(address)


def _fork() -> None:
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
