"""Rights beyond those of an ordinary user are given up, and none can be got again."""

import ctypes
import os

from app.engine.cage import kernel

NAME = "privileges"
_CAPSET = {"x86_64": 126, "aarch64": 91}
_VERSION_3 = 0x20080522
# A server that runs as root may have its code in the folder of another user, who alone may read it. What may be read is
# for Landlock to say.
_READ_ANYWHERE = 1 << 2


def shut() -> None:
    """For good: `no_new_privs`, which the other layers build on, and no capability but reading as root reads."""
    kernel.require_linux()
    try:
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.hide()
        _drop_capabilities()
    except (OSError, KeyError) as error:
        raise kernel.NotOffered(str(error)) from error


def _drop_capabilities() -> None:
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    # Effective, permitted, inheritable: the lower 32 of each, then the upper.
    kept = (ctypes.c_uint32 * 6)(_READ_ANYWHERE, _READ_ANYWHERE, 0, 0, 0, 0)
    try:
        kernel.call(_CAPSET[os.uname().machine], header, kept)
    except PermissionError:  # it has not even that one, as nobody but root
        kernel.call(_CAPSET[os.uname().machine], header, (ctypes.c_uint32 * 6)())
