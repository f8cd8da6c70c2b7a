"""Scripts of the kinds that public ones are, for PSyclone and for isotach; ISOTACH_SCRIPT says which."""

import contextlib
import os

from psyclone.psyir.nodes import (
    Assignment,
    Call,
    Loop,
    OMPDoDirective,
    OMPParallelDirective,
    OMPParallelDoDirective,
    Routine,
)
from psyclone.psyir.transformations import (
    ArrayAssignment2LoopsTrans,
    ChunkLoopTrans,
    HoistTrans,
    LoopFuseTrans,
    LoopSwapTrans,
    MaximalOMPParallelRegionTrans,
    OMPLoopTrans,
    OMPParallelTrans,
)
from psyclone.transformations import OMPParallelLoopTrans, TransformationError

ERRORS = (TransformationError, NotImplementedError, IndexError)


def each(psyir, act, stop=OMPParallelDoDirective):
    """Does something to each loop that lies in no directive; what was refused, by line of the walk."""
    for number, loop in enumerate(psyir.walk(Loop)):
        if loop.ancestor(stop):
            continue
        try:
            act(loop)
            print(number, "done")
        except ERRORS:
            print(number, "refused")


def parallel_do(psyir):
    each(psyir, lambda loop: OMPParallelLoopTrans().apply(loop))


def collapsed(psyir):
    each(psyir, lambda loop: OMPLoopTrans(omp_directive="paralleldo", omp_schedule="static").apply(loop, collapse=True))


def reductions(psyir):
    each(psyir, lambda loop: OMPLoopTrans(omp_directive="paralleldo").apply(loop, enable_reductions=True))


def private_arrays(psyir):
    each(psyir, lambda loop: OMPParallelLoopTrans().apply(loop, options={"privatise_arrays": True}))


def forced(psyir):
    each(psyir, lambda loop: OMPParallelLoopTrans().apply(loop, options={"force": True}))


def names(psyir):
    each(
        psyir,
        lambda loop: OMPParallelLoopTrans().apply(loop, ignore_dependencies_for=["a", "t"], force_private=["work"]),
    )


def regions(psyir):
    """Loops in regions of their own, as LFRic's transmutation does."""

    def act(loop):
        OMPLoopTrans(omp_schedule="dynamic").apply(loop)
        OMPParallelTrans().apply(loop.parent.parent)

    each(psyir, act, OMPParallelDirective)


def clustered(psyir):
    """One region around neighbours that are loops."""
    for routine in psyir.walk(Routine):
        run = []
        for node in [*routine.children, None]:
            if isinstance(node, Loop):
                run.append(node)
                continue
            good = []
            for loop in run:
                try:
                    OMPLoopTrans(omp_schedule="static").apply(loop)
                    good.append(loop.parent.parent)
                except ERRORS:
                    break
            if good:
                OMPParallelTrans().apply(good)
            run = []


def maximal(psyir):
    """Directives of loops, then regions around as many neighbours as there are."""
    each(psyir, lambda loop: OMPLoopTrans(omp_schedule="static").apply(loop), OMPDoDirective)
    for routine in psyir.walk(Routine):
        MaximalOMPParallelRegionTrans().apply(routine.children)


def pure(psyir):
    for call in psyir.walk(Call):
        if call.routine.name == "outside":
            call.routine.symbol.is_pure = True
    each(psyir, lambda loop: OMPParallelLoopTrans().apply(loop, options={"ignore_dependencies_for": ["a"]}))


def swapped(psyir):
    each(psyir, lambda loop: LoopSwapTrans().apply(loop))


def chunked(psyir):
    each(psyir, lambda loop: ChunkLoopTrans().apply(loop, chunksize=4))


def hoisted(psyir):
    for assignment in psyir.walk(Assignment):
        with contextlib.suppress(ERRORS):
            HoistTrans().apply(assignment)


def arrays(psyir):
    for number, assignment in enumerate(psyir.walk(Assignment)):
        try:
            ArrayAssignment2LoopsTrans().apply(assignment)
            print(number, "done")
        except ERRORS:
            print(number, "refused")


def fused(psyir):
    for routine in psyir.walk(Routine):
        for loop in [node for node in routine.children if isinstance(node, Loop)]:
            after = loop.parent.children[loop.position + 1 :] if loop.parent else []
            if after and isinstance(after[0], Loop):
                try:
                    LoopFuseTrans().apply(loop, after[0])
                    print(loop.variable.name, "fused")
                except ERRORS:
                    print(loop.variable.name, "refused")


def trans(psyir):
    globals()[os.environ["ISOTACH_SCRIPT"]](psyir)
    with open(os.environ["ISOTACH_VIEW"], "w") as file:
        file.write(psyir.view(colour=False))
