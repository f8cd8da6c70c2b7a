"""Forces a loop, and takes another one on its word for one name; both are said."""

import logging

from psyclone.psyir.nodes import Loop
from psyclone.transformations import OMPParallelLoopTrans

logging.basicConfig(format="%(name)s: %(message)s", force=True)


def trans(psyir):
    loops = psyir.walk(Loop)
    OMPParallelLoopTrans().apply(loops[2], options={"force": True})
    OMPParallelLoopTrans().apply(loops[3], ignore_dependencies_for=["t", "most"])
