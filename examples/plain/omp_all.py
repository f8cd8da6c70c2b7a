"""PARALLEL DO around every loop that is proved parallel and lies in no such loop."""

from psyclone.psyir.nodes import Loop, OMPParallelDoDirective
from psyclone.transformations import OMPParallelLoopTrans, TransformationError


def trans(psyir):
    for loop in psyir.walk(Loop):
        if loop.ancestor(OMPParallelDoDirective):
            continue
        try:
            OMPParallelLoopTrans(omp_schedule="static").apply(loop, collapse=True)
        except TransformationError as refused:
            print(refused)
