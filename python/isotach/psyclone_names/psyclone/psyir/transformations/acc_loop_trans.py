"""psyclone.psyir.transformations.acc_loop_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    ACCLoopTrans,
)

__all__ = [
    "ACCLoopTrans",
]
