"""Asks nodes for what is around them."""

import contextlib

from psyclone.psyGen import BuiltIn, Kern
from psyclone.psyir.nodes import Directive, Loop, Node, Schedule
from psyclone.transformations import LFRicColourTrans, LFRicOMPParallelLoopTrans, TransformationError


def named(nodes):
    return [node.node_str(colour=False) for node in nodes]


def trans(psyir):
    for loop in psyir.loops():
        with contextlib.suppress(TransformationError):
            LFRicColourTrans().apply(loop, tiling=loop.position % 2 == 0)
    for loop in psyir.loops():
        if loop.loop_type not in ("colours", "null") and not loop.ancestor(Directive):
            with contextlib.suppress(TransformationError):
                LFRicOMPParallelLoopTrans().apply(loop)
    said = []
    for loop in psyir.loops():
        said += [loop.upper_bound_name, str(loop.is_openmp_parallel()), str(len(loop.reductions()))]
        said += [str(len(loop.reductions(reprod=False))), str(len(loop.reductions(reprod=True)))]
        said += [
            str(loop.has_descendant(BuiltIn)),
            str(loop.is_descendant_of(psyir)),
            str(psyir.is_descendant_of(loop)),
        ]
        for kernel in loop.kernels():
            said += [
                kernel.name,
                str(kernel.is_coloured()),
                str(kernel.reprod_reduction),
                str(kernel.is_openmp_parallel()),
            ]
    for node in psyir.walk((Loop, Kern)):
        for routine in (True, False):
            said += named(node.preceding(same_routine_scope=routine)[-3:])
            said += named(node.preceding(reverse=True, same_routine_scope=routine)[:2])
            said += named(node.following(same_routine_scope=routine)[:3])
            said += named(node.following(same_routine_scope=routine, include_children=False)[:2])
            said += named([node.following_node(same_routine_scope=routine) or node])
        said += [str(node.depth), str(node.abs_position), str(node.path_from(psyir))]
    for schedule in psyir.walk(Schedule):
        said += [str([named(run) for run in schedule.get_sibling_lists(Loop)])]
    said += [str([named(run) for run in psyir.get_sibling_lists(Loop, stop_type=Loop)])]
    said.append(str(len(psyir.walk(Node, depth=4))))
    return "\n".join(said)
