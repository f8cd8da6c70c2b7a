"""A stand-in for the native program, so that the cache and the import are tested apart from the compiler."""

import json
import stat
import sys
import textwrap

import pytest

# Makes an extension whose value() is the number in the first source's line "! value N"; logs its arguments.
STAND_IN = textwrap.dedent(
    """\
    #!{python}
    import json, os, pathlib, subprocess, sys, sysconfig
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print("0.0.1-stand-in")
        sys.exit(0)
    with open({log!r}, "a") as log:
        log.write(json.dumps([arguments, os.environ.get("ISOTACH_PYTHON")]) + "\\n")
    if arguments[0] == "check":
        path = pathlib.Path(arguments[-1])
        if not path.exists():
            sys.stderr.write("error: cannot read '%s'" % path)
            sys.exit(2)
        answer = dict(files=[dict(file=str(path), verdict="headless")], diagnostics=[])
        if "--here" in arguments:
            answer["machine"] = dict(driver="none")
        print(json.dumps(answer))
        sys.exit(1)
    sources = [a for a in arguments[1:arguments.index("-m")]]
    name = arguments[arguments.index("-m") + 1]
    folder = pathlib.Path(arguments[arguments.index("-o") + 1])
    text = pathlib.Path(sources[0]).read_text()
    if "broken" in text:
        sys.stderr.write("x.f90:1:1: error: this is broken [Broken]\\n")
        sys.exit(1)
    if "silent" in text:
        sys.exit(0)
    if "skips" in text:
        sys.stderr.write("x.f90:1:1: warning: 'f' is left out [Left]\\n")
    value = int(text.split("! value ")[1].split()[0])
    code = '''
    #define Py_LIMITED_API 0x030b0000
    #include <Python.h>
    static PyObject* value(PyObject* self, PyObject* none) {{ return PyLong_FromLong(%d); }}
    static PyMethodDef methods[] = {{{{"value", value, METH_NOARGS, "the value"}}, {{0, 0, 0, 0}}}};
    static struct PyModuleDef def = {{PyModuleDef_HEAD_INIT, "%s", 0, 0, methods}};
    PyMODINIT_FUNC PyInit_%s(void) {{ return PyModuleDef_Init(&def); }}
    ''' % (value, name, name)
    subprocess.run(["gcc", "-shared", "-fPIC", "-x", "c", "-", "-I", sysconfig.get_path("include"),
                    "-o", str(folder / (name + ".abi3.so"))], input=code.encode(), check=True)
    (folder / (name + ".pyi")).write_text("def value() -> int: ...\\n")
    """
)


class StandIn:
    def __init__(self, log):
        self.log = log

    def _entries(self):
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def calls(self) -> list[list[str]]:
        return [arguments for arguments, _ in self._entries()]

    def pythons(self) -> list[str | None]:
        return [python for _, python in self._entries()]


@pytest.fixture
def stand_in(tmp_path, monkeypatch) -> StandIn:
    log = tmp_path / "stand-in.log"
    program = tmp_path / "bin" / "isotach"
    program.parent.mkdir()
    program.write_text(STAND_IN.format(python=sys.executable, log=str(log)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("ISOTACH_BINARY", str(program))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return StandIn(log)
