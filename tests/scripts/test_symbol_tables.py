"""Symbols that scripts declare, and the names of invokes, against PSyclone 3.3.1."""

import pathlib
import subprocess
import textwrap

import isotach.psyir  # where the core is
import psyclone.psyir.nodes as their_nodes
import psyclone.psyir.symbols as their_symbols
import pytest
from isotach.psyir import nodes, readers, symbol_table, symbols
from isotach.psyir.writers import FortranWriter
from psyclone.psyir.backend.fortran import FortranWriter as TheirWriter
from psyclone.psyir.frontend.fortran import FortranReader

ROOT = pathlib.Path(__file__).resolve().parents[2]
symbols.SymbolTable = symbol_table.SymbolTable

SOURCE = """\
module kernel_mod
  use constants_mod, only: r_def
  implicit none
contains
  subroutine work(n, x, y)
    integer, intent(in) :: n
    real(kind=r_def), intent(inout) :: x(n), y(n)
    integer :: i
    do i = 1, n
      x(i) = y(i) + 1.0
    end do
  end subroutine work
end module kernel_mod
"""


def kinds(module, types, table):
    scalar, array = types.ScalarType, types.ArrayType
    kind = module.Reference(table.lookup("r_def"))
    length = module.Reference(table.lookup("n"))
    yield "a", scalar.integer_type()
    yield "b", scalar.real_type()
    yield "c", scalar.real_double_type()
    yield "d", scalar.real4_type()
    yield "e", scalar(scalar.Intrinsic.REAL, kind)
    yield "f", scalar.boolean_type()
    yield "g", scalar.character_type()
    yield "h", array(scalar.real_type(), [10, length])
    yield "k", array(scalar.integer8_type(), [(0, 5), (module.Literal("2", scalar.integer_type()), length.copy())])
    yield "l", array(scalar.real_type(), [array.Extent.DEFERRED] * 2)
    yield "m", table.lookup("x").datatype.copy()
    yield "o", types.UnsupportedFortranType("real, pointer :: o")


def by_name_and_tag(module, types, table):
    integer = {"symbol_type": types.DataSymbol, "datatype": types.ScalarType.integer_type()}
    said = [table.new_symbol("work_size", **integer), table.new_symbol("work_size", **integer), table.new_symbol()]
    said += [table.find_or_create("work_size"), table.find_or_create("x"), table.find_or_create("fresh", **integer)]
    said += [table.find_or_create_tag("chunk", **integer), table.find_or_create_tag("chunk")]
    said += [table.find_or_create_tag("other", root_name="x", **integer), table.lookup_with_tag("other")]
    assert said[3] is said[0] and said[6] is said[7] and said[8] is said[9]
    inner = table.node.walk(module.Loop)[0].loop_body.symbol_table
    said += [inner.new_symbol("inside", **integer), inner.lookup("n"), inner.lookup("work_size")]
    said[2].specialise(types.DataSymbol, datatype=types.ScalarType.real_type())
    names = [table.next_available_name("x"), table.next_available_name("free"), sorted(table.tags_dict)]
    return [str(one) for one in said] + names


def imports(module, types, table):
    library = types.ContainerSymbol("omp_lib")
    table.add(library)
    table.add(types.ContainerSymbol("everything_mod", wildcard_import=True))
    table.add(types.RoutineSymbol("omp_get_max_threads", interface=types.ImportInterface(library)))
    table.add(
        types.DataSymbol("kind_here", types.ScalarType.integer_type(),
                         interface=types.ImportInterface(library, orig_name="omp_lock_kind"))
    )  # fmt: skip
    unresolved = types.DataSymbol("somewhere", types.UnresolvedType(), interface=types.UnresolvedInterface())
    table.add(unresolved, tag="found")
    return [[one.name for one in table.symbols_imported_from(library)], str(table.lookup_with_tag("found"))]


def constants(module, types, table):
    integer = types.ScalarType.integer_type()
    new = table.new_symbol("four", symbol_type=types.DataSymbol, datatype=integer, is_constant=True, initial_value=4)
    kept = table.new_symbol(
        "kept", symbol_type=types.DataSymbol, datatype=integer, interface=types.StaticInterface()
    )  # fmt: skip
    assert new.is_constant and kept.is_static
    return [str(new), str(kept), str(new.initial_value)]


def refused(module, types, table):
    integer = types.ScalarType.integer_type()
    other = types.ContainerSymbol("other_mod")
    calls = [
        lambda: table.add(types.DataSymbol("X", integer)),
        lambda: table.lookup_with_tag("nothing"),
        lambda: table.new_symbol("x", allow_renaming=False, symbol_type=types.DataSymbol, datatype=integer),
        lambda: table.add(types.DataSymbol("z", integer, interface=types.ImportInterface(other))),
        lambda: table.new_symbol("z", symbol_type=int),
        lambda: table.symbols_imported_from("constants_mod"),
        lambda: types.DataSymbol("z", integer, is_constant=True),
    ]
    said = []
    for call in calls:
        with pytest.raises(Exception) as error:
            call()
        said.append(type(error.value).__name__)
    return said


def typed(module, types, table):
    for name, datatype in kinds(module, types, table):
        table.new_symbol(name, symbol_type=types.DataSymbol, datatype=datatype)
    return []


@pytest.mark.parametrize("declare", [typed, by_name_and_tag, imports, constants, refused], ids=lambda one: one.__name__)
def test_what_a_script_declares_is_what_it_declares_in_psyclone(declare):
    theirs = FortranReader().psyir_from_source(SOURCE)
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    tables = [root.walk(kind)[0].symbol_table for root, kind in ((theirs, their_nodes.Routine), (mine, nodes.Routine))]
    said = declare(their_nodes, their_symbols, tables[0]), declare(nodes, symbols, tables[1])
    assert said[0] == said[1]
    assert tables[1].view() == tables[0].view()
    # What is written declares the same, read again by 3.3.1.
    texts = TheirWriter()(theirs), FortranWriter()(mine)
    again = [FortranReader().psyir_from_source(text).walk(their_nodes.Routine)[0].symbol_table for text in texts]
    assert sorted(again[0].view().splitlines()) == sorted(again[1].view().splitlines())
    assert (texts[1] == SOURCE) == (declare is refused)


def test_names_that_cannot_be_declared_change_nothing():
    mine = readers.FortranReader().psyir_from_source(SOURCE)
    table = mine.walk(nodes.Routine)[0].symbol_table
    integer = symbols.ScalarType.integer_type()
    unknown = symbols.DataTypeSymbol("unknown_type", symbols.UnresolvedType())
    for symbol, reason in (
        (symbols.DataSymbol("z", integer, interface=symbols.UnresolvedInterface()), "where 'z' comes from"),
        (symbols.DataSymbol("z", unknown), "no type 'unknown_type'"),
        (symbols.DataSymbol("z", symbols.UnsupportedFortranType("real, pointer :: z, u")), "does not declare"),
        (symbols.DataSymbol("z", integer, initial_value=1), "a start value"),
    ):
        with pytest.raises(NotImplementedError, match=reason):
            table.add(symbol)
        assert "z" not in table
    assert FortranWriter()(mine) == SOURCE


SCRIPT = """\
    from psyclone.psyGen import InvokeSchedule
    from psyclone.psyir.symbols import DataSymbol, ScalarType

    def trans(psyir):
        for schedule in psyir.walk(InvokeSchedule):
            table = schedule.symbol_table
            for name in ("tendency", "theta", "df"):
                symbol = table.lookup(name)
                print("SYMBOL", schedule.name, symbol, type(symbol).__name__, symbol.is_argument, symbol.datatype)
            assert schedule.loops()[0].scope.symbol_table.lookup("theta") is table.lookup("theta")
            print("SYMBOL", type(table.lookup("field_type")).__name__)
            {more}
"""


def by(program, script, folder, *words):
    diffusion = ROOT / "examples" / "lfric" / "diffusion"
    command = [*program, "-api", "lfric", "-d", diffusion, "-s", script, "-opsy", folder / "psy.f90"]
    done = subprocess.run(
        [*map(str, command), "-oalg", str(folder / "alg.f90"), str(diffusion / "diffusion.x90")],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done, [line for line in done.stdout.splitlines() if line.startswith("SYMBOL")]


def test_an_invoke_has_the_names_that_it_has_in_psyclone(tmp_path):
    import os
    import sys

    script = tmp_path / "ask.py"
    script.write_text(textwrap.dedent(SCRIPT).replace("{more}", ""))
    isotach_program = [os.environ["ISOTACH_BINARY"], "psyclone"]
    done, mine = by(isotach_program, script, tmp_path)
    assert done.returncode == 0, done.stderr
    theirs = by([pathlib.Path(sys.executable).parent / "psyclone"], script, tmp_path)[1]
    assert mine == theirs and len(mine) > 6

    more = 'table.new_symbol("extra", symbol_type=DataSymbol, datatype=ScalarType.integer_type())'
    script.write_text(textwrap.dedent(SCRIPT).replace("{more}", more))
    done, _ = by(isotach_program, script, tmp_path)
    assert done.returncode == 1 and "what an invoke declares follows from what it executes" in done.stderr


assert isotach.psyir
