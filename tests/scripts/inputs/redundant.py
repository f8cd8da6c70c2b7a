"""Computes loops redundantly to several depths, the first one of dofs as deep as halos go."""

from psyclone.domain.lfric.transformations import LFRicRedundantComputationTrans
from psyclone.psyGen import InvokeSchedule
from psyclone.transformations import TransformationError


def trans(psyir):
    said = []
    for schedule in psyir.walk(InvokeSchedule):
        for number, loop in enumerate(schedule.loops()):
            if any(kernel.is_reduction for kernel in loop.kernels()):
                continue
            options = {"depth": 1 + number % 3} if number or loop.iteration_space != "dof" else None
            try:
                LFRicRedundantComputationTrans().apply(loop, options=options)
                said.append(f"{loop.upper_bound_name} {len(schedule.children)}")
            except TransformationError:
                said.append("refused")
    return "\n".join(said)
