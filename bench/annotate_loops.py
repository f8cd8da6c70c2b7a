"""Walks a file of plain Fortran, and puts a directive around each loop that is in none, proved or not."""

import contextlib

from psyclone.psyir.nodes import Loop, OMPParallelDoDirective
from psyclone.transformations import OMPParallelLoopTrans, TransformationError


def trans(psyir):
    for loop in psyir.walk(Loop):
        if loop.ancestor(OMPParallelDoDirective):
            continue
        with contextlib.suppress(TransformationError):
            OMPParallelLoopTrans(omp_schedule="static").apply(loop, options={"force": True})
