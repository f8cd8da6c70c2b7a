"""Classes over procedures that share state: isotach.build(classes=...), `isotach build --class`."""

import ast
import copy
import gc
import inspect
import os
import pathlib
import subprocess
import sys
import threading

import isotach
import numpy as np
import pytest

SOURCE = pathlib.Path(__file__).parent / "fortran" / "classes.f90"
C_SOURCE = SOURCE.parent / "elsewhere.c"
CLASSES = {
    "Tank": "fill:step:level:measure:drain",
    "Reader": ":depth_of=tank.level:",
    "Plain": "plain.start:twice:gone",
}


@pytest.fixture(scope="module")
def module():
    return isotach.build([SOURCE, C_SOURCE], "classes_py", classes=CLASSES)


@pytest.fixture
def tank(module):
    depth = np.full(4, 2.0)
    tank = module.Tank(depth)
    yield tank
    if tank._alive:
        tank.leak = 0
        tank.drain()


def test_methods_take_the_arguments_of_procedures(tank):
    tank.leak = 0.5
    assert tank.step() is None
    tank.step(dt=2)
    assert tank.level(1) == 0.5
    assert tank.measure(3.0) == 3 and tank.measure(np.array([1.0, 2.0])) == 3
    with pytest.raises(TypeError, match="cell"):
        tank.level()


def test_module_variables_are_attributes(tank, module):
    tank.leak = 1
    assert module.tank.leak == tank.leak == 1
    assert tank.open is True or tank.open == 1
    assert tank.levels == 3
    with pytest.raises(AttributeError):
        tank.open = False
    with pytest.raises(AttributeError):
        tank.levels = 4
    with pytest.raises(AttributeError):
        tank.leek = 2  # a misspelled one
    assert "m" in type(tank).leak.__doc__


def test_an_array_lives_until_the_object_ends(module):
    depth = np.ones(2)
    references = sys.getrefcount(depth)
    with module.Tank(depth) as tank:
        assert sys.getrefcount(depth) == references + 1
        tank.leak = 0.25
        tank.step()
        tank.leak = 0
        assert list(depth) == [0.75, 0.75]
    assert sys.getrefcount(depth) == references


def test_a_second_object_is_refused_with_the_state_by_name(tank, module):
    with pytest.raises(RuntimeError) as error:
        module.Tank(np.ones(1))
    text = str(error.value)
    for piece in (
        "tank.leak (classes.f90:6)",
        "tank.water (classes.f90:8)",
        "SAVEd 'steps' of 'count_steps' (classes.f90:",
    ):
        assert piece in text
    assert "levels" not in text
    with pytest.raises(RuntimeError, match=r"tank\.water"):  # another class, the same state
        module.Reader()
    assert tank.level(2) == 2
    tank.drain()
    with module.Tank(np.ones(1)) as other:
        assert other.level(1) == 1


def test_objects_without_state_are_as_many_as_one_likes(module):
    first, second = module.Plain(1.0), module.Plain(2.0)
    assert first.twice(2.0) == second.twice(2.0) == 4
    first.gone()
    assert second.twice(1.0) == 2
    second.gone()


def test_an_object_is_refused_after_its_end(module):
    tank = module.Tank(np.ones(3))
    tank.drain()
    for use in (tank.step, tank.drain, tank.__enter__, lambda: tank.leak, lambda: setattr(tank, "leak", 1)):
        with pytest.raises(RuntimeError, match=r"Tank: this object is not in use: drain\(\) was called"):
            use()
    assert tank.levels == 3
    with module.Reader() as reader:
        pass
    with pytest.raises(RuntimeError, match="'with' block ended"):
        reader.depth_of(1)


def test_a_constructor_that_fails_leaves_room_for_the_next(module):
    with pytest.raises(RuntimeError, match="a depth is negative"):
        module.Tank(np.array([-1.0]))
    with pytest.raises(TypeError):
        module.Tank()
    with pytest.raises(module.FortranStop):
        module.Plain(-1.0)
    with module.Tank(np.ones(1), self=0) as tank, pytest.raises(RuntimeError, match="in use already"):
        tank.__init__(np.ones(1))


def test_an_end_that_fails_is_none(module):
    tank = module.Tank(np.ones(1))
    tank.leak = 200
    with pytest.raises(module.FortranStop, match="stuck"):
        tank.drain()
    tank.leak = 0
    tank.drain()
    with pytest.raises(module.FortranStop), module.Tank(np.ones(1)) as tank:
        tank.leak = 200
    tank.leak = 0
    tank.drain()


def test_an_error_inside_with_ends_the_object(module):
    with pytest.raises(KeyError), module.Tank(np.ones(1)) as tank:
        raise KeyError("x")
    with pytest.raises(RuntimeError, match="not in use"):
        tank.step()


def test_a_forgotten_object_ends_with_a_warning(module):
    tank = module.Tank(np.ones(1))
    with pytest.warns(ResourceWarning, match=r"Tank: nobody called drain\(\)"):
        del tank
        gc.collect()
    module.Tank(np.ones(1)).drain()


def test_objects_are_not_copied(tank):
    for make in (copy.copy, copy.deepcopy, lambda o: __import__("pickle").dumps(o)):
        with pytest.raises(TypeError, match="cannot be copied"):
            make(tank)


def test_one_of_two_threads_gets_the_object(module):
    made, refused, gate = [], [], threading.Barrier(4)

    def make():
        gate.wait()
        try:
            made.append(module.Tank(np.ones(1)))
        except RuntimeError:
            refused.append(1)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1 and len(refused) == 3
    made[0].drain()


def test_a_subclass_may_do_more(module):
    class Named(module.Tank):
        def __init__(self, depth):
            self.name = "north"
            super().__init__(depth)

    with Named(np.ones(1)) as tank:
        assert tank.name == "north" and tank.level(1) == 1


def test_the_stub_is_that_of_the_class(module):
    stub = ast.parse(pathlib.Path(module.__file__.removesuffix(".abi3.so") + ".pyi").read_text())
    classes = {node.name: node for node in stub.body if isinstance(node, ast.ClassDef)}
    for name in CLASSES:
        real = getattr(module, name)
        assert real.__module__ == "classes_py" and inspect.getdoc(real) == ast.get_docstring(classes[name])
        for node in classes[name].body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("__e"):
                member = inspect.getattr_static(real, node.name)
                if isinstance(member, property):
                    assert inspect.getdoc(member) == ast.get_docstring(node)
                    continue
                assert [p.arg for p in node.args.args] == [
                    p.name for p in inspect.signature(member).parameters.values() if p.kind == p.POSITIONAL_OR_KEYWORD
                ]
                if node.name != "__init__" or name != "Reader":
                    assert ast.get_docstring(node) == inspect.getdoc(member)
    assert "self_: " not in ast.unparse(classes["Tank"]) and "def __init__(self_, depth" in ast.unparse(classes["Tank"])


def test_types_of_a_caller_are_checked_by_the_stub(module, tmp_path):
    pathlib.Path(tmp_path / "classes_py.pyi").write_text(
        pathlib.Path(module.__file__.removesuffix(".abi3.so") + ".pyi").read_text()
    )
    good = "import numpy as np\nfrom classes_py import Tank\nwith Tank(np.ones(3)) as tank:\n    tank.step(2.0)\n    x: float = tank.level(1)\n"  # fmt: skip
    (tmp_path / "caller.py").write_text(good)
    check = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "caller.py"]
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    (tmp_path / "caller.py").write_text(good + "tank.step('fast')\n")
    done = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and '"step" of "Tank"' in done.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("T=fill:stop:drain", "'stop' is not a procedure that Python can call here"),
        ("T=answer:step:drain", "'answer' returns 'value', which a constructor cannot hand on"),
        ("T=fill:step:level", "'level' needs arguments, which the end of a 'with' does not have"),
        ("T=fill:step:step=level:drain", "two procedures are called 'step'"),
        ("T=fill:_step=step:drain", "is not NAME=INIT:METHOD:FINALIZE"),
        ("T=fill:leak=step:drain", "'leak' is both a procedure and variable 'tank.leak'"),
        ("T=fill:step:step:drain", "two procedures are called 'step'"),
        ("T=::", "is not NAME=INIT:METHOD:FINALIZE"),
        ("T=fill:drain", "is not NAME=INIT:METHOD:FINALIZE"),
        ("class=fill:step:drain", "is not NAME=INIT:METHOD:FINALIZE"),
        ("tank=fill:step:drain", "the module has something of that name"),
        ("FortranStop=fill:step:drain", "the module has something of that name"),
    ],
)
def test_what_cannot_be_a_class_is_refused(tmp_path, words, reason):
    command = [
        os.environ.get("ISOTACH_BINARY", "isotach"),
        "build",
        str(SOURCE),
        str(C_SOURCE),
        "-m",
        "refused",
        "--class",
        words,
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0 and reason in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_is_not_known_counts_as_state(tmp_path):
    module = isotach.build([SOURCE, C_SOURCE], "unknown_py", classes={"Asker": ":answer:"})
    with module.Asker(), pytest.raises(RuntimeError, match="what 'elsewhere' keeps, whose source is not given"):
        module.Asker()
