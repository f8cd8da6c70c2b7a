"""Fuses neighbouring loops, as far as that may be."""

from psyclone.domain.lfric.transformations import LFRicLoopFuseTrans
from psyclone.psyGen import InvokeSchedule
from psyclone.transformations import TransformationError


def trans(psyir):
    fused = 0
    for schedule in psyir.walk(InvokeSchedule):
        for at in range(len(schedule.children) - 1, 0, -1):
            try:
                LFRicLoopFuseTrans().apply(schedule.children[at - 1], schedule.children[at], {"same_space": True})
                fused += 1
            except TransformationError:
                pass
    return f"{fused} fused"
