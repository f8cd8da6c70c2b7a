"""psyclone.psyir.transformations.hoist_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    HoistTrans,
)

__all__ = [
    "HoistTrans",
]
