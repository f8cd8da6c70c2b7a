"""psyclone.psyir.transformations.chunk_loop_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    ChunkLoopTrans,
)

__all__ = [
    "ChunkLoopTrans",
]
