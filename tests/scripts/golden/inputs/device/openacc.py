"""OpenACC for the procedures of a file: all that the classes of PSyclone ask for, by FORM: loops in PARALLEL or KERNELS."""

import os

from psyclone.psyir.nodes import Loop, Routine
from psyclone.psyir.transformations import ACCKernelsTrans, ACCLoopTrans, ACCUpdateTrans
from psyclone.transformations import (
    ACCEnterDataTrans,
    ACCParallelTrans,
    ACCRoutineTrans,
    TransformationError,
)


def trans(psyir):
    form = os.environ.get("FORM", "parallel")
    for routine in psyir.walk(Routine):
        if routine.name == "limited":
            ACCRoutineTrans().apply(routine)
    for routine in psyir.walk(Routine):
        if routine.name in ("limited", "run"):
            continue
        for loop in routine.walk(Loop):
            try:
                ACCLoopTrans().apply(loop, {"enable_reductions": True, "gang": form == "parallel"})
                directive = loop.parent.parent
                (ACCParallelTrans() if form == "parallel" else ACCKernelsTrans()).apply(directive)
            except TransformationError as refused:
                print(refused)
        ACCEnterDataTrans().apply(routine)
        ACCUpdateTrans().apply(routine)
        print(routine.view(colour=False).count("ACC"), "nodes of OpenACC")
