"""numpy.f2py and isotach f2py on packages: processor time of builds, and of calls, for 1, 20 and 200 procedures.

`-c` is one command that makes the module; f2py has two back ends for it, and isotach keeps the fixed part of modules, which
its first build on a machine compiles too. "own build" is what a meson.build or a
CMakeLists.txt does: the builder writes its sources, and the compilers are called with -O3 (fortranobject.c is compiled in both,
since such builds name it). The procedures are of six kinds in turn, as FORTRAN 77 libraries have them. Packages of PyPI:
`python tools/f2py_packages.py` prints the same columns for them.
"""

import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import time
import timeit

from timing import Sample, interleaved, processor_seconds, table

SIZES = (1, 20, 200)
KINDS = {
    "scale": ("n, x, f", "(x, 2.0)", """      integer n, i
      double precision x(n), f
Cf2py intent(in, out) x
Cf2py intent(hide), depend(x) :: n = len(x)
      do i = 1, n
        x(i) = f*x(i)
      end do
"""),
    "angles": ("a, b, c, d", "(0.5, 30.0)", """      double precision a, b, c, d
Cf2py intent(in) a, b
Cf2py intent(out) c, d
      c = a + b
      d = a - b
"""),
    "solve": ("job, n, a, lda, w, lwork, info", "('N', m)", """      character job
      integer n, lda, lwork, info
      double precision a(lda, n), w(lwork)
Cf2py intent(in) job, a
Cf2py intent(hide), depend(a) :: lda = shape(a, 0), n = shape(a, 1)
Cf2py intent(hide), depend(n) :: lwork = 4*n
Cf2py intent(hide, cache) w
Cf2py intent(out) info
      w(1) = a(1, 1)
      info = 0
      if (job .eq. 'T') info = 1
"""),
    "grid": ("n, m, a", "(4, 6)", """      integer n, m
      real a(n, m)
Cf2py intent(out) a
      a(1, 1) = 1
"""),
    "counts": ("n, k, s", "(k)", """      integer n, k(n), s, i
Cf2py intent(in) k
Cf2py intent(out) s
      s = 0
      do i = 1, n
        s = s + k(i)
      end do
"""),
    "pair": ("u, v, w", "(x, x)", """      double precision u(3), v(3), w(3)
Cf2py intent(in) u, v
Cf2py intent(out) w
      w = u*v
"""),
}  # fmt: skip


def source(count: int) -> str:
    text = ""
    for number in range(count):
        name = list(KINDS)[number % len(KINDS)]
        arguments, _, body = KINDS[name]
        text += f"      subroutine {name}{number}({arguments})\n{body}      end\n"
    return text


def own_build(builder: list[str], name: str, file: pathlib.Path, folder: pathlib.Path):
    """The steps of a build file, one after the other."""
    import numpy
    import numpy.f2py

    support = pathlib.Path(numpy.f2py.get_include())
    headers = [f"-I{path}" for path in (sysconfig.get_paths()["include"], numpy.get_include(), support)]
    execute([*builder, "-m", name, file, "--lower", "--quiet"], folder)
    for c in (folder / f"{name}module.c", support / "fortranobject.c"):
        execute(["gcc", "-O3", "-w", "-fPIC", *headers, "-c", c, "-o", f"{c.stem}.o"], folder)
    for fortran in [file, *sorted(folder.glob("*-f2pywrappers*"))]:
        execute(["gfortran", "-O3", "-w", "-fPIC", "-c", fortran, "-o", f"{fortran.name}.o"], folder)
    execute(["gfortran", "-shared", *sorted(folder.glob("*.o")), "-o", f"{name}.so"], folder)


def execute(words, folder: pathlib.Path, cache: pathlib.Path | None = None):
    environment = dict(os.environ, XDG_CACHE_HOME=str(cache or folder / "cache"),
                       PATH=f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # fmt: skip
    done = subprocess.run([str(word) for word in words], cwd=folder, env=environment, capture_output=True, text=True,
                          check=False)  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))} failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")


def builders(binary: str, file: pathlib.Path, work: pathlib.Path) -> dict:
    """By name: an action that builds anew, and leaves the module in a folder of that name."""
    f2py, own = [sys.executable, "-m", "numpy.f2py"], [binary, "f2py"]

    def fresh(folder: str, action):
        def build():
            shutil.rmtree(work / folder, ignore_errors=True)
            (work / folder).mkdir()
            action(work / folder)

        return build

    def compiled(command, *more):
        return lambda folder: execute([*command, "-c", file, "-m", "made", *more], folder)

    def compiled_again(folder):
        shutil.rmtree(work / "cache/isotach/build", ignore_errors=True)  # objects of this module; not what all share
        execute([*own, "-c", file, "-m", "made"], folder, work / "cache")

    return {
        "-c, isotach": fresh("ours", compiled_again),
        "-c, isotach, first build": fresh("ours_first", compiled(own)),
        "-c, f2py with meson": fresh("meson", compiled(f2py, "--backend", "meson")),
        "-c, f2py with distutils": fresh("distutils", compiled(f2py, "--backend", "distutils")),
        "own build, isotach": fresh("our_own", lambda folder: own_build(own, "made", file, folder)),
        "own build, f2py": fresh("their_own", lambda folder: own_build(f2py, "made", file, folder)),
    }


def load(path: pathlib.Path):
    spec = importlib.util.spec_from_file_location("made", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def calls(work: pathlib.Path, count: int, repeat: int) -> dict:
    """Nanoseconds of a call of each kind, by builder, measured in turns."""
    import numpy

    names = {"x": numpy.ones(3), "m": numpy.ones((3, 3), order="F"), "k": numpy.ones(3, "i4")}
    timers = {}
    for tool, folder in (("isotach", "our_own"), ("f2py", "their_own")):
        module = load(work / folder / "made.so")
        for number, (kind, (_, arguments, _)) in enumerate(list(KINDS.items())[:count]):
            names[f"{tool}_{kind}"] = getattr(module, f"{kind}{number}")
            timers[kind, tool] = timeit.Timer(f"{tool}_{kind}{arguments}", globals=names, timer=time.process_time)
    values: dict = {key: [] for key in timers}
    for _ in range(repeat):
        for key, timer in timers.items():
            values[key].append(timer.timeit(20_000) / 20_000 * 1e9)
    return {kind: {tool: min(values[kind, tool]) for tool in ("isotach", "f2py")} for kind, _ in timers}


def run_size(count: int, work: pathlib.Path, binary: str, repeat: int) -> dict:
    folder = work / str(count)
    folder.mkdir()
    file = folder / "made.f"
    file.write_text(source(count))
    actions, missing = builders(binary, file, folder), {}
    for name in list(actions):
        try:
            actions[name]()
        except RuntimeError as error:
            if "isotach" in name:
                raise
            missing[name] = str(error).strip().splitlines()[-1]
            del actions[name]
    samples: dict[str, Sample] = interleaved(actions, max(2, repeat // 5), processor_seconds)
    seconds = {name: [sample.median, sample.low, sample.high] for name, sample in samples.items()}
    return {"seconds": seconds, "missing": missing, "calls": calls(folder, count, max(3, repeat))}


def run(root: pathlib.Path, work: pathlib.Path, binary: str, repeat: int) -> dict:
    return {"unit": "s of processor", "sizes": {str(count): run_size(count, work, binary, repeat) for count in SIZES}}


def report(result: dict) -> str:
    rows, call_rows = [], []
    for count, found in result["sizes"].items():
        seconds = found["seconds"]
        for way in ("-c", "own build"):
            theirs = [name for name in seconds if name.startswith(way) and "f2py" in name]
            faster = min((seconds[name][0] for name in theirs), default=0)
            for name, (median, low, high) in seconds.items():
                if name.startswith(way):
                    rows.append([count, name, f"{median:.2f}", f"{low:.2f}..{high:.2f}",
                                 f"{median / faster:.2f}" if faster else ""])  # fmt: skip
        rows += [[count, name, "not here", reason[:60], ""] for name, reason in found["missing"].items()]
        for kind, tools in found["calls"].items():
            call_rows.append([count, kind, f"{tools['f2py']:.0f}", f"{tools['isotach']:.0f}",
                              f"{tools['isotach'] / tools['f2py']:.2f}"])  # fmt: skip
    return "\n".join([
        table("Building packages", ["procedures", "with", "s", "range", "of f2py's faster"], rows),
        table("Calling their procedures", ["procedures", "kind", "f2py, ns", "isotach, ns", "of f2py's"], call_rows),
    ])  # fmt: skip
