"""A script that edits and transforms at random: what cannot be done is an exception, and nothing may crash."""

import contextlib
import logging
import os
import random

from psyclone.domain.common.transformations import KernelModuleInlineTrans
from psyclone.domain.lfric.transformations import LFRicLoopFuseTrans, LFRicRedundantComputationTrans
from psyclone.psyir.nodes import Assignment, BinaryOperation, IfBlock, Literal, Loop, Node
from psyclone.psyir.symbols import DataSymbol, ScalarType
from psyclone.psyir.transformations import MoveTrans, OMPLoopTrans, OMPParallelTrans
from psyclone.transformations import (
    LFRicAsyncHaloExchangeTrans,
    LFRicColourTrans,
    LFRicKernelConstTrans,
    LFRicOMPParallelLoopTrans,
)

INTEGER = ScalarType.integer_type()
OF_ONE = [OMPParallelTrans, OMPLoopTrans, LFRicColourTrans, LFRicOMPParallelLoopTrans, LFRicAsyncHaloExchangeTrans,
          LFRicKernelConstTrans, LFRicRedundantComputationTrans, KernelModuleInlineTrans]  # fmt: skip


def trans(psyir):
    logging.disable(logging.CRITICAL)
    choose = random.Random(os.environ["SEED"])
    loose = []

    def node():
        if loose and choose.random() < 0.3:
            return choose.choice(loose)
        kernels = [one for kernel in psyir.coded_kernels() for one in kernel.get_callees() if choose.random() < 0.3]
        return choose.choice(choose.choice([psyir, *kernels]).walk(Node))

    def fresh():
        return choose.choice(
            [
                lambda: Literal("1", INTEGER),
                lambda: node().copy(),
                lambda: Assignment.create(node().copy(), node().copy()),
                lambda: BinaryOperation.create(BinaryOperation.Operator.ADD, node().copy(), node().copy()),
                lambda: IfBlock.create(node().copy(), [node().copy()]),
                node,
            ]
        )()

    def take():
        one = node()
        one.detach()
        loose.append(one)

    def look():
        one = node()
        one.view(), one.root.view(), one.debug_string(), one.position, one.forward_dependence(), one.preceding()

    def neighbours():
        loop = choose.choice(psyir.walk(Loop))
        LFRicLoopFuseTrans().apply(loop, loop.parent.children[loop.position + 1], {"same_space": True})

    edits = [
        take,
        look,
        neighbours,
        lambda: node().addchild(fresh()),
        lambda: node().children.insert(choose.randrange(-1, 4), fresh()),
        lambda: node().replace_with(fresh()),
        lambda: node().children.pop(choose.randrange(3)),
        lambda: node().pop_all_children(),
        lambda: choose.choice(OF_ONE)().apply(node()),
        lambda: choose.choice(OF_ONE)().apply(choose.choice(psyir.walk(Loop))),
        lambda: choose.choice([LFRicLoopFuseTrans, MoveTrans])().apply(node(), node()),
        lambda: KernelModuleInlineTrans().apply(choose.choice(psyir.coded_kernels())),
        lambda: node().scope.symbol_table.new_symbol("new", symbol_type=DataSymbol, datatype=INTEGER),
    ]
    done = 0
    for _ in range(80):
        with contextlib.suppress(Exception):
            choose.choice(edits)()
            done += 1
    print("edits:", done)
