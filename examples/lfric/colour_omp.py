"""Colours loops that write shared dofs, and runs cells and dofs on OpenMP threads; for PSyclone and for isotach.

isotach psyclone -api lfric -d diffusion -s colour_omp.py -oalg diffusion.f90 -opsy diffusion_psy.f90 diffusion/diffusion.x90
"""

from psyclone.domain.lfric import LFRicConstants
from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.nodes import Loop
from psyclone.psyir.transformations import OMPParallelTrans
from psyclone.transformations import LFRicColourTrans, LFRicOMPLoopTrans


def trans(psyir):
    discontinuous = LFRicConstants().VALID_DISCONTINUOUS_NAMES
    for schedule in psyir.walk(InvokeSchedule):
        # Cells that share dofs get different colours; the cells of one colour may run at the same time.
        for loop in schedule.walk(Loop):
            if loop.iteration_space.endswith("cell_column") and loop.field_space.orig_name not in discontinuous:
                LFRicColourTrans().apply(loop)
        # Colours follow each other; what is in a colour, and every other loop, runs on threads.
        for loop in schedule.walk(Loop):
            if loop.loop_type not in ("colours", "null"):
                OMPParallelTrans().apply(loop)
                LFRicOMPLoopTrans().apply(loop, {"reprod": True})
        print(schedule.view())
