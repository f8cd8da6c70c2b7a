"""psyclone.domain.lfric.transformations, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    Dynamo0p3AsyncHaloExchangeTrans,
    Dynamo0p3ColourTrans,
    Dynamo0p3KernelConstTrans,
    Dynamo0p3OMPLoopTrans,
    Dynamo0p3OMPParallelLoopTrans,
    Dynamo0p3RedundantComputationTrans,
    LFRicAsyncHaloExchangeTrans,
    LFRicColourTrans,
    LFRicKernelConstTrans,
    LFRicLoopFuseTrans,
    LFRicOMPLoopTrans,
    LFRicOMPParallelLoopTrans,
    LFRicRedundantComputationTrans,
)
from isotach.psyir.transformations import unsupported

LFRicExtractTrans = unsupported("LFRicExtractTrans")

__all__ = [
    "Dynamo0p3AsyncHaloExchangeTrans",
    "Dynamo0p3ColourTrans",
    "Dynamo0p3KernelConstTrans",
    "Dynamo0p3OMPLoopTrans",
    "Dynamo0p3OMPParallelLoopTrans",
    "Dynamo0p3RedundantComputationTrans",
    "LFRicAsyncHaloExchangeTrans",
    "LFRicColourTrans",
    "LFRicExtractTrans",
    "LFRicKernelConstTrans",
    "LFRicLoopFuseTrans",
    "LFRicOMPLoopTrans",
    "LFRicOMPParallelLoopTrans",
    "LFRicRedundantComputationTrans",
]
