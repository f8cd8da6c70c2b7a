"""psyclone.psyir.transformations.omp_declare_target_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    OMPDeclareTargetTrans,
)

__all__ = [
    "OMPDeclareTargetTrans",
]
