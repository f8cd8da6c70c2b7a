"""PSyclone script: colours the loops over cells that share dofs, and runs the loops on threads."""

from psyclone.domain.lfric import LFRicConstants
from psyclone.psyGen import InvokeSchedule
from psyclone.transformations import LFRicColourTrans, LFRicOMPParallelLoopTrans


def trans(psyir):
    discontinuous = LFRicConstants().VALID_DISCONTINUOUS_NAMES
    for schedule in psyir.walk(InvokeSchedule):
        for loop in schedule.loops():
            if loop.iteration_space == "cell_column" and loop.field_space.orig_name not in discontinuous:
                LFRicColourTrans().apply(loop)
        for loop in schedule.loops():
            if loop.loop_type not in ("colours", "null"):
                LFRicOMPParallelLoopTrans().apply(loop, {"reprod": True})
