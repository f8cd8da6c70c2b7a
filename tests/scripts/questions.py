"""A script that asks of all sorts of nodes which transformations could be applied, before and after some were.

A line for each question, with its answer: yes, or the exception. test_validate.py runs it by PSyclone 3.3.1 and by isotach.
"""

import contextlib
import logging
import os

from psyclone.domain.common.transformations import KernelModuleInlineTrans
from psyclone.domain.lfric.transformations import LFRicLoopFuseTrans, LFRicRedundantComputationTrans
from psyclone.psyGen import HaloExchange, InvokeSchedule, Kern
from psyclone.psyir.nodes import Directive, Loop, Node
from psyclone.psyir.transformations import MoveTrans, OMPLoopTrans, OMPParallelLoopTrans, OMPParallelTrans
from psyclone.transformations import (
    LFRicAsyncHaloExchangeTrans,
    LFRicColourTrans,
    LFRicKernelConstTrans,
    LFRicOMPLoopTrans,
    LFRicOMPParallelLoopTrans,
)

LOOPS = [OMPLoopTrans, OMPParallelLoopTrans, LFRicOMPLoopTrans, LFRicOMPParallelLoopTrans]
OF_ONE = [OMPParallelTrans, *LOOPS, LFRicColourTrans, LFRicKernelConstTrans, LFRicRedundantComputationTrans,
          KernelModuleInlineTrans]  # fmt: skip
LOOP_OPTIONS = [{"reprod": True}, {"collapse": 2}, {"collapse": "x"}, {"force": True}, {"nowait": True}, {"sequential": True},
                {"unknown": 1}]  # fmt: skip
DEPTHS = [{"depth": 1}, {"depth": 2}, {"depth": 0}, {"depth": "x"}, {"depth": True}]
CONSTANTS = [{"number_of_layers": 20}, {"number_of_layers": -1}, {"element_order_h": 0, "element_order_v": 0},
             {"quadrature": True}, {"element_order_h": 1}, {"number_of_layers": "x"}]  # fmt: skip


def targets(psyir):
    """Single nodes, lists, regions, and what is none of them."""
    schedules = psyir.walk(InvokeSchedule)
    for number, schedule in enumerate(schedules[:3]):
        name = f"s{number}"
        children = schedule.children
        yield name, schedule
        yield f"{name} children", list(children)
        yield f"{name} live", children
        yield f"{name} first", children[0:1]
        yield f"{name} two", children[0:2]
        yield f"{name} apart", children[0:3:2]
        yield f"{name} backwards", children[0:2][::-1]
        yield f"{name} twice", [children[0], children[0]]
        for index, node in enumerate(schedule.walk(Node)):
            if node is not schedule:
                yield f"{name}.{index}.{type(node).__name__}", node
        for index, loop in enumerate(schedule.walk(Loop)):
            yield f"{name} body {index}", loop.loop_body
            yield f"{name} bodylist {index}", list(loop.loop_body.children)
            yield f"{name} listed {index}", [loop]
    yield "file", psyir
    yield "container", psyir.children[0]
    yield "containers", [psyir.children[0]]
    yield "across", [schedules[0].children[0], schedules[-1].children[0]]
    yield "none", None
    yield "number", 3
    yield "empty", []
    yield "mixed", [schedules[0].children[0], None]
    yield "nested", [[schedules[0].children[0]]]


def questions(psyir, state):
    said = []

    def ask(cls, what, *target, **options):
        try:
            cls().validate(*target, **options)
            answer = "yes"
        except Exception as error:
            answer = f"{type(error).__name__} | {str(error)[:300]!r}"
        said.append(f"{state} {cls.__name__} {what} {options or ''} = {answer}")

    found = list(targets(psyir))
    for name, target in found:
        for cls in OF_ONE:
            ask(cls, name, target)
        ask(LFRicAsyncHaloExchangeTrans, name, target, options={})  # 3.3.1 has no default there
        for options in DEPTHS if isinstance(target, Loop) else []:
            ask(LFRicRedundantComputationTrans, name, target, options=options)
        for options in CONSTANTS if isinstance(target, Kern) else []:
            ask(LFRicKernelConstTrans, name, target, options=options)
        if isinstance(target, Loop):
            ask(LFRicColourTrans, name, target, options={"tiling": True})
            ask(LFRicColourTrans, name, target, tiling=True)
            for cls in LOOPS:
                for options in LOOP_OPTIONS:
                    ask(cls, name, target, options=options)
                    ask(cls, name, target, **options)
    few = [
        one for one in found if isinstance(one[1], (Loop, HaloExchange, Directive)) or one[0] in ("s0", "none", "file")
    ]
    for name, one in few[:14]:
        for other, two in few[:14]:
            ask(LFRicLoopFuseTrans, f"{name} {other}", one, two)
            ask(LFRicLoopFuseTrans, f"{name} {other}", one, two, options={"same_space": True})
            for position in ("before", "after", "x"):
                ask(MoveTrans, f"{name} {other}", one, two, options={"position": position})
    return said


def attempt(transformation, node):
    with contextlib.suppress(Exception):  # it is not for this one
        transformation.apply(node)


def trans(psyir):
    logging.disable(logging.CRITICAL)
    said = questions(psyir, "plain")
    for schedule in psyir.walk(InvokeSchedule):
        for loop in schedule.loops():
            attempt(LFRicColourTrans(), loop)
        for exchange in schedule.walk(HaloExchange)[:1]:
            attempt(LFRicAsyncHaloExchangeTrans(), exchange)
    said += questions(psyir, "coloured")
    for schedule in psyir.walk(InvokeSchedule):
        for number, loop in enumerate(schedule.loops()):
            attempt(LFRicOMPParallelLoopTrans() if number % 2 else OMPParallelTrans(), loop)
        for kernel in schedule.coded_kernels()[:1]:
            attempt(KernelModuleInlineTrans(), kernel)
    said += questions(psyir, "directives")
    with open(os.environ["SAID"], "w") as file:
        file.write("\n".join(said) + "\n")
