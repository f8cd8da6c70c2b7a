"""Each loop by itself: what is refused, and why."""

from psyclone.psyir.nodes import Loop, Routine
from psyclone.psyir.transformations import ACCKernelsTrans, ACCLoopTrans, OMPTargetTrans
from psyclone.transformations import ACCDataTrans, ACCEnterDataTrans, ACCRoutineTrans, TransformationError


def trans(psyir):
    def attempt(transformation, node, **options):
        try:
            transformation.validate(node, **options)
            print(type(transformation).__name__, "can be")
        except TransformationError as refused:
            print(refused)

    loops = [loop for loop in psyir.walk(Loop)]
    for number, loop in enumerate(loops, 1):
        print(f"loop {number}")
        attempt(ACCLoopTrans(), loop)
        attempt(ACCKernelsTrans(), [loop])
        attempt(OMPTargetTrans(), [loop])
    for routine in psyir.walk(Routine):
        attempt(ACCRoutineTrans(), routine)
        attempt(ACCEnterDataTrans(), routine)
    attempt(ACCDataTrans(), [loops[0]])
    try:
        ACCKernelsTrans().apply(loops[4])
        ACCKernelsTrans().apply(loops[5])
        ACCEnterDataTrans().apply(psyir.walk(Routine)[0])
    except TransformationError as refused:
        print(refused)
