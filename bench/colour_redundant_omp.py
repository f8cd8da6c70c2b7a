"""What bench/scripts.py runs: redundant built-ins, colours, threads."""

from psyclone.domain.lfric import LFRicConstants
from psyclone.domain.lfric.transformations import LFRicRedundantComputationTrans
from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.nodes import Loop
from psyclone.transformations import LFRicColourTrans, LFRicOMPParallelLoopTrans, TransformationError


def trans(psyir):
    refused = 0
    for schedule in psyir.walk(InvokeSchedule):
        for loop in schedule.loops():
            if loop.iteration_space == "dof" and not loop.kernels()[0].is_reduction:
                try:
                    LFRicRedundantComputationTrans().apply(loop, {"depth": 1})
                except TransformationError:
                    refused += 1
        for loop in schedule.loops():
            if (
                loop.iteration_space.endswith("cell_column")
                and loop.field_space.orig_name not in LFRicConstants().VALID_DISCONTINUOUS_NAMES
            ):
                LFRicColourTrans().apply(loop)
        for loop in schedule.walk(Loop):
            if loop.loop_type not in ("colours", "null"):
                try:
                    LFRicOMPParallelLoopTrans().apply(loop)
                except TransformationError:
                    refused += 1
    return f"{refused} refused"
