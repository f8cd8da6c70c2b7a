"""PSyclone script: computes redundantly in the halo where that saves an exchange, and splits the exchanges that remain
into start and finish, with the start as early as dependences allow."""

from psyclone.domain.lfric.transformations import LFRicRedundantComputationTrans
from psyclone.lfric import LFRicHaloExchange, LFRicHaloExchangeStart
from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.transformations import MoveTrans, TransformationError
from psyclone.transformations import LFRicAsyncHaloExchangeTrans


def trans(psyir):
    for schedule in psyir.walk(InvokeSchedule):
        for loop in schedule.loops():
            if loop.iteration_space == "dof" and loop.kernels()[0].name == "setval_c":
                LFRicRedundantComputationTrans().apply(loop, {"depth": 1})
        for exchange in schedule.walk(LFRicHaloExchange):
            LFRicAsyncHaloExchangeTrans().apply(exchange)
        for start in schedule.walk(LFRicHaloExchangeStart):
            for place in schedule.children[: start.position]:
                try:
                    MoveTrans().apply(start, place)
                    break
                except TransformationError:
                    continue
