"""What holds a process that handles files from strangers, beside its limits: closed before the first file comes in.

In layers, each of which the kernel enforces on libraries in C too, and none of which needs root:

- `privileges`: no capability of root's, none ever again; memory and surroundings closed to processes of the same user;
- `landlock`: files are read from the folders of code and fonts alone, none are written, no TCP, no signals to others;
- `seccomp`: only the system calls that reading a document takes: no sockets, no programs, no processes, no writing.

What a layer takes away the others mostly take away too, so that one that a system does not offer leaves little open.
"""

from app.engine.cage import landlock, privileges, seccomp
from app.engine.cage.kernel import NotOffered


def shut() -> dict[str, str]:
    """Hold this process for the rest of its life. To be called while it has one thread.

    Returns the layers that could not be closed, each with the reason: an older kernel, another system, a container that
    forbids it. It is no error: the others hold.
    """
    missing = {}
    for layer in (privileges, landlock, seccomp):
        try:
            layer.shut()
        except NotOffered as error:
            missing[layer.NAME] = str(error)
    return missing
