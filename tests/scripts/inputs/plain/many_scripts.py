"""Some sixty scripts for plain Fortran, for PSyclone and for isotach: SCRIPTS has them by name.

A script is a function of the tree of a file. What a transformation refuses is passed over, as public scripts do.
"""

import contextlib

from psyclone.psyir.nodes import (
    Assignment,
    BinaryOperation,
    Call,
    IfBlock,
    Literal,
    Loop,
    OMPParallelDirective,
    OMPParallelDoDirective,
    Reference,
    Routine,
)
from psyclone.psyir.symbols import DataSymbol, ScalarType
from psyclone.psyir.transformations import (
    ArrayAssignment2LoopsTrans,
    ChunkLoopTrans,
    HoistLoopBoundExprTrans,
    HoistTrans,
    LoopFuseTrans,
    LoopSwapTrans,
    LoopTiling2DTrans,
    MaximalOMPParallelRegionTrans,
    OMPLoopTrans,
    OMPParallelTrans,
    Reference2ArrayRangeTrans,
)
from psyclone.transformations import OMPMasterTrans, OMPParallelLoopTrans, OMPSingleTrans, TransformationError

ERRORS = (TransformationError, NotImplementedError, IndexError, ValueError)
SCRIPTS = {}


def script(function):
    SCRIPTS[function.__name__] = function
    return function


def outermost(psyir):
    return [loop for loop in psyir.walk(Loop) if not loop.ancestor(Loop)]


def innermost(psyir):
    return [loop for loop in psyir.walk(Loop) if len(loop.walk(Loop)) == 1]


def every(psyir):
    return psyir.walk(Loop)


def tried(act, *arguments, **options):
    with contextlib.suppress(*ERRORS):
        act(*arguments, **options)
        return True
    return False


# ---- loops with directives: which loops, which directive, which schedule, which options ----
def directives(name, choose, make, **options):
    def run(psyir):
        for loop in choose(psyir):
            if not loop.ancestor(OMPParallelDoDirective):
                tried(make().apply, loop, **options)

    SCRIPTS[name] = run


for _directive in ("paralleldo", "teamsdistributeparalleldo", "teamsloop"):
    # 3.3.1 writes SCHEDULE on TEAMS LOOP, which OpenMP does not have.
    for _schedule in (
        ("none",) if _directive == "teamsloop" else ("auto", "static", "dynamic", "guided", "runtime", "none")
    ):
        directives(
            f"{_directive} {_schedule}",
            outermost,
            lambda directive=_directive, schedule=_schedule: OMPLoopTrans(directive, schedule),
        )
for _choose in (outermost, innermost, every):
    directives(f"parallel do, {_choose.__name__}", _choose, OMPParallelLoopTrans)
    directives(f"parallel do, reductions, {_choose.__name__}", _choose,
               lambda: OMPLoopTrans("paralleldo", "static"), enable_reductions=True)  # fmt: skip
    directives(f"parallel do, forced, {_choose.__name__}", _choose, OMPParallelLoopTrans, force=True)
for _most in (True, 2, 3):
    directives(f"collapse {_most}", outermost, lambda: OMPLoopTrans("paralleldo", "static"), collapse=_most)
directives("private arrays", outermost, OMPParallelLoopTrans, privatise_arrays=True)
directives("names passed over", outermost, OMPParallelLoopTrans, ignore_dependencies_for=["a", "x", "info"])
directives("no check of nodes", outermost, OMPParallelLoopTrans, node_type_check=False)
directives("options as a dictionary", outermost, OMPParallelLoopTrans, options={"force": True, "collapse": 2})


@script
def by_hand_in_regions(psyir):
    for loop in outermost(psyir):
        if tried(OMPLoopTrans(omp_schedule="dynamic").apply, loop):
            OMPParallelTrans().apply(loop.parent.parent)


@script
def orphans_in_one_region(psyir):
    for routine in psyir.walk(Routine):
        for loop in [node for node in routine.children if isinstance(node, Loop)]:
            if tried(OMPLoopTrans(omp_schedule="static").apply, loop):
                tried(OMPParallelTrans().apply, loop.parent.parent)


@script
def clusters(psyir):
    for routine in psyir.walk(Routine):
        run = []
        for node in [*routine.children, None]:
            if isinstance(node, Loop) and tried(OMPLoopTrans(omp_schedule="static").apply, node):
                run.append(node.parent.parent)
                continue
            if run:
                tried(OMPParallelTrans().apply, run)
            run = []


@script
def maximal_regions(psyir):
    for loop in outermost(psyir):
        tried(OMPLoopTrans(omp_schedule="static").apply, loop)
    for routine in psyir.walk(Routine):
        tried(MaximalOMPParallelRegionTrans().apply, routine.children)


@script
def regions_without_directives_inside(psyir):
    for routine in psyir.walk(Routine):
        for loop in [node for node in routine.children if isinstance(node, Loop)][:1]:
            if tried(OMPSingleTrans().apply, [loop]):
                tried(OMPParallelTrans().apply, loop.ancestor(type(loop.parent.parent), include_self=False))


@script
def masters(psyir):
    for routine in psyir.walk(Routine):
        for loop in [node for node in routine.children if isinstance(node, Loop)][:1]:
            if tried(OMPMasterTrans().apply, [loop]):
                tried(OMPParallelTrans().apply, loop.parent.parent)


# ---- loops that are rewritten ----
@script
def swap(psyir):
    for loop in outermost(psyir):
        tried(LoopSwapTrans().apply, loop)


@script
def swap_and_annotate(psyir):
    for loop in outermost(psyir):
        tried(LoopSwapTrans().apply, loop)
    for loop in outermost(psyir):
        tried(OMPParallelLoopTrans().apply, loop)


for _size in (2, 8, 32):

    def _chunks(psyir, size=_size):
        for loop in innermost(psyir):
            tried(ChunkLoopTrans().apply, loop, chunksize=size)

    SCRIPTS[f"chunks of {_size}"] = _chunks


@script
def chunks_by_options(psyir):
    for loop in outermost(psyir):
        tried(ChunkLoopTrans().apply, loop, options={"chunksize": 16})


@script
def tiles(psyir):
    for loop in outermost(psyir):
        tried(LoopTiling2DTrans().apply, loop)


@script
def tiles_of_8(psyir):
    for loop in outermost(psyir):
        tried(LoopTiling2DTrans().apply, loop, options={"tilesize": 8})


def neighbours(psyir):
    for schedule in {id(loop.parent): loop.parent for loop in psyir.walk(Loop)}.values():
        position = 0
        while position + 1 < len(schedule.children):
            first, second = schedule.children[position], schedule.children[position + 1]
            if isinstance(first, Loop) and isinstance(second, Loop):
                yield first, second
            position += 1


@script
def fuse(psyir):
    for first, second in neighbours(psyir):
        tried(LoopFuseTrans().apply, first, second)


@script
def fuse_forced(psyir):
    for first, second in neighbours(psyir):
        tried(LoopFuseTrans().apply, first, second, options={"force": True})


@script
def fuse_and_annotate(psyir):
    fuse(psyir)
    for loop in outermost(psyir):
        tried(OMPParallelLoopTrans().apply, loop)


@script
def hoist(psyir):
    for assignment in psyir.walk(Assignment):
        tried(HoistTrans().apply, assignment)


@script
def hoist_bounds(psyir):
    for loop in psyir.walk(Loop):
        tried(HoistLoopBoundExprTrans().apply, loop)


@script
def hoist_bounds_and_annotate(psyir):
    for loop in outermost(psyir):
        tried(HoistLoopBoundExprTrans().apply, loop)
        tried(OMPParallelLoopTrans().apply, loop)


@script
def array_assignments(psyir):
    for assignment in psyir.walk(Assignment):
        tried(ArrayAssignment2LoopsTrans().apply, assignment)


@script
def array_assignments_and_annotate(psyir):
    array_assignments(psyir)
    for loop in outermost(psyir):
        tried(OMPParallelLoopTrans().apply, loop)


@script
def ranges(psyir):
    for assignment in psyir.walk(Assignment):
        for reference in assignment.walk(Reference):
            tried(Reference2ArrayRangeTrans().apply, reference)


# ---- statements that a script makes ----
def integer():
    return ScalarType.integer_type()


@script
def count_calls(psyir):
    """A counter in each procedure, set first and raised after each call."""
    for routine in psyir.walk(Routine):
        calls = [call for call in routine.walk(Call) if call.parent is routine]
        if not calls or not routine.children:
            continue
        counter = routine.symbol_table.new_symbol("calls_made", symbol_type=DataSymbol, datatype=integer())
        for call in calls:
            one_more = BinaryOperation.create(BinaryOperation.Operator.ADD, Reference(counter), Literal("1", integer()))
            routine.addchild(Assignment.create(Reference(counter), one_more), call.position + 1)
        routine.addchild(Assignment.create(Reference(counter), Literal("0", integer())), 0)


@script
def guard_first_loop(psyir):
    """The first loop of a procedure runs only where its bounds say that it has an iteration."""
    for routine in psyir.walk(Routine):
        loops = [node for node in routine.children if isinstance(node, Loop)]
        if not loops:
            continue
        loop = loops[0]
        condition = BinaryOperation.create(BinaryOperation.Operator.LE, loop.start_expr.copy(), loop.stop_expr.copy())
        copied = loop.copy()
        with contextlib.suppress(*ERRORS):
            loop.replace_with(IfBlock.create(condition, [copied]))


@script
def double_literals(psyir):
    """Constants 2 become 1 + 1."""
    for literal in psyir.walk(Literal):
        if literal.value == "2" and isinstance(literal.parent, (BinaryOperation, Assignment)):
            both = BinaryOperation.create(
                BinaryOperation.Operator.ADD, Literal("1", integer()), Literal("1", integer())
            )
            tried(literal.replace_with, both)


@script
def drop_assignments_to_themselves(psyir):
    for assignment in psyir.walk(Assignment):
        if assignment.lhs == assignment.rhs:
            tried(assignment.detach)


@script
def swap_operands(psyir):
    """a + b becomes b + a."""
    for operation in psyir.walk(BinaryOperation):
        names = all(type(one) is Reference for one in operation.children)
        if names and operation.operator is BinaryOperation.Operator.ADD:
            left, right = (one.copy() for one in operation.operands)
            tried(operation.replace_with, BinaryOperation.create(operation.operator, right, left))


@script
def comments(psyir):
    for number, loop in enumerate(psyir.walk(Loop)):
        loop.preceding_comment = f"loop {number}"


@script
def parallel_and_comment(psyir):
    for loop in outermost(psyir):
        loop.append_preceding_comment("runs on threads" if tried(OMPParallelLoopTrans().apply, loop) else "runs alone")


@script
def regions_of_all_statements(psyir):
    for routine in psyir.walk(Routine):
        for node in list(routine.children):
            if isinstance(node, Loop) and not node.ancestor(OMPParallelDirective):
                tried(OMPParallelTrans().apply, [node])


@script
def look_only(psyir):
    """Asks and changes nothing."""
    for loop in psyir.walk(Loop):
        assert loop.loop_body.parent is loop and loop.depth > 0 and loop.position >= 0
    for reference in psyir.walk(Reference):
        assert reference.name and reference.get_signature_and_indices()[0] is not None
