"""psyclone.psyir.transformations.acc_kernels_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    ACCKernelsTrans,
)

__all__ = [
    "ACCKernelsTrans",
]
