"""A loop directive outside of any region, and a region with a statement that every thread would execute."""

from psyclone.psyir.nodes import Loop
from psyclone.psyir.transformations import OMPParallelTrans
from psyclone.transformations import OMPLoopTrans


def trans(psyir):
    first, second, _ = psyir.walk(Loop)
    OMPLoopTrans().apply(first)
    OMPLoopTrans().apply(second)
    OMPParallelTrans().apply([second.parent.parent, second.parent.parent.parent.children[2]])
