"""psyclone.psyir.transformations.acc_update_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    ACCUpdateTrans,
)

__all__ = [
    "ACCUpdateTrans",
]
