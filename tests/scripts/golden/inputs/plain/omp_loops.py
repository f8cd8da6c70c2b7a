"""PARALLEL DO around all loops that are proved parallel; the refusals are printed."""

from psyclone.psyir.nodes import Loop, OMPParallelDoDirective
from psyclone.transformations import OMPParallelLoopTrans, TransformationError

FILES_TO_SKIP = ["skipped.f90"]


def trans(psyir):
    for loop in psyir.walk(Loop):
        if loop.ancestor(OMPParallelDoDirective):
            continue
        try:
            OMPParallelLoopTrans(omp_schedule="static").apply(loop)
        except TransformationError as refused:
            print(refused)
