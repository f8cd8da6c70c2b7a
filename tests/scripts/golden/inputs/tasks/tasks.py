"""Tasks and loops without waits: where threads have to wait, they do."""

from psyclone.psyir.nodes import Call, Loop, Routine
from psyclone.psyir.transformations import (
    LoopTilingTrans,
    OMPMinimiseSyncTrans,
    OMPParallelTrans,
    OMPTaskTrans,
    OMPTaskwaitTrans,
    TransformationError,
)
from psyclone.transformations import OMPLoopTrans, OMPSingleTrans, OMPTaskloopTrans


def attempt(transformation, *targets, **options):
    try:
        transformation.apply(*targets, **options)
    except TransformationError as refused:
        print(refused)


def trans(psyir):
    pieces, whole, shared_out = psyir.walk(Routine)
    for loop in pieces.walk(Loop):
        attempt(OMPTaskloopTrans(nogroup=True), loop)
    OMPSingleTrans().apply(pieces.children[:])
    OMPParallelTrans().apply(pieces.children[:])
    attempt(OMPTaskwaitTrans(), pieces.children[0])
    attempt(LoopTilingTrans(), pieces.walk(Loop)[0], [8])
    attempt(LoopTilingTrans(), pieces.walk(Loop)[0], [8, 8])
    attempt(LoopTilingTrans(), pieces.walk(Loop)[0], 8)

    for loop in whole.walk(Loop):
        attempt(OMPTaskTrans(), loop)
    loops = [child for child in whole.children if not isinstance(child, Call)][:4]
    OMPSingleTrans().apply(loops)
    OMPParallelTrans().apply([whole.children[0]])
    attempt(OMPTaskwaitTrans(), whole.children[0])

    for loop in shared_out.walk(Loop):
        attempt(OMPLoopTrans(omp_schedule="static"), loop, nowait=True, enable_reductions=True)
    OMPParallelTrans().apply(shared_out.children[:])
    attempt(OMPMinimiseSyncTrans(), shared_out)
