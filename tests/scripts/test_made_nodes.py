"""Nodes that scripts make, copy and put into Fortran, against PSyclone 3.3.1 doing the same."""

import re

import isotach.psyir  # where the core is
import psyclone.psyir.nodes as their_nodes
import psyclone.psyir.symbols as their_symbols
import pytest
from isotach.psyir import nodes, readers, symbols
from isotach.psyir.errors import GenerationError
from isotach.psyir.writers import FortranWriter
from psyclone.psyir.frontend.fortran import FortranReader

SOURCE = """\
module kernel_mod
  implicit none
contains
  subroutine work(n, x, y) ! kept
    integer, intent(in) :: n
    real, intent(inout) :: x(n), y(n)
    integer :: i
    ! the loop
    do i = 1, n
      x(i) = y(i) + 1.0
      y(i) = 2.0   ! a comment
    end do
    if (n > 1) then
      x(1) = 0.0
    end if
    where (x(:) > 0.0)
      x(:) = 1.0
    end where
    call other(n, x)
  end subroutine work
end module kernel_mod
"""


def edit_rhs(module, types, root):
    root.walk(module.Assignment)[0].rhs.replace_with(module.Literal("3.0", types.ScalarType.real_type()))


def edit_operation(module, types, root):
    first = root.walk(module.Assignment)[0]
    old = first.rhs
    fresh = module.BinaryOperation.create(
        module.BinaryOperation.Operator.MUL, old.copy(), module.Literal("2.0", types.ScalarType.real_type())
    )
    old.replace_with(fresh)


def edit_insert(module, types, root):
    routine = root.walk(module.Routine)[0]
    table = routine.symbol_table
    made = module.Assignment.create(
        module.ArrayReference.create(table.lookup("x"), [module.Literal("1", types.ScalarType.integer_type())]),
        module.UnaryOperation.create(module.UnaryOperation.Operator.MINUS, module.Reference(table.lookup("n"))),
    )
    routine.children.insert(1, made)


def edit_end(module, types, root):
    routine = root.walk(module.Routine)[0]
    routine.addchild(routine.children[0].loop_body.children[0].copy())


def edit_condition(module, types, root):
    block = root.walk(module.IfBlock)[0]
    condition = module.BinaryOperation.create(
        module.BinaryOperation.Operator.GT,
        block.condition.children[0].copy(),
        module.Literal("5", types.ScalarType.integer_type()),
    )
    statement = module.IfBlock.create(condition, [block.if_body.children[0].copy()], [block.if_body.children[0].copy()])
    block.replace_with(statement)


def edit_loop(module, types, root):
    loop = root.walk(module.Loop)[0]
    one = types.ScalarType.integer_type()
    fresh = module.Loop.create(
        loop.variable, module.Literal("2", one), loop.stop_expr.copy(), module.Literal("2", one),
        [loop.loop_body.children[0].copy()],
    )  # fmt: skip
    loop.parent.addchild(fresh, loop.position)
    loop.detach()


def edit_move(module, types, root):
    loop = root.walk(module.Loop)[0]
    body = loop.loop_body
    last = body.children.pop()
    body.children.insert(0, last)


def edit_stop(module, types, root):
    loop = root.walk(module.Loop)[0]
    size = module.IntrinsicCall.create(
        module.IntrinsicCall.Intrinsic.SIZE,
        [
            module.Reference(loop.scope.symbol_table.lookup("x")),
            ("dim", module.Literal("1", types.ScalarType.integer_type())),
        ],
    )
    loop.stop_expr.replace_with(size)


def edit_where(module, types, root):
    inside = root.walk(module.Loop)[1].walk(module.Assignment)[0]
    inside.rhs.replace_with(module.Literal("7.0", types.ScalarType.real_type()))


def edit_call(module, types, root):
    call = root.walk(module.Call)[-1]
    fresh = module.Call.create(call.routine.symbol, [call.arguments[1].copy(), call.arguments[0].copy()])
    call.replace_with(fresh)


EDITS = [
    edit_rhs,
    edit_operation,
    edit_insert,
    edit_end,
    edit_condition,
    edit_loop,
    edit_move,
    edit_stop,
    edit_where,
    edit_call,
]


def plain(root):
    """What a text says: that something was a WHERE, the loops that are written do not."""
    return re.sub("annotations='was_where[^']*'", "", root.view(colour=False))


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_gives_what_it_gives_in_psyclone(edit):
    theirs = FortranReader().psyir_from_source(SOURCE)
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    before = mine.view(colour=False)
    edit(their_nodes, their_symbols, theirs)
    edit(nodes, symbols, mine)
    text = theirs.view(colour=False)
    assert mine.view(colour=False) == text.replace("FileContainer[]", "FileContainer[None]") != before
    # What is written says the same, and keeps what was not touched.
    written = FortranWriter()(mine)
    again = readers.FortranReader().psyir_from_source(written)
    assert plain(again) == plain(mine)
    assert "! the loop" in written and "subroutine work(n, x, y) ! kept" in written


def test_only_the_construct_that_was_edited_is_rewritten():
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    edit_where(nodes, symbols, mine)
    written = FortranWriter()(mine)
    head, tail = SOURCE.split("    where (x(:) > 0.0)\n")
    assert "do widx1 = 1, n" in written and "integer :: widx1" in written and "where" not in written
    assert written.replace("    integer :: widx1\n", "").startswith(head)
    assert written.endswith(tail.split("end where\n")[1])


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("where (x(1:n-1) > 0.0) x(2:n) = 1.0", "because of"),
        ("where (y(:) > 0.0) x(:) = sum(x)", "because of 'x'"),
        ("where (y(:) > 0.0) y(:) = y(:) + x(:)", None),
    ],
)
def test_a_where_becomes_loops_only_where_they_do_the_same(where, reason):
    source = SOURCE.replace("    where (x(:) > 0.0)\n      x(:) = 1.0\n    end where\n", f"    {where}\n")
    mine = readers.FortranReader().psyir_from_source(source)
    inside = mine.walk(nodes.Loop)[1].walk(nodes.IfBlock)[0].condition
    fresh = nodes.BinaryOperation.create(
        nodes.BinaryOperation.Operator.LT, inside.children[1].copy(), inside.children[1].copy()
    )
    if reason is None:
        inside.replace_with(fresh)
        assert "where" not in FortranWriter()(mine)
        return
    with pytest.raises(NotImplementedError, match=reason):
        inside.replace_with(fresh)
    assert FortranWriter()(mine) == source


def test_what_a_directive_holds_keeps_its_place():
    source = SOURCE.replace("    do i = 1, n\n", "    !$omp parallel do\n    do i = 1, n\n")
    mine = readers.FortranReader().psyir_from_source(source)
    loop = mine.walk(nodes.Loop)[0]
    with pytest.raises(NotImplementedError, match="parallel do' holds this statement"):
        loop.detach()
    with pytest.raises(NotImplementedError, match="parallel do' holds this statement"):
        loop.parent.addchild(loop.loop_body.children[0].copy(), loop.position)
    assert FortranWriter()(mine) == source
    loop.loop_body.children[0].rhs.replace_with(nodes.Literal("1.0", symbols.ScalarType.real_type()))
    assert "!$omp parallel do\n    do i = 1, n\n      x(i) = 1.0" in FortranWriter()(mine)


def test_handles_follow_what_they_are_of():
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    table = mine.walk(nodes.Routine)[0].symbol_table
    left = nodes.ArrayReference.create(table.lookup("x"), [nodes.Reference(table.lookup("n"))])
    right = nodes.Literal("1.5", symbols.ScalarType.real_type())
    made = nodes.Assignment.create(left, right)
    assert made.lhs is left and made.rhs is right and left.parent is made and made.parent is None
    mine.walk(nodes.Routine)[0].addchild(made)
    assert made.parent is mine.walk(nodes.Routine)[0] and made.lhs is left and right.root is mine
    assert mine.walk(nodes.Assignment)[-1] is made
    taken = made.detach()
    assert taken is made and made.parent is None and mine.walk(nodes.Assignment)[-1] is not made
    mine.walk(nodes.Routine)[0].addchild(made, 0)
    assert mine.walk(nodes.Assignment)[0] is made


def test_what_cannot_be_done_is_refused_and_changes_nothing():
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    before = FortranWriter()(mine)
    assignment = mine.walk(nodes.Assignment)[0]
    routine = mine.walk(nodes.Routine)[0]
    literal = nodes.Literal("1", symbols.ScalarType.integer_type())
    with pytest.raises(GenerationError, match="already has"):
        routine.addchild(assignment)
    with pytest.raises(GenerationError, match="can't be child"):
        routine.addchild(literal)
    with pytest.raises(GenerationError, match="not a node"):
        routine.children.insert(0, "x = 1")
    with pytest.raises(GenerationError):
        assignment.replace_with(literal)
    with pytest.raises(NotImplementedError, match="cannot be taken out"):
        mine.walk(nodes.IfBlock)[0].if_body.detach()
    with pytest.raises(NotImplementedError, match="another node there"):
        wrong = nodes.ArrayReference.create(symbols.DataSymbol("other", symbols.ScalarType.real_type()), [literal])
        assignment.rhs.replace_with(wrong)
    with pytest.raises(TypeError):
        nodes.Reference("x")
    with pytest.raises(ValueError):
        nodes.Literal("x + 1", symbols.ScalarType.integer_type())
    assert FortranWriter()(mine) == before


def test_types_and_symbols_say_what_those_of_psyclone_say():
    def words(module):
        scalar, array = module.ScalarType, module.ArrayType
        names = [name for name in dir(symbols.ScalarType) if name.endswith("_type")]
        types = [getattr(scalar, name)() for name in names]
        types += [array(scalar.integer_type(), [10]), module.UnresolvedType(), module.NoType()]
        made = [
            module.DataSymbol("x", types[-3]),
            module.DataSymbol(
                "k", scalar.integer_type(), interface=module.ImportInterface(module.ContainerSymbol("m"))
            ),
            module.DataSymbol(
                "a", scalar.real_type(), interface=module.ArgumentInterface(module.ArgumentInterface.Access.READ)
            ),
            module.RoutineSymbol("r"),
            module.RoutineSymbol("s", module.NoType(), is_pure=True),
        ]
        said = [str(one) for one in types + made] + [(one.name, one.is_import, one.is_argument) for one in made]
        said += [(one.is_array, one.is_scalar, one.is_constant) for one in made[:3]]
        return names, [*said, scalar.integer_type() == scalar.integer_type(), scalar.real_type() == scalar.real8_type()]

    names, mine = words(symbols)
    assert mine == words(their_symbols)[1] and len(names) > 10


assert isotach.psyir
