"""Colours tiles of cells, then runs tiles and other loops on threads with LFRicOMPLoopTrans in a region each."""

from psyclone.domain.lfric import LFRicConstants
from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.nodes import Directive, Loop
from psyclone.psyir.transformations import OMPParallelTrans
from psyclone.transformations import LFRicColourTrans, LFRicOMPLoopTrans, TransformationError


def trans(psyir):
    refused = 0
    for schedule in psyir.walk(InvokeSchedule):
        for loop in schedule.loops():
            if (
                loop.iteration_space.endswith("cell_column")
                and loop.field_space.orig_name not in LFRicConstants().VALID_DISCONTINUOUS_NAMES
            ):
                LFRicColourTrans().apply(loop, tiling=True)
        for loop in schedule.walk(Loop):
            if loop.loop_type in ("colours", "null") or loop.ancestor(Directive):
                continue
            OMPParallelTrans().apply(loop)
            try:
                LFRicOMPLoopTrans(omp_schedule="dynamic").apply(loop)
            except TransformationError:
                refused += 1
    return f"{refused} refused"
