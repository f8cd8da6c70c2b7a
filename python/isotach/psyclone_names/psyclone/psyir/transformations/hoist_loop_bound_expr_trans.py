"""psyclone.psyir.transformations.hoist_loop_bound_expr_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    HoistLoopBoundExprTrans,
)

__all__ = [
    "HoistLoopBoundExprTrans",
]
