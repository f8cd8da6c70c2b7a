"""isotach.redirect_output: what Fortran and C write to the standard streams of the process, to Python's.

Fortran's unit 6 is the process's file descriptor 1, which notebooks, pytest and contextlib.redirect_stdout do not see. For the
length of a `with` the descriptors are files; what these hold at its end goes to Python's streams. Files, not pipes: a pipe that is
full stops Fortran, and the thread that would read it needs the lock that Fortran's call holds.
"""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from contextlib import ExitStack, contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_LIBRARIES = ("libgfortran.so.5", "libgfortran.so.4", "libgfortran.so.3")


def flush() -> None:
    """Writes out what C and gfortran's run-time library hold back, of all units. Other compilers' libraries are not known."""
    for name in _LIBRARIES:
        try:
            library = ctypes.CDLL(name, mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
        except OSError:
            continue  # not in this process
        library._gfortran_flush_i4(None)
    ctypes.CDLL(None).fflush(None)


@contextmanager
def redirect_output(stdout: TextIO | None = None, stderr: TextIO | None = None) -> Iterator[None]:
    """Sends what Fortran and C print to Python's streams.

    Parameters
    ----------
    stdout, stderr
        Where standard output and standard error go when the ``with`` ends; ``sys.stdout`` and ``sys.stderr``, as they are then,
        by default. Anything with ``write``.

    The text comes when the ``with`` ends, also after an exception, after what Python itself printed inside. The two descriptors
    belong to the whole process: what other threads print goes along.
    """
    if sys.stdout:
        sys.stdout.flush()
    if sys.stderr:
        sys.stderr.flush()
    with ExitStack() as files:
        kept = []
        flush()
        for descriptor in (1, 2):
            file = files.enter_context(tempfile.TemporaryFile())
            kept.append((descriptor, os.dup(descriptor), file))
            os.dup2(file.fileno(), descriptor)
        try:
            yield
        finally:
            flush()
            for descriptor, before, _ in kept:
                os.dup2(before, descriptor)
                os.close(before)
            for (_, _, file), given, own in zip(kept, (stdout, stderr), (sys.stdout, sys.stderr), strict=True):
                file.seek(0)
                text = file.read().decode("utf-8", errors="replace")
                stream = given or own
                if text and stream:
                    stream.write(text)
