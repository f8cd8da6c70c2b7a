"""Computes built-ins redundantly, splits exchanges and moves their starts up."""

from psyclone.domain.lfric.transformations import LFRicRedundantComputationTrans
from psyclone.lfric import LFRicHaloExchange, LFRicHaloExchangeStart
from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.transformations import MoveTrans, TransformationError
from psyclone.transformations import LFRicAsyncHaloExchangeTrans


def trans(psyir):
    refused = 0
    for schedule in psyir.walk(InvokeSchedule):
        for loop in schedule.loops():
            if loop.iteration_space == "dof" and not loop.kernels()[0].is_reduction:
                try:
                    LFRicRedundantComputationTrans().apply(loop, options={"depth": 1})
                except TransformationError:
                    refused += 1
        for exchange in schedule.walk(LFRicHaloExchange):
            LFRicAsyncHaloExchangeTrans().apply(exchange)
        for start in schedule.walk(LFRicHaloExchangeStart):
            for place in schedule.children[: start.position]:
                try:
                    MoveTrans().apply(start, place)
                    break
                except TransformationError:
                    continue
    return f"{refused} refused"
