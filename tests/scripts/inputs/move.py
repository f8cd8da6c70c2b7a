"""Moves each statement before the one before it, where dependences let it."""

from psyclone.psyGen import HaloExchange, InvokeSchedule
from psyclone.psyir.transformations import MoveTrans, TransformationError


def trans(psyir):
    said = []
    for schedule in psyir.walk(InvokeSchedule):
        for at in range(1, len(schedule.children)):
            node, before = schedule.children[at], schedule.children[at - 1]
            if isinstance(node, HaloExchange) and isinstance(before, HaloExchange):
                continue  # components of one vector stay in order in 3.3.1
            try:
                MoveTrans().apply(node, before)
                said.append(str(at))
            except TransformationError:
                pass
    return " ".join(said)
