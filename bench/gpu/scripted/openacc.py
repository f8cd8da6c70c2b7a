"""All loops of a file on the device; fields stay there. FORM is parallel or kernels."""

import os

from psyclone.psyir.nodes import Loop, Routine
from psyclone.psyir.transformations import ACCKernelsTrans, ACCLoopTrans
from psyclone.transformations import ACCEnterDataTrans, ACCParallelTrans, ACCRoutineTrans


def trans(psyir):
    parallel = os.environ["FORM"] == "parallel"
    routines = {routine.name: routine for routine in psyir.walk(Routine)}
    ACCRoutineTrans().apply(routines.pop("limited"))
    for routine in routines.values():
        for loop in routine.walk(Loop):
            if loop.ancestor(Loop):
                continue
            ACCLoopTrans().apply(loop, {"enable_reductions": True, "collapse": 2})
            (ACCParallelTrans() if parallel else ACCKernelsTrans()).apply(loop.parent.parent)
        ACCEnterDataTrans().apply(routine)
