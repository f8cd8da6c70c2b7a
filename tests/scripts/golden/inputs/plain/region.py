"""One region of two loops, of which the second alone need not be waited for; a sum, which is asked for; a task for each piece."""

from psyclone.psyir.nodes import Loop
from psyclone.psyir.transformations import OMPParallelTrans, OMPTaskloopTrans
from psyclone.transformations import OMPLoopTrans, OMPSingleTrans


def trans(psyir):
    first, second, third = psyir.walk(Loop)
    OMPLoopTrans(omp_schedule="static").apply(first, nowait=True)
    OMPLoopTrans(omp_schedule="none").apply(second, nowait=True)
    OMPParallelTrans().apply([first.parent.parent, second.parent.parent])
    OMPTaskloopTrans(grainsize=4).apply(third, options={"reduction_ops": ["+"]})
    OMPSingleTrans().apply(third.parent.parent)
    OMPParallelTrans().apply(third.parent.parent.parent.parent)
    for line in psyir.view(colour=False).splitlines():
        if "Directive" in line or "Clause" in line:
            print(line.split("object at")[0])
