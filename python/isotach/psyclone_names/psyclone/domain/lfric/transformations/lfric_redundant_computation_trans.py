"""psyclone.domain.lfric.transformations.lfric_redundant_computation_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    Dynamo0p3RedundantComputationTrans,
    LFRicRedundantComputationTrans,
)

__all__ = [
    "Dynamo0p3RedundantComputationTrans",
    "LFRicRedundantComputationTrans",
]
