"""The transformations with their parameters; written by tools/psyclone_package.py."""

from collections.abc import Iterable
from typing import Any

from .errors import TransformationError as TransformationError
from .nodes import Node

class Transformation:
    @property
    def name(self) -> str: ...
    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> Any: ...
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...
    @classmethod
    def get_valid_options(cls) -> dict[str, Any]: ...
    def validate_options(self, **kwargs: Any) -> None: ...

class RegionTrans(Transformation):
    excluded_node_types: tuple[type, ...]
    def get_node_list(self, nodes: Any) -> list[Node]: ...

class TransInfo:
    def __init__(self, module: Any = None, base_class: Any = None) -> None: ...
    @property
    def list(self) -> str: ...
    @property
    def num_trans(self) -> int: ...
    def get_trans_num(self, number: int) -> Transformation: ...
    def get_trans_name(self, name: str) -> Transformation: ...

CLASSES: dict[str, type]

def unsupported(name: str) -> Any: ...
def parameters_of(row: tuple[Any, ...]) -> tuple[list[Any], list[Any], list[Any], list[Any]]: ...
def targets_of(takes: str) -> tuple[str, ...]: ...

class LoopTrans(Transformation):
    """What is done to one loop."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, node_type_check: bool = True, verbose: bool = False, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ParallelRegionTrans(RegionTrans):
    """Puts neighbouring statements into a region of a directive."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ParallelLoopTrans(LoopTrans):
    """Lets the iterations of a loop run at once."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, verbose: bool = False, collapse: bool | int = False, force: bool = False, ignore_dependencies_for: Iterable[str] | None = None, privatise_arrays: bool = False, sequential: bool = False, nowait: bool = False, reduction_ops: Any = None, force_private: Iterable[str] = (), **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ColourTrans(LoopTrans):
    """Splits a loop by colours; an API says how."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, tiling: bool = False, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class LoopFuseTrans(LoopTrans):
    """Makes one loop of two neighbouring ones."""

    def apply(self, node1: Any, node2: Any, options: dict[str, Any] | None = None, force: bool = False, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node1: Any, node2: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ChunkLoopTrans(LoopTrans):
    """Runs the iterations of a loop in pieces, one after the other."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, chunksize: int = 32, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class LoopSwapTrans(LoopTrans):
    """Makes the loop that is alone in another one the outer one."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class LoopTilingTrans(LoopTrans):
    """Runs loops inside one another in pieces of the sizes that are given."""

    def apply(self, outer_loop: Any, tiledims: Any, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, outer_loop: Any, tiledims: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class LoopTiling2DTrans(LoopTrans):
    """Runs two loops inside one another in square pieces."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class HoistTrans(Transformation):
    """Puts an assignment that is the same in each iteration before the loop."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class HoistLoopBoundExprTrans(LoopTrans):
    """Gives bounds of a loop that are computed a name before it."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ArrayAssignment2LoopsTrans(Transformation):
    """Writes an assignment of arrays as loops over elements."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, allow_strings: bool = False, verbose: bool = False, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class Reference2ArrayRangeTrans(Transformation):
    """Writes the name of an array as a section of all of it."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class InlineTrans(Transformation):
    """Puts the body of a procedure in the place of a call of it."""

    def apply(self, node: Any, routine: str | None = None, use_first_callee_and_no_arg_check: bool = False, permit_codeblocks: bool = False, permit_unsupported_type_args: bool = False, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPParallelTrans(ParallelRegionTrans):
    """Puts statements into an OpenMP PARALLEL region."""

    def apply(self, nodes: Any, options: dict[str, Any] | None = None, force_private: Iterable[str] = (), **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPLoopTrans(ParallelLoopTrans):
    """Shares the iterations of a loop among OpenMP threads."""

    def __init__(self, omp_directive: str = "do", omp_schedule: str = "auto") -> None: ...
    omp_directive: str
    omp_schedule: str
    def apply(self, node: Any, options: dict[str, Any] | None = None, reprod: bool | None = None, enable_reductions: bool = False, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPParallelLoopTrans(OMPLoopTrans):
    """Runs a loop as an OpenMP PARALLEL DO."""

    def __init__(self, omp_directive: str = "do", omp_schedule: str = "auto") -> None: ...
    omp_directive: str
    omp_schedule: str
    def apply(self, node: Any, force_private: Iterable[str] = (), options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPTaskloopTrans(ParallelLoopTrans):
    """Makes OpenMP tasks of the iterations of a loop."""

    def __init__(self, grainsize: int | None = None, num_tasks: int | None = None, nogroup: bool = False) -> None: ...
    grainsize: int
    num_tasks: int
    nogroup: bool
    def apply(self, node: Any, options: dict[str, Any] | None = None, nogroup: bool | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPTaskTrans(ParallelLoopTrans):
    """Makes one OpenMP task of a loop."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPTaskwaitTrans(Transformation):
    """Lets the thread that makes tasks wait where they are needed."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, fail_on_no_taskloop: bool = True, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPMinimiseSyncTrans(Transformation):
    """Lets threads wait only where one needs what others do."""

    def apply(self, node: Any, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPSingleTrans(ParallelRegionTrans):
    """Lets one thread of a PARALLEL region execute statements."""

    def __init__(self, nowait: bool = False) -> None: ...
    nowait: bool
    def apply(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPMasterTrans(ParallelRegionTrans):
    """Lets the first thread of a PARALLEL region execute statements."""

    def apply(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPCriticalTrans(RegionTrans):
    """Lets threads execute statements one after the other."""

    def apply(self, nodes: Any, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ProfileTrans(RegionTrans):
    """Times statements, by PSyData's module for profiling."""

    def apply(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPTargetTrans(RegionTrans):
    """Lets a device execute statements (OpenMP TARGET)."""

    def apply(self, nodes: Any, options: dict[str, Any] | None = None, nowait: bool = False, device_string: str = "", allow_strings: bool = False, verbose: bool = False, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class OMPDeclareTargetTrans(Transformation):
    """Makes a version of a procedure for the device (OpenMP)."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, force: bool = False, device_string: str = "", **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ACCKernelsTrans(RegionTrans):
    """Lets a device execute statements; the compiler says how (OpenACC KERNELS)."""

    def apply(self, nodes: Any, options: dict[str, Any] | None = {}, default_present: bool = False, disable_loop_check: bool = False, async_queue: bool | int = False, allow_strings: bool = False, verbose: bool = False, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ACCParallelTrans(ParallelRegionTrans):
    """Lets a device execute loops that have OpenACC's LOOP (PARALLEL)."""

    def __init__(self, default_present: bool = True) -> None: ...
    default_present: bool
    def apply(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ACCLoopTrans(ParallelLoopTrans):
    """Shares the iterations of a loop among gangs and vectors (OpenACC LOOP)."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ACCDataTrans(RegionTrans):
    """Keeps on the device what compute constructs in a region use (OpenACC DATA)."""

    def apply(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, nodes: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ACCEnterDataTrans(Transformation):
    """Brings to the device what compute constructs of a procedure use, unless it is there (OpenACC ENTER DATA)."""

    def apply(self, node: Any, options: dict[str, Any] | None = {}, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ACCUpdateTrans(Transformation):
    """Keeps the host's and the device's copies the same around what the host executes (OpenACC UPDATE)."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class ACCRoutineTrans(Transformation):
    """Makes a version of a procedure for the device (OpenACC ROUTINE)."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, force: bool = False, parallelism: str = "seq", device_string: str = "", **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class LFRicColourTrans(ColourTrans):
    """Splits a loop over cells by colours, so that cells of one colour share no dof."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class Dynamo0p3ColourTrans(LFRicColourTrans):
    def __init__(self) -> None: ...

class LFRicOMPLoopTrans(OMPLoopTrans):
    """OMPLoopTrans of a loop whose increments are coloured."""

    def __init__(self, omp_schedule: str = "static") -> None: ...
    omp_schedule: str
    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class Dynamo0p3OMPLoopTrans(LFRicOMPLoopTrans):
    def __init__(self) -> None: ...

class LFRicOMPParallelLoopTrans(OMPParallelLoopTrans):
    """OMPParallelLoopTrans of a loop whose increments are coloured."""

    def __init__(self, omp_directive: str = "do", omp_schedule: str = "static") -> None: ...
    omp_directive: str
    omp_schedule: str
    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class Dynamo0p3OMPParallelLoopTrans(LFRicOMPParallelLoopTrans):
    def __init__(self) -> None: ...

class LFRicRedundantComputationTrans(LoopTrans):
    """Computes into the halo instead of exchanging it."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, depth: int | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class Dynamo0p3RedundantComputationTrans(LFRicRedundantComputationTrans):
    def __init__(self) -> None: ...

class LFRicLoopFuseTrans(LoopFuseTrans):
    """Makes one loop of two neighbours over the same cells or dofs."""

    def apply(self, node1: Any, node2: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node1: Any, node2: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class LFRicAsyncHaloExchangeTrans(Transformation):
    """Makes a start and a finish of a halo exchange."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class Dynamo0p3AsyncHaloExchangeTrans(LFRicAsyncHaloExchangeTrans):
    def __init__(self) -> None: ...

class LFRicKernelConstTrans(Transformation):
    """Makes constants of sizes that a kernel is passed."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class Dynamo0p3KernelConstTrans(LFRicKernelConstTrans):
    def __init__(self) -> None: ...

class MoveTrans(Transformation):
    """Moves a statement next to another one of the same block."""

    def apply(self, node: Any, location: Any, position: str = "before", options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, location: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]

class KernelModuleInlineTrans(Transformation):
    """Puts the procedure of a kernel into the module of the PSy layer."""

    def apply(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
    def validate(self, node: Any, options: dict[str, Any] | None = None, **kwargs: Any) -> None: ...  # type: ignore[override]
