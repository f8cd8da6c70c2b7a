"""psyclone.psyir.transformations.arrayassignment2loops_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    ArrayAssignment2LoopsTrans,
)

__all__ = [
    "ArrayAssignment2LoopsTrans",
]
