"""Loops in a region each, sums in a fixed order of threads."""

from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.nodes import Loop
from psyclone.psyir.transformations import OMPParallelTrans
from psyclone.transformations import LFRicOMPLoopTrans, TransformationError


def trans(psyir):
    refused = 0
    for schedule in psyir.walk(InvokeSchedule):
        for loop in schedule.walk(Loop):
            if loop.loop_type == "dof":
                try:
                    LFRicOMPLoopTrans().apply(loop, options={"reprod": True})
                    OMPParallelTrans().apply(loop.parent.parent)
                except TransformationError:
                    refused += 1
    return f"{refused} refused"
