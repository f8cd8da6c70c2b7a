"""psyclone.psyir.transformations, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.errors import (
    TransformationError,
)
from isotach.psyir.maximal import (
    MaximalOMPParallelRegionTrans,
    MaximalRegionTrans,
)
from isotach.psyir.transformations import (
    ACCDataTrans,
    ACCEnterDataTrans,
    ACCKernelsTrans,
    ACCLoopTrans,
    ACCParallelTrans,
    ACCRoutineTrans,
    ACCUpdateTrans,
    ArrayAssignment2LoopsTrans,
    ChunkLoopTrans,
    HoistLoopBoundExprTrans,
    HoistTrans,
    InlineTrans,
    LoopFuseTrans,
    LoopSwapTrans,
    LoopTiling2DTrans,
    LoopTilingTrans,
    LoopTrans,
    MoveTrans,
    OMPCriticalTrans,
    OMPDeclareTargetTrans,
    OMPLoopTrans,
    OMPMasterTrans,
    OMPMinimiseSyncTrans,
    OMPParallelLoopTrans,
    OMPParallelTrans,
    OMPSingleTrans,
    OMPTargetTrans,
    OMPTaskTrans,
    OMPTaskloopTrans,
    OMPTaskwaitTrans,
    ParallelLoopTrans,
    ParallelRegionTrans,
    ProfileTrans,
    Reference2ArrayRangeTrans,
    RegionTrans,
)
from isotach.psyir.transformations import unsupported

Abs2CodeTrans = unsupported("Abs2CodeTrans")
AllArrayAccess2LoopTrans = unsupported("AllArrayAccess2LoopTrans")
ArrayAccess2LoopTrans = unsupported("ArrayAccess2LoopTrans")
DataNodeToTempTrans = unsupported("DataNodeToTempTrans")
DebugChecksumTrans = unsupported("DebugChecksumTrans")
DotProduct2CodeTrans = unsupported("DotProduct2CodeTrans")
ExtractTrans = unsupported("ExtractTrans")
FoldConditionalReturnExpressionsTrans = unsupported("FoldConditionalReturnExpressionsTrans")
HoistLocalArraysTrans = unsupported("HoistLocalArraysTrans")
IncreaseRankLoopArraysTrans = unsupported("IncreaseRankLoopArraysTrans")
Matmul2CodeTrans = unsupported("Matmul2CodeTrans")
Max2CodeTrans = unsupported("Max2CodeTrans")
Maxval2LoopTrans = unsupported("Maxval2LoopTrans")
Min2CodeTrans = unsupported("Min2CodeTrans")
Minval2LoopTrans = unsupported("Minval2LoopTrans")
Product2LoopTrans = unsupported("Product2LoopTrans")
ReadOnlyVerifyTrans = unsupported("ReadOnlyVerifyTrans")
ReplaceInductionVariablesTrans = unsupported("ReplaceInductionVariablesTrans")
ScalarisationTrans = unsupported("ScalarisationTrans")
Sign2CodeTrans = unsupported("Sign2CodeTrans")
Sum2LoopTrans = unsupported("Sum2LoopTrans")
ValueRangeCheckTrans = unsupported("ValueRangeCheckTrans")

__all__ = [
    "ACCDataTrans",
    "ACCEnterDataTrans",
    "ACCKernelsTrans",
    "ACCLoopTrans",
    "ACCParallelTrans",
    "ACCRoutineTrans",
    "ACCUpdateTrans",
    "Abs2CodeTrans",
    "AllArrayAccess2LoopTrans",
    "ArrayAccess2LoopTrans",
    "ArrayAssignment2LoopsTrans",
    "ChunkLoopTrans",
    "DataNodeToTempTrans",
    "DebugChecksumTrans",
    "DotProduct2CodeTrans",
    "ExtractTrans",
    "FoldConditionalReturnExpressionsTrans",
    "HoistLocalArraysTrans",
    "HoistLoopBoundExprTrans",
    "HoistTrans",
    "IncreaseRankLoopArraysTrans",
    "InlineTrans",
    "LoopFuseTrans",
    "LoopSwapTrans",
    "LoopTiling2DTrans",
    "LoopTilingTrans",
    "LoopTrans",
    "Matmul2CodeTrans",
    "Max2CodeTrans",
    "MaximalOMPParallelRegionTrans",
    "MaximalRegionTrans",
    "Maxval2LoopTrans",
    "Min2CodeTrans",
    "Minval2LoopTrans",
    "MoveTrans",
    "OMPCriticalTrans",
    "OMPDeclareTargetTrans",
    "OMPLoopTrans",
    "OMPMasterTrans",
    "OMPMinimiseSyncTrans",
    "OMPParallelLoopTrans",
    "OMPParallelTrans",
    "OMPSingleTrans",
    "OMPTargetTrans",
    "OMPTaskTrans",
    "OMPTaskloopTrans",
    "OMPTaskwaitTrans",
    "ParallelLoopTrans",
    "ParallelRegionTrans",
    "Product2LoopTrans",
    "ProfileTrans",
    "ReadOnlyVerifyTrans",
    "Reference2ArrayRangeTrans",
    "RegionTrans",
    "ReplaceInductionVariablesTrans",
    "ScalarisationTrans",
    "Sign2CodeTrans",
    "Sum2LoopTrans",
    "TransformationError",
    "ValueRangeCheckTrans",
]
