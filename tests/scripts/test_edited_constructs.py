"""Edits of what PSyIR shows differently from what is written, against PSyclone 3.3.1 doing the same."""

import isotach.psyir  # where the core is
import psyclone.psyir.nodes as their_nodes
import psyclone.psyir.symbols as their_symbols
import pytest
from isotach.psyir import nodes, readers, symbols
from isotach.psyir.errors import GenerationError, VisitorError
from isotach.psyir.writers import FortranWriter
from psyclone.psyir.frontend.fortran import FortranReader

SOURCE = """\
module kernel_mod
  implicit none
contains
  subroutine work(n, x, y)
    integer, intent(in) :: n
    real, intent(inout) :: x(n), y(n)
    integer :: i
    ! before
    if (n > 1) then
      x(1) = 0.0
    else if (n > 3) then
      x(2) = 0.0
    else if (n > 4) then
      x(3) = 0.0
    else
      x(4) = 1.0
    end if
    if (n > 5) x(5) = 2.0
    select case (n)
    case (1)
      y(1) = 1.0
    case (2:3)
      y(2) = 1.0
    case default
      y(3) = 1.0
    end select
    do i = 1, n
      x(i) = y(i) + 1.0 ! kept
    end do
    x(:) = y(:)
  end subroutine work
end module kernel_mod
"""


def one(module, types, text="1.0"):
    return module.Literal(text, types.ScalarType.real_type())


def number(module, types, text="2"):
    return module.Literal(text, types.ScalarType.integer_type())


def before_the_if_of_an_else(module, types, root):
    block = root.walk(module.IfBlock)[1]
    block.parent.addchild(root.walk(module.Assignment)[0].copy(), 0)
    block.else_body.children[0].if_body.children[0].rhs.replace_with(one(module, types, "9.0"))


def the_if_of_an_else_goes(module, types, root):
    root.walk(module.IfBlock)[1].detach()


def the_if_of_an_else_is_replaced(module, types, root):
    root.walk(module.IfBlock)[2].replace_with(root.walk(module.Assignment)[0].copy())


def after_the_action_of_a_logical_if(module, types, root):
    block = root.walk(module.IfBlock)[3]
    block.if_body.addchild(root.walk(module.Assignment)[0].copy())


def the_action_of_a_logical_if_is_replaced(module, types, root):
    root.walk(module.IfBlock)[3].if_body.children[0].replace_with(root.walk(module.Assignment)[1].copy())


def the_action_of_a_logical_if_goes(module, types, root):
    block = root.walk(module.IfBlock)[3]
    taken = block.if_body.children[0].detach()
    block.if_body.addchild(taken.copy())
    block.if_body.addchild(taken)


def the_condition_of_a_case(module, types, root):
    block = root.walk(module.IfBlock)[4]
    block.condition.children[1].replace_with(number(module, types, "7"))


def the_whole_condition_of_a_range(module, types, root):
    block = root.walk(module.IfBlock)[5]
    old = block.condition
    fresh = module.UnaryOperation.create(module.UnaryOperation.Operator.NOT, old.copy())
    old.replace_with(fresh)
    root.walk(module.IfBlock)[4].if_body.children[0].rhs.replace_with(one(module, types, "5.0"))


def the_step_of_a_loop(module, types, root):
    loop = root.walk(module.Loop)[0]
    loop.step_expr.replace_with(number(module, types))
    loop.stop_expr.replace_with(number(module, types, "8"))


def the_bounds_of_a_colon(module, types, root):
    last = root.walk(module.Assignment)[-1]
    bounds = last.lhs.indices[0]
    bounds.start = number(module, types)
    bounds.stop.replace_with(number(module, types, "6"))


def a_value_goes_and_another_comes(module, types, root):
    statement = root.walk(module.Assignment)[0]
    old = statement.rhs.detach()
    assert len(statement.children) == 1 and old.parent is None and old.value == "0.0"
    statement.addchild(module.BinaryOperation.create(module.BinaryOperation.Operator.ADD, old, one(module, types)))
    assert old.parent is statement.rhs


def both_sides_change_places(module, types, root):
    statement = root.walk(module.Assignment)[-1]
    left, right = statement.lhs.detach(), statement.rhs if len(statement.children) > 1 else statement.children[0]
    right = right.detach()
    statement.addchild(right)
    statement.addchild(left)


def an_index_goes_and_another_comes(module, types, root):
    reference = root.walk(module.Assignment)[1].lhs
    reference.children[0].detach()
    reference.children.insert(0, number(module, types, "6"))


EDITS = [
    before_the_if_of_an_else,
    the_if_of_an_else_goes,
    the_if_of_an_else_is_replaced,
    after_the_action_of_a_logical_if,
    the_action_of_a_logical_if_is_replaced,
    the_action_of_a_logical_if_goes,
    the_condition_of_a_case,
    the_whole_condition_of_a_range,
    the_step_of_a_loop,
    the_bounds_of_a_colon,
    a_value_goes_and_another_comes,
    both_sides_change_places,
    an_index_goes_and_another_comes,
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_gives_what_it_gives_in_psyclone(edit):
    theirs = FortranReader().psyir_from_source(SOURCE)
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    before = mine.view(colour=False)
    edit(their_nodes, their_symbols, theirs)
    handles = {id(node): node for node in mine.walk(nodes.Node)}
    edit(nodes, symbols, mine)

    def words(root):
        # A construct that is written anew is what it says: what it was is not known any more.
        text = root.view(colour=False).replace("FileContainer[None]", "FileContainer[]")
        return [line.split(" annotations=")[0].split("annotations=")[0].rstrip("[]") for line in text.splitlines()]

    assert words(mine) == words(theirs) and mine.view(colour=False) != before
    written = FortranWriter()(mine)
    again = readers.FortranReader().psyir_from_source(written)
    assert words(again) == words(mine)
    assert "! before" in written and "! kept" in written
    # Handles that a script had are still of the same nodes.
    for node in mine.walk(nodes.Node):
        assert node.root is mine and (id(node) not in handles or handles[id(node)] is node)


def test_what_is_not_edited_stays_as_it_is_written():
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    the_step_of_a_loop(nodes, symbols, mine)
    assert FortranWriter()(mine) == SOURCE.replace("do i = 1, n\n", "do i = 1, 8, 2\n")
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    the_bounds_of_a_colon(nodes, symbols, mine)
    assert FortranWriter()(mine) == SOURCE.replace("x(:) = y(:)", "x(2:6:1) = y(:)")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("      x(2) = 0.0\n", "      !$ x(2) = 0.0\n", "a directive stands inside"),
        ("      x(2) = 0.0\n", "10    x(2) = 0.0\n", "a label stands inside"),
        ("if (n > 1) then", "outer: if (n > 1) then", "it has a name"),
        ("      x(2) = 0.0\n", "      where (x(:) > 0.0) x(:) = 0.0\n", "a WHERE stands inside"),
    ],
)
def test_what_would_be_lost_is_a_reason_to_refuse(old, new, reason):
    source = SOURCE.replace(old, new)
    if reason.endswith("name"):
        source = source.replace("    end if\n", "    end if outer\n", 1)
    mine = readers.FortranReader().psyir_from_source(source)
    with pytest.raises(NotImplementedError, match=reason):
        mine.walk(nodes.IfBlock)[1].parent.addchild(mine.walk(nodes.Assignment)[0].copy(), 0)
    assert FortranWriter()(mine) == source


def test_a_function_in_a_selector_is_not_called_twice():
    source = SOURCE.replace("select case (n)", "select case (next(n))").replace(
        "    integer :: i\n", "    integer :: i\n    integer, external :: next\n"
    )
    mine = readers.FortranReader().psyir_from_source(source)
    with pytest.raises(NotImplementedError, match="its selector calls a function"):
        the_condition_of_a_case(nodes, symbols, mine)
    assert FortranWriter()(mine) == source


def test_what_was_taken_out_has_to_be_replaced():
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    statement = mine.walk(nodes.Assignment)[0]
    old = statement.rhs.detach()
    with pytest.raises(VisitorError, match="a part was taken out"):
        FortranWriter()(mine)
    with pytest.raises(GenerationError, match="a part was taken out"):
        mine.walk(nodes.Routine)[0].addchild(statement.detach())
    with pytest.raises(GenerationError, match="no place for another child"):
        mine.walk(nodes.Assignment)[1].addchild(old)
    mine = readers.FortranReader().psyir_from_source(SOURCE.replace("x(:) = y(:)", "x(2:) = y(:)"))
    bounds = mine.walk(nodes.Assignment)[-1].lhs.indices[0]
    bounds.children[0].detach()
    with pytest.raises(NotImplementedError, match="cannot be written yet"):
        bounds.children[0].replace_with(nodes.Literal("3", symbols.ScalarType.integer_type()))


assert isotach.psyir
