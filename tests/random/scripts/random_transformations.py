"""A script of random transformations, the same for the same file and ISOTACH_SEED: every loop gets something or is refused."""

import contextlib
import os
from random import Random

from psyclone.psyir.nodes import Assignment, Call, Directive, IntrinsicCall, Loop, Reference, Routine
from psyclone.psyir.transformations import (
    ArrayAssignment2LoopsTrans,
    ChunkLoopTrans,
    HoistLoopBoundExprTrans,
    HoistTrans,
    InlineTrans,
    LoopFuseTrans,
    LoopSwapTrans,
    LoopTiling2DTrans,
    LoopTilingTrans,
    OMPMinimiseSyncTrans,
    OMPParallelTrans,
    OMPTaskTrans,
    OMPTaskwaitTrans,
    Reference2ArrayRangeTrans,
)
from psyclone.transformations import (
    OMPLoopTrans,
    OMPParallelLoopTrans,
    OMPSingleTrans,
    OMPTaskloopTrans,
    TransformationError,
)

SCHEDULES = ["auto", "static", "dynamic", "guided", "static,1", "dynamic,2", "none"]


def threads(rng, loop):
    """One of the ways in which threads share a loop."""
    words = {
        "collapse": rng.choice([False, True, 2]),
        "privatise_arrays": rng.random() < 0.7,
        "enable_reductions": rng.random() < 0.8,
        "force": bool(os.environ.get("ISOTACH_FORCE")),  # a test of the test
    }
    schedule = rng.choice(SCHEDULES)
    way = rng.randrange(4)
    if way == 0:
        OMPParallelLoopTrans(omp_schedule=schedule).apply(loop, **words)
    elif way == 1:
        OMPLoopTrans(omp_directive="paralleldo", omp_schedule=schedule).apply(loop, **words)
    else:
        OMPLoopTrans(omp_schedule=schedule).apply(loop, nowait=rng.random() < 0.5, **words)
        OMPParallelTrans().apply(loop.parent.parent)


def pieces(rng, loop):
    ChunkLoopTrans().apply(loop, chunksize=rng.choice([1, 2, 3, 8]))
    if rng.random() < 0.5:
        threads(rng, loop.parent.parent if rng.random() < 0.5 else loop)


def swapped(rng, loop):
    LoopSwapTrans().apply(loop)
    if rng.random() < 0.5:
        threads(rng, loop)


def tiled(rng, loop):
    LoopTiling2DTrans().apply(loop, options={"tilesize": rng.choice([2, 3])})


def fused(rng, loop):
    after = loop.parent.children[loop.position + 1 :]
    if not after or not isinstance(after[0], Loop):
        raise TransformationError("fuse: no neighbour")
    LoopFuseTrans().apply(loop, after[0])


def sized(rng, loop):
    LoopTilingTrans().apply(loop, [rng.choice([1, 2, 3]), rng.choice([2, 4])])


def neighbours_of(loop, most):
    """The loop and up to so many after it that stand directly behind each other."""
    if loop.ancestor((Loop, Directive)):
        raise TransformationError("neighbours: not the outermost")
    nodes = [loop]
    for after in loop.parent.children[loop.position + 1 :][:most]:
        if not isinstance(after, Loop):
            break
        nodes.append(after)
    return nodes


def tasks(rng, loop):
    """Loops as tasks, or their iterations, made by one thread; some are plain statements of it."""
    nodes = neighbours_of(loop, 3)
    OMPSingleTrans().validate(nodes)
    OMPParallelTrans().validate(nodes)
    for node in nodes:
        way = rng.randrange(5)
        with contextlib.suppress(TransformationError):
            if way < 2:
                OMPTaskTrans().apply(node)
            elif way < 4:
                OMPTaskloopTrans(nogroup=way == 3, grainsize=rng.choice([None, 2])).apply(node, privatise_arrays=True)
    parent, at = nodes[0].parent, nodes[0].position
    while isinstance(parent.parent, Directive):
        parent, at = parent.parent.parent, parent.parent.position
    OMPSingleTrans().apply(parent.children[at : at + len(nodes)])
    OMPParallelTrans().apply([parent.children[at]])
    with contextlib.suppress(TransformationError):
        OMPTaskwaitTrans().apply(parent.children[at])


def region(rng, loop):
    """Loops that are shared out without waiting, in one region."""
    nodes = neighbours_of(loop, 3)
    OMPParallelTrans().validate(nodes)
    parent, at, done = loop.parent, loop.position, 0
    for node in nodes:
        try:
            OMPLoopTrans(omp_schedule=rng.choice(SCHEDULES)).apply(node, nowait=True, privatise_arrays=True)
        except TransformationError:
            if not done:
                raise
            break
        done += 1
    OMPParallelTrans().apply(parent.children[at : at + done])
    OMPMinimiseSyncTrans().apply(parent.ancestor(Routine, include_self=True))


def hoisted(rng, loop):
    """All that can be; at least one thing."""
    done = 0
    for assignment in [one for one in loop.loop_body.children if isinstance(one, Assignment)]:
        try:
            HoistTrans().apply(assignment)
            done += 1
        except TransformationError:
            pass
    if not done:
        HoistLoopBoundExprTrans().apply(loop)


WAYS = [threads, threads, threads, pieces, swapped, tiled, sized, fused, hoisted, tasks, tasks, region, region]


def trans(psyir):
    rng = Random(f"{os.environ.get('ISOTACH_SEED', '1')} {psyir.name}")
    counts = {}
    for routine in psyir.walk(Routine):
        for call in routine.walk(Call):
            if isinstance(call, IntrinsicCall) or rng.random() < 0.1:
                continue
            try:
                InlineTrans().apply(call)
                counts["inlined"] = counts.get("inlined", 0) + 1
            except TransformationError as error:
                if os.environ.get("ISOTACH_SHOW"):
                    print(error)
                counts["inline refused"] = counts.get("inline refused", 0) + 1
        for assignment in routine.walk(Assignment):
            if rng.random() < 0.2:
                continue
            try:
                for reference in assignment.walk(Reference):
                    Reference2ArrayRangeTrans().apply(reference)
                ArrayAssignment2LoopsTrans().apply(assignment)
                counts["array assignments"] = counts.get("array assignments", 0) + 1
            except TransformationError as error:
                if "no array is assigned" not in str(error):
                    counts["arrays refused"] = counts.get("arrays refused", 0) + 1
        for loop in routine.walk(Loop):
            if rng.random() < 0.1 or loop.parent is None:  # one loop with another
                continue
            way = rng.choice(WAYS)
            try:
                way(rng, loop)
            except (TransformationError, NotImplementedError) as error:
                name = str(error).split(":")[0 if isinstance(error, NotImplementedError) else 1].strip()
                counts[name + " refused"] = counts.get(name + " refused", 0) + 1
            else:
                counts[way.__name__] = counts.get(way.__name__, 0) + 1
    print(counts)
