"""Modules and procedures that scripts make from nothing, against PSyclone 3.3.1 doing the same."""

import importlib.util
import pathlib
import re
import subprocess
import types

import isotach.psyir  # where the core is
import psyclone.psyir.nodes as their_nodes
import psyclone.psyir.symbols as their_symbols
import pytest
from isotach.psyir import nodes, readers
from isotach.psyir import symbols as our_symbols
from isotach.psyir.errors import GenerationError
from isotach.psyir.symbol_table import SymbolTable
from isotach.psyir.writers import FortranWriter

symbols = types.SimpleNamespace(SymbolTable=SymbolTable, **vars(our_symbols))
HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE / "inputs" / "created" / "column_module.py"
EXPECTED = EXAMPLE.with_suffix(".f90")


def example():
    spec = importlib.util.spec_from_file_location("column_module", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compiles(folder: pathlib.Path, text: str) -> None:
    path = folder / "made.f90"
    path.write_text(text)
    done = subprocess.run(
        ["gfortran", "-Wall", "-fsyntax-only", "-J", str(folder), str(path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def shown(root) -> str:
    """Names of kinds are in lower case here, and a number of double precision has its exponent."""
    return re.sub(r"name:'\w+'", lambda found: found[0].lower(), root.view(colour=False)).replace("e0',", "',")


def test_a_module_from_nothing(tmp_path):
    mine = example().made(nodes, symbols)
    theirs = example().made(their_nodes, their_symbols)
    assert shown(mine) == shown(theirs)
    text = FortranWriter()(mine)
    assert text == EXPECTED.read_text()
    compiles(tmp_path, text)
    # What was made is what is read of its text.
    assert readers.FortranReader().psyir_from_source(text).children[0].view(colour=False) == mine.children[0].view(
        colour=False
    )


def procedure(name="work", *statements):
    table = symbols.SymbolTable()
    x = table.new_symbol("x", symbol_type=symbols.DataSymbol, datatype=symbols.ScalarType.real_type())
    return nodes.Routine.create(name, table, [nodes.Assignment.create(nodes.Reference(x), literal("1.0"))])


def literal(value):
    return nodes.Literal(value, symbols.ScalarType.real_type())


def test_handles_stay_those_of_the_same_nodes():
    routine = procedure()
    statement = routine.children[0]
    module = nodes.Container.create("m", symbols.SymbolTable(), [routine])
    assert module.children[0] is routine and routine.children[0] is statement and routine.parent is module
    assert routine.symbol_table.lookup("x") is statement.lhs.symbol
    table = routine.symbol_table
    y = table.new_symbol("y", symbol_type=symbols.DataSymbol, datatype=symbols.ScalarType.integer_type())
    routine.addchild(nodes.Assignment.create(nodes.Reference(y), nodes.Literal("2", y.datatype)))
    assert "integer :: y" in FortranWriter()(module) and "y = 2" in FortranWriter()(module)
    assert module.find_routine_psyir("work") is routine and module.find_routine_psyir("other") is None
    assert module.symbol_table.lookup("work") is not None and routine.symbol.name == "work"


def test_dummy_arguments_are_given_later():
    routine = nodes.Routine(symbols.RoutineSymbol("work"))
    module = nodes.Container("m")
    module.addchild(routine)
    table = routine.symbol_table
    access = symbols.ArgumentInterface
    a = table.new_symbol("a", symbol_type=symbols.DataSymbol, datatype=symbols.ScalarType.real_type(),
                         interface=access(access.Access.WRITE))  # fmt: skip
    n = symbols.DataSymbol("n", symbols.ScalarType.integer_type(), interface=access(access.Access.READ))
    routine.addchild(nodes.Assignment.create(nodes.Reference(a), literal("1.0")))
    statement = routine.children[0]
    table.specify_argument_list([a])
    table.insert_argument(0, n)
    assert table.argument_list == [n, a] and routine.children[0] is statement
    assert "subroutine work(n, a)" in FortranWriter()(module)
    assert "integer, intent(in) :: n" in FortranWriter()(module)
    with pytest.raises(ValueError, match="no ArgumentInterface"):
        table.append_argument(symbols.DataSymbol("k", n.datatype))


def test_a_name_is_changed_wherever_it_is():
    routine = procedure()
    nodes.Container.create("m", symbols.SymbolTable(), [routine])
    x = routine.symbol_table.lookup("x")
    reference = routine.children[0].lhs
    routine.symbol_table.rename_symbol(x, "fresh")
    assert x.name == "fresh" and reference.name == "fresh" and routine.symbol_table.lookup("fresh") is x
    assert "real :: fresh" in FortranWriter()(routine) and "x" not in FortranWriter()(routine).split("::")[1]
    routine.symbol_table.new_symbol("other", symbol_type=symbols.DataSymbol, datatype=x.datatype)
    with pytest.raises(KeyError):
        routine.symbol_table.rename_symbol(x, "other")


def test_functions_programs_and_attributes(tmp_path):
    table = symbols.SymbolTable()
    access = symbols.ArgumentInterface
    real = symbols.ScalarType.real_type()
    x = table.new_symbol("x", symbol_type=symbols.DataSymbol, datatype=real, interface=access(access.Access.READ))
    table.specify_argument_list([x])
    result = table.new_symbol("res", symbol_type=symbols.DataSymbol, datatype=real)
    square = nodes.BinaryOperation.create(nodes.BinaryOperation.Operator.MUL, nodes.Reference(x), nodes.Reference(x))
    function = nodes.Routine(
        symbols.RoutineSymbol("square", real, is_pure=True, is_elemental=True),
        children=[nodes.Assignment.create(nodes.Reference(result), square)],
        symbol_table=table,
        return_symbol_name="res",
    )
    module = nodes.Container.create("m", symbols.SymbolTable(), [function])
    program = nodes.Routine.create("main", None, [], is_program=True)
    assert program.is_program and not function.is_program
    text = FortranWriter()(nodes.FileContainer.create("f", symbols.SymbolTable(), [module, program]))
    assert "pure elemental function square(x) result(res)" in text and "program main" in text
    compiles(tmp_path, text)


def test_private_names_and_derived_types_are_declared(tmp_path):
    private = symbols.Symbol.Visibility.PRIVATE
    table = symbols.SymbolTable(default_visibility=private)
    table.new_symbol("n", symbol_type=symbols.DataSymbol, datatype=symbols.ScalarType.integer_type(),
                     visibility=symbols.Symbol.Visibility.PUBLIC)  # fmt: skip
    table.new_symbol("hidden", symbol_type=symbols.DataSymbol, visibility=private,
                     datatype=symbols.ArrayType(symbols.ScalarType.real_type(), [(0, 3), 2]))  # fmt: skip
    module = nodes.Container("m", symbol_table=table)
    box = symbols.StructureType.create([("a", symbols.ScalarType.real_type(), private, None)])
    module.symbol_table.add(symbols.DataTypeSymbol("box", box, symbols.Symbol.Visibility.PUBLIC))
    text = FortranWriter()(module)
    assert "private\n" in text and "integer, public :: n" in text and "real :: hidden(0:3, 2)" in text
    assert "type, public :: box" in text and "real, private :: a" in text
    compiles(tmp_path, text)


def test_procedures_go_into_a_file_that_was_read_and_out_of_it():
    source = (
        "module m\n  implicit none   ! kept\ncontains\n  subroutine a() ! and this\n  end subroutine a\nend module m\n"
    )
    root = readers.FortranReader().psyir_from_source(source)
    module, added = root.children[0], procedure("b")
    module.addchild(added)
    text = FortranWriter()(root)
    assert text.startswith(source[: source.index("end module")]) and "  subroutine b\n    real :: x\n" in text
    assert added.parent is module and module.children[1] is added
    added.detach()
    assert FortranWriter()(root) == source and added.parent is None
    first = module.children[0].detach()
    assert "subroutine a" not in FortranWriter()(root)
    module.addchild(first)
    assert FortranWriter()(root) == source  # it went back to where it was
    empty = readers.FortranReader().psyir_from_source("module e\n  implicit none\nend module e\n")
    empty.children[0].addchild(added)
    assert "contains\n" in FortranWriter()(empty)


def test_comments_of_statements_that_were_read():
    source = (
        "subroutine a(x)\n  real :: x\n  x = 1.0 ! old\n  if (x > 2.0) then\n    x = 2.0\n  end if\nend subroutine a\n"
    )
    root = readers.FortranReader().psyir_from_source(source)
    first, second = root.children[0].children
    assert first.preceding_comment == "" == first.inline_comment
    first.preceding_comment = "one\ntwo"
    second.inline_comment = "checked"
    text = FortranWriter()(root)
    assert "  ! one\n  ! two\n  x = 1.0 ! old\n" in text and "  if (x > 2.0) then  ! checked\n" in text
    second.append_preceding_comment("above")
    assert second.preceding_comment == "above"
    first.preceding_comment = ""
    second.preceding_comment = second.inline_comment = ""
    assert FortranWriter()(root) == source
    with pytest.raises(ValueError, match="one line"):
        first.inline_comment = "a\nb"
    held = nodes.IfBlock.create(nodes.Literal("true", symbols.ScalarType.boolean_type()), [first.detach()])
    held.if_body.children[0].preceding_comment = "inside"
    root.children[0].addchild(held, 0)
    assert "    ! inside\n    x = 1.0\n" in FortranWriter()(root)


def test_text_of_a_part_is_that_of_the_source():
    source = (
        "module m\ncontains\n  subroutine a(x)\n    real :: x(3)\n    integer :: i\n"
        "    DO i=1,3   ! every one\n      ! half\n      x(i)=x(i)*0.5\n    END DO\n  end subroutine a\nend module m\n"
    )
    root = readers.FortranReader().psyir_from_source(source)
    loop = root.walk(nodes.Loop)[0]
    lines = source.splitlines(keepends=True)
    assert FortranWriter()(loop) == "".join(lines[5:9])
    assert FortranWriter()(root.walk(nodes.Routine)[0]) == "".join(lines[2:10])
    loop.loop_body.addchild(nodes.Assignment.create(nodes.Reference(symbols.Symbol("i")), literal("1")))
    assert FortranWriter()(loop) == "".join(lines[5:8]) + "      i = 1\n" + lines[8]


def test_what_cannot_be_made_is_said():
    with pytest.raises(GenerationError, match="can't be child"):
        nodes.Container("m").addchild(nodes.Return())
    with pytest.raises(TypeError, match="RoutineSymbol"):
        nodes.Routine("work")
    with pytest.raises(KeyError, match="'r' of 'f' is not in its symbol table"):
        nodes.Routine.create("f", symbols.SymbolTable(), [], return_symbol_name="r")
    routine = procedure()
    with pytest.raises(ValueError, match="bound to another scope"):
        nodes.Routine.create("other", routine.symbol_table, [])
    nodes.Container.create("m", symbols.SymbolTable(), [routine])
    with pytest.raises(GenerationError, match="already has"):
        nodes.Container.create("n", symbols.SymbolTable(), [routine])


assert isotach.psyir
