"""Asks nodes for all that scripts ask them."""

from psyclone.domain.lfric import LFRicLoop
from psyclone.lfric import LFRicHaloExchange
from psyclone.psyGen import BuiltIn, CodedKern, InvokeSchedule, Kern
from psyclone.psyir.nodes import Container, FileContainer, Loop, Node, Reference, Routine, Schedule


def trans(psyir):
    said = [psyir.name, psyir.root is psyir, psyir.parent, psyir.position, isinstance(psyir, FileContainer)]
    said += [node.name for node in psyir.walk((Container, Routine))]
    for schedule in psyir.walk(InvokeSchedule):
        said += [schedule.name, schedule.invoke.name, len(schedule.children), schedule.position, schedule.depth]
        said += [len(schedule.kernels()), len(schedule.coded_kernels()), len(schedule.loops())]
        said += [len(schedule.children[1:]), len(schedule.children + [1]), schedule.abs_position]  # noqa: RUF005
        for child in schedule.children:
            said += [type(child).__name__ if not isinstance(child, Kern) else "", child.position]
            said += [schedule.children.index(child) <= child.position, child in schedule.children]
            said += [
                child.parent is schedule,
                child.ancestor(Container) is psyir.children[0],
                child.siblings[0].position,
            ]
            said += [child is schedule.children[child.position], child.depth, child.abs_position]
        for loop in schedule.walk(Loop):
            said += [loop.loop_type, loop.iteration_space, loop.field_space.orig_name, isinstance(loop, LFRicLoop)]
            said += [len(loop.children), loop.loop_body.position, isinstance(loop.loop_body, Schedule)]
            said += [loop.loop_body[0].ancestor(Loop) is loop, loop.loop_body.parent is loop, loop.step_expr.value]
            said += [loop.kernels()[0].name, loop == loop, loop.start_expr == loop.stop_expr]
            said += [loop.ancestor(Loop) is None, len(loop.walk(Reference)), len(loop.walk(Node, stop_type=Schedule))]
            if loop.loop_type != "null":  # in 3.3.1 such a loop has no variable, and says so with an exception
                said += [loop.upper_bound_name, loop.variable.name]
        for kernel in schedule.walk(Kern):
            said += [kernel.name, isinstance(kernel, BuiltIn), isinstance(kernel, CodedKern), kernel.is_reduction]
            said += [kernel.iterates_over, kernel.arguments.names, [argument.name for argument in kernel.args]]
            said += [kernel.is_coloured()]
        for exchange in schedule.walk(LFRicHaloExchange):
            said += [exchange.field.name, exchange.vector_index, exchange.required()[1]]
    return "\n".join(map(str, said))
