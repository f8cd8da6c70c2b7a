"""Computes loops redundantly to several depths, and as deep as halos go."""

from psyclone.domain.lfric.transformations import LFRicRedundantComputationTrans
from psyclone.psyGen import InvokeSchedule
from psyclone.transformations import TransformationError


def trans(psyir):
    said = []
    for schedule in psyir.walk(InvokeSchedule):
        for number, loop in enumerate(schedule.loops()):
            depth = (1, 2, None, 3)[number % 4]
            try:
                LFRicRedundantComputationTrans().apply(loop, options={"depth": depth} if depth else None)
                said.append(f"{loop.upper_bound_name} {len(schedule.children)}")
            except TransformationError:
                said.append("refused")
    return "\n".join(said)
