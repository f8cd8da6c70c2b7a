"""The names that scripts import, and their parameters, against PSyclone 3.3.1."""

import importlib
import inspect
import pathlib
import subprocess
import sys

import isotach.psyir  # where the core is
import pytest
from isotach import _core
from isotach.psyir import configuration, homes, nodes, transformations

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_the_package_psyclone_is_as_its_generator_writes_it():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "psyclone_package.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_modules_and_names_are_those_of_psyclone():
    missing = []
    for module, sources in homes.MODULES.items():
        theirs = importlib.import_module(module)
        missing += [f"{module}.{n}" for names in sources.values() for n in names.split() if not hasattr(theirs, n)]
    for module, names in homes.MISSING.items():
        theirs = importlib.import_module(module)
        missing += [f"{module}.{name}" for name in names.split() if not hasattr(theirs, name)]
    # What older versions had there, and scripts for them import.
    assert set(missing) <= OLDER, sorted(set(missing) - OLDER)


OLDER = {
    "psyclone.psyir.symbols.BOOLEAN_TYPE",
    "psyclone.psyir.symbols.CHARACTER_TYPE",
    "psyclone.psyir.symbols.INTEGER_TYPE",
    "psyclone.psyir.symbols.REAL_TYPE",
    "psyclone.psyGen.Node",
    "psyclone.psyGen.Routine",
    "psyclone.psyGen.Schedule",
    "psyclone.psyGen.Invoke",
    "psyclone.transformations.ACCKernelsTrans",
    "psyclone.transformations.ACCLoopTrans",
    "psyclone.transformations.OMPDeclareTargetTrans",
    "psyclone.lfric.LFRicKern",
    "psyclone.lfric.LFRicLoop",
    "psyclone.lfric.LFRicInvokeSchedule",
}


def signature(function):
    return [(p.name, p.default) for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]


def test_parameters_of_apply_and_of_constructors_are_those_of_psyclone():
    """Order, names and defaults: a second positional argument means what it means there."""
    checked = 0
    for name, _base, takes, _documentation, places, _old, parameters in _core.transformation_classes():
        theirs = getattr(importlib.import_module(places[0]), name)
        mine = getattr(transformations, name)
        if takes == "nothing":
            continue
        positional = [entry[1:] if entry[0] == "self" else entry for entry in signature(theirs.apply)][1:]
        own = signature(mine.apply)[1:]
        nodes_of = {"loops": 2, "move": 2, "tiles": 2}.get(takes, 1)
        assert [n for n, _ in own[nodes_of:]] == [n for n, _ in positional[nodes_of:]], name
        assert [d for _, d in own[nodes_of:]] == [d for _, d in positional[nodes_of:]], name
        names = [n for n, _ in signature(mine.validate)[1:]]
        assert names[nodes_of:] == ["options"], name  # all else by its name, as there
        assert [n for n, _ in signature(theirs.validate)][1 + nodes_of :] in (["options"], []), name
        if any(p[2] == "constructor" for p in parameters):
            assert signature(mine.__init__)[1:] == signature(theirs.__init__)[1:], name
        checked += 1
    assert checked >= 10


def test_the_constants_of_lfric_are_those_of_psyclone():
    from psyclone.configuration import Config
    from psyclone.domain.lfric import LFRicConstants

    kept, Config._instance = Config._instance, None
    try:
        Config.get().api = "lfric"
        theirs, mine = LFRicConstants(), configuration.LFRicConstants()
        compared = [name for name in vars(configuration.LFRicConstants) if name.isupper()]
        for name in compared:
            assert sorted(getattr(mine, name)) == sorted(getattr(theirs, name)), name
        assert len(compared) > 8
    finally:
        Config._instance = kept


def test_classes_are_derived_as_in_psyclone():
    """Whatever a script asks isinstance of, as far as both have the classes."""
    their = importlib.import_module("psyclone.psyir.nodes")
    both = [name for name in nodes.CLASSES if hasattr(their, name)]
    wrong = [
        f"{name} < {base}"
        for name in both
        for base in both
        if issubclass(getattr(their, name), getattr(their, base))
        != issubclass(nodes.CLASSES[name], nodes.CLASSES[base])
    ]
    assert len(both) > 30 and wrong == []


# What only objects have, in 3.3.1 or here, and not their classes.
OF_OBJECTS = {
    "ArgumentInterface": "access", "ArrayType": "shape", "ContainerSymbol": "wildcard_import",
    "ImportInterface": "container_symbol orig_name", "RoutineSymbol": "is_elemental is_pure",
    "ScalarType": "intrinsic length precision", "Symbol": "visibility", "UnsupportedType": "declaration",
    "FunctionSpace": "orig_name", "Invoke": "name schedule", "Argument": "access call name", "Arguments": "args",
    "Config": "api distributed_memory reproducible_reductions",
}  # fmt: skip


def both():
    """Our classes that 3.3.1 has too: name, ours, 3.3.1's."""
    from isotach.psyir import readers, symbol_table, symbols, writers

    places = ["psyir.nodes", "psyGen", "domain.lfric", "domain.common.psylayer", "domain.lfric.lfric_builtins", "lfric",
              "core", "psyir.symbols", "configuration", "psyir.frontend.fortran", "psyir.backend.fortran"]  # fmt: skip
    modules = [importlib.import_module(f"psyclone.{place}") for place in places]
    for ours in (nodes, symbols, symbol_table, configuration, readers, writers):
        for name in ours.__all__:
            theirs = next((getattr(module, name) for module in modules if hasattr(module, name)), None)
            if isinstance(getattr(ours, name), type) and isinstance(theirs, type):
                yield name, getattr(ours, name), theirs


def test_what_3_3_1_has_is_here_or_refused_by_name():
    """Nothing is missing without a word: what a class has there, it has here, or asking for it says that it is not built."""
    from isotach.psyir import not_built

    missing, checked = [], 0
    for name, ours, theirs in both():
        known = {word for base in ours.__mro__ for word in OF_OBJECTS.get(base.__name__, "").split()}
        if name in ("LFRicConstants", "ProfileNode"):
            continue  # lists of words, which are compared by their values; nodes that no layer has
        for word in dir(theirs):
            if word.startswith("_") or hasattr(ours, word) or word in known:
                continue
            checked += 1
            if not not_built.is_missing(ours, word):
                missing.append(f"{name}.{word}")
    assert missing == [] and checked > 500


def test_what_is_not_built_is_in_psyclone_and_not_here():
    """A name that is built later has to leave the list."""
    from isotach.psyir import not_built

    classes = {name: (ours, theirs) for name, ours, theirs in both()}
    classes["ArrayMixin"] = classes["ArrayReference"]  # 3.3.1's own is not exported
    for name, missing in not_built.NAMES.items():
        ours, theirs = classes[name]
        # What only objects have is not in their class.
        own = set(missing.split()) - {"explicitly_private_symbols", "indices", "opencl_options"}
        assert [word for word in sorted(own) if not hasattr(theirs, word)] == [], name
        assert [word for word in sorted(missing.split()) if hasattr(ours, word)] == [], name


def test_reading_a_statement_and_an_expression_gives_what_it_gives_in_psyclone():
    from isotach.psyir.readers import FortranReader
    from psyclone.psyir.frontend.fortran import FortranReader as TheirReader

    source = (
        "subroutine s(a, n)\n integer :: n\n real :: a(n, 2)\n a(1, 1) = f(n)\n a(:, 2) = -a(:, 1)\nend subroutine\n"
    )
    said = []
    for reader, module in ((TheirReader(), importlib.import_module("psyclone.psyir.nodes")), (FortranReader(), nodes)):
        routine = reader.psyir_from_source(source).walk(module.Routine)[0]
        table = routine.symbol_table
        statement = reader.psyir_from_statement("a(n, 1) = 2.0 * a(n, 2) + n", table)
        expression = reader.psyir_from_expression("a(n, 1) > 2.0", table)
        made = [one.view(colour=False) for one in (statement, expression)]
        routine.addchild(statement)
        statement.rhs.replace_with(expression.children[0].copy())
        sections = [one.is_array_assignment for one in routine.walk(module.Assignment)]
        said.append(
            [
                *made,
                sections,
                routine.walk(module.UnaryOperation)[0].operand.view(colour=False),
                routine.view(colour=False),
            ]
        )
    assert said[0] == said[1]


def test_names_that_are_not_built_can_be_imported_and_say_so_when_they_are_called():
    from isotach.psyir import not_built

    for module, names in homes.UNMADE.items():
        theirs = importlib.import_module(module)
        for name in names.split():
            assert hasattr(theirs, name), name
            with pytest.raises(NotImplementedError, match=f"{name} is not built"):
                not_built.unmade(name)("any", parameter=1)


def test_transformations_that_are_not_built_can_be_made_and_not_used():
    made = [transformations.unsupported(name) for names in homes.MISSING.values() for name in names.split()]
    assert len(made) > 15
    for cls in made:
        for method in ("apply", "validate"):
            with pytest.raises(NotImplementedError, match=f"{cls.__name__} is not built"):
                getattr(cls("any", parameter=1), method)(None, {"option": 1})


def test_asking_for_what_is_not_built_and_setting_it_says_so():
    handle = nodes.CLASSES["LFRicLoop"].__new__(nodes.CLASSES["LFRicLoop"])
    for name in ("lower_to_language_level", "independent_iterations", "reference_accesses"):
        with pytest.raises(NotImplementedError, match=f"{name} of a LFRicLoop is not built"):
            getattr(handle, name)
        with pytest.raises(NotImplementedError, match=f"{name} of a LFRicLoop is not built"):
            setattr(handle, name, 1)
    handle.of_a_script = 3  # objects are open for all other names
    assert handle.of_a_script == 3 and not hasattr(handle, "unheard_of")


assert isotach.psyir
