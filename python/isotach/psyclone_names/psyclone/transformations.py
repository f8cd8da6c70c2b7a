"""psyclone.transformations, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.errors import (
    TransformationError,
)
from isotach.psyir.transformations import (
    ColourTrans,
    Dynamo0p3AsyncHaloExchangeTrans,
    Dynamo0p3ColourTrans,
    Dynamo0p3KernelConstTrans,
    Dynamo0p3OMPLoopTrans,
    Dynamo0p3OMPParallelLoopTrans,
    Dynamo0p3RedundantComputationTrans,
    KernelModuleInlineTrans,
    LFRicAsyncHaloExchangeTrans,
    LFRicColourTrans,
    LFRicKernelConstTrans,
    LFRicLoopFuseTrans,
    LFRicOMPLoopTrans,
    LFRicOMPParallelLoopTrans,
    LFRicRedundantComputationTrans,
    LoopFuseTrans,
    MoveTrans,
    OMPLoopTrans,
    OMPMasterTrans,
    OMPParallelLoopTrans,
    OMPParallelTrans,
    OMPSingleTrans,
    OMPTaskloopTrans,
    ParallelLoopTrans,
    ParallelRegionTrans,
)
from isotach.psyir.transformations import unsupported

ACCDataTrans = unsupported("ACCDataTrans")
ACCEnterDataTrans = unsupported("ACCEnterDataTrans")
ACCKernelsTrans = unsupported("ACCKernelsTrans")
ACCLoopTrans = unsupported("ACCLoopTrans")
ACCParallelTrans = unsupported("ACCParallelTrans")
ACCRoutineTrans = unsupported("ACCRoutineTrans")
GOceanOMPLoopTrans = unsupported("GOceanOMPLoopTrans")
GOceanOMPParallelLoopTrans = unsupported("GOceanOMPParallelLoopTrans")
KernelImportsToArguments = unsupported("KernelImportsToArguments")
OMPDeclareTargetTrans = unsupported("OMPDeclareTargetTrans")

__all__ = [
    "ACCDataTrans",
    "ACCEnterDataTrans",
    "ACCKernelsTrans",
    "ACCLoopTrans",
    "ACCParallelTrans",
    "ACCRoutineTrans",
    "ColourTrans",
    "Dynamo0p3AsyncHaloExchangeTrans",
    "Dynamo0p3ColourTrans",
    "Dynamo0p3KernelConstTrans",
    "Dynamo0p3OMPLoopTrans",
    "Dynamo0p3OMPParallelLoopTrans",
    "Dynamo0p3RedundantComputationTrans",
    "GOceanOMPLoopTrans",
    "GOceanOMPParallelLoopTrans",
    "KernelImportsToArguments",
    "KernelModuleInlineTrans",
    "LFRicAsyncHaloExchangeTrans",
    "LFRicColourTrans",
    "LFRicKernelConstTrans",
    "LFRicLoopFuseTrans",
    "LFRicOMPLoopTrans",
    "LFRicOMPParallelLoopTrans",
    "LFRicRedundantComputationTrans",
    "LoopFuseTrans",
    "MoveTrans",
    "OMPDeclareTargetTrans",
    "OMPLoopTrans",
    "OMPMasterTrans",
    "OMPParallelLoopTrans",
    "OMPParallelTrans",
    "OMPSingleTrans",
    "OMPTaskloopTrans",
    "ParallelLoopTrans",
    "ParallelRegionTrans",
    "TransformationError",
]
