"""The loops of a file on a device, by OpenMP."""

from psyclone.psyir.nodes import Loop, Routine
from psyclone.psyir.transformations import OMPDeclareTargetTrans, OMPLoopTrans, OMPTargetTrans


def trans(psyir):
    for routine in psyir.walk(Routine):
        if routine.name == "limited":
            OMPDeclareTargetTrans().apply(routine)
    for loop in psyir.walk(Loop):
        if loop.ancestor(Routine).name == "smooth":
            OMPLoopTrans(omp_directive="teamsdistributeparalleldo", omp_schedule="none").apply(
                loop, enable_reductions=True
            )
            OMPTargetTrans().apply(loop.parent.parent)
