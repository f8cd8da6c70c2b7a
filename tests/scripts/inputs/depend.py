"""Asks statements and their arguments for what depends on them, and on what they depend."""

from psyclone.errors import GenerationError
from psyclone.psyGen import DataAccess, HaloExchange, InvokeSchedule, Kern


def place(node):
    return "none" if node is None else f"{node.coloured_name(False)} {node.abs_position}"


def accessed(argument):
    return "none" if argument is None else f"{argument.name} of {place(argument.call)}"


def trans(psyir):
    said = []
    for schedule in psyir.walk(InvokeSchedule):
        for child in schedule.children:
            said.append(f"{child.position}: {place(child.forward_dependence())}, {place(child.backward_dependence())}")
            for other in schedule.children:
                for where in ("before", "after"):
                    try:
                        said.append(f"{other.position} {where} {child.is_valid_location(other, position=where)}")
                    except GenerationError:
                        said.append("there already")
        for kernel in schedule.walk(Kern):
            for argument in kernel.args:
                said += [str(argument), str(argument.access), str(argument.vector_size), str(argument.call is kernel)]
                if argument.function_space is not None:
                    said += [accessed(argument.forward_dependence()), accessed(argument.backward_dependence())]
                    for others in (argument.forward_read_dependencies(), argument.backward_write_dependencies()):
                        access = DataAccess(argument)
                        for other in others:
                            access.update_coverage(other)
                            said += [accessed(other), str(access.overlaps(other)), str(access.covered)]
        for exchange in schedule.walk(HaloExchange):
            field = exchange.field
            said += [accessed(field.forward_dependence()), accessed(field.backward_dependence())]
            said += map(accessed, field.forward_read_dependencies())
    return "\n".join(said)
