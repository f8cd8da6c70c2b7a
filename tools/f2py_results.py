"""Calls the procedures of two extension modules with the same random arguments, and compares what they give bit for bit.

    python tools/f2py_results.py THEIRS.so OURS.so [--draws N] [--costs]

Which arguments a procedure wants is read from the docstring of f2py's module: types, ranks and bounds. Extents are drawn
small, and the arrays follow from them. Random numbers take many procedures to a failed check, some to a crash or into
an endless loop; so each call has a process of its own, with a limit of time, and errors count as results. f2py's module
is called twice, with other contents of fresh memory: what differs between the two is nobody's result. Nor is what f2py
refuses to call at all (docs/from-f2py.md): empty arrays where an extent comes to zero, and `dimension(*), intent(out)`.
"""

import argparse
import ctypes
import importlib.util
import math
import os
import pathlib
import pickle
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import timeit

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS = 3  # of one call
DRAWS = 4
REFUSED = re.compile(
    r"unexpected array size: new_size=1, got array with arr_size=0|must have defined dimensions but got"
)
OTHER = "170"  # what fresh memory is filled with in the second of f2py's runs

ARGUMENT = re.compile(r"^(\w+) : (?:input|in/output|in-output|inout)\s+(.*)$")
ARRAY = re.compile(r"rank-(\d+) array\('(.)'\)(?: with bounds \((.*)\))?")
TYPES = {"int": "int", "long": "int", "short": "int", "float": "float", "complex": "complex"}


def wanted(doc: str) -> list[tuple[str, str]] | None:
    """Names and descriptions of the required arguments of f2py's docstring; None when one is a callback."""
    required, found, section = re.match(r"(?:.*?=\s*)?\w+\((.*?)\)", doc.split("\n", 1)[0]), [], ""
    names = [word for word in re.split(r"\W+", required.group(1).split("[")[0]) if word] if required else []
    known = {}
    for line in doc.splitlines():
        if line in ("Parameters", "Other Parameters", "Returns"):
            section = line
        elif section == "Parameters" and (match := ARGUMENT.match(line)):
            known[match.group(1)] = match.group(2)
    for name in names:
        if name not in known:
            return None
        found.append((name, known[name]))
    return found


def procedures(module, prefix="") -> dict[str, list]:
    """Dotted names of f2py's procedures, with what they want."""
    found = {}
    for name in sorted(vars(module) if prefix == "" else dir(module)):
        value = getattr(module, name, None)
        if type(value).__name__ != "fortran":
            continue
        line = (value.__doc__ or "").split("\n", 1)[0]
        if hasattr(value, "_cpointer") and re.match(rf"(?:.*=\s*)?{name}\(", line):
            arguments = wanted(value.__doc__ or "")
            if arguments is not None:
                found[prefix + name] = arguments
        elif not prefix:
            found.update(procedures(value, f"{name}."))
    return found


def extent(bound: str, sizes: dict, draw: random.Random) -> int:
    """What a bound comes to with the integers that are given; a name that is not known yet gets a small number."""

    def known(match):
        word = match.group(0)
        if word in ("max", "min", "abs", "len", "shape", "int", "sqrt"):
            return word
        return str(sizes.setdefault(word, draw.choice((2, 3, 4))))

    text = re.sub(r"\b(?:shape|len)\(.*?\)", "3", bound)
    text = re.sub(r"[A-Za-z_]\w*", known, text).replace("/", "//").replace("&&", " and ").replace("||", " or ")
    if ":" in text:
        low, high = text.split(":", 1)
        text = f"({high})-({low})+1" if high and low else "3"
    try:
        value = int(eval(text, {"__builtins__": {}, "max": max, "min": min, "abs": abs, "sqrt": math.sqrt, "int": int}))
    except Exception:
        return 3
    return min(max(value, 0), 500)


def drawn(arguments: list, seed: str) -> list:
    """Arguments for a call: numbers first, since arrays have their extents by them."""
    import numpy

    draw = random.Random(seed)
    sizes, values = {}, {}
    for name, what in arguments:
        if what.split()[0].rstrip(",") == "int":
            sizes[name] = values[name] = draw.choice((1, 2, 2, 3, 3, 4))
    for name, what in arguments:
        array, kind = ARRAY.match(what), what.split()[0].rstrip(",")
        if array:
            bounds = re.split(r",(?![^(]*\))", array.group(3) or ",".join("3" * int(array.group(1))))
            shape = tuple(extent(bound, sizes, draw) if bound.strip() not in ("*", ":") else 4 for bound in bounds)
            values[name] = numbers(numpy, array.group(2), shape, draw)
        elif name in values:
            continue
        elif kind.startswith(("string", "character")):
            length = re.search(r"len=(\d+)", what)
            values[name] = "".join(draw.choice("NTCUVLAD") for _ in range(int(length.group(1)) if length else 1))
        elif kind in ("float", "complex"):
            real = draw.choice((0.0, 0.25, 1.0, draw.random(), draw.uniform(-3, 3), draw.uniform(0, 90)))
            values[name] = real if kind == "float" else complex(real, draw.random())
        else:
            values[name] = 1
    return [values[name] for name, _ in arguments]


def numbers(numpy, code: str, shape: tuple, draw: random.Random):
    count = math.prod(shape)
    if code in "ilhbqp":
        made = [draw.choice((1, 2, 3)) for _ in range(count)]
    elif code in "FD":
        made = [complex(draw.uniform(-2, 2), draw.uniform(-2, 2)) for _ in range(count)]
    elif code in "Sc":
        return numpy.array([draw.choice("NTCA") for _ in range(count)], "S1").reshape(shape, order="F")
    else:
        low = draw.choice((0.1, 0.1, 0.1, -2))  # most procedures want lengths, masses or speeds
        made = [draw.uniform(low, 2) for _ in range(count)]
    return numpy.array(made, code).reshape(shape, order="F").copy(order="F")


def load(path: str):
    name = pathlib.Path(path).name.split(".")[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def in_child(action) -> bytes:
    """What the action returns in a process of its own, pickled; empty when the process ended or took too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(SECONDS)
            made = action()
            with os.fdopen(writing, "wb") as out:
                pickle.dump(made, out)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as back:
        data = back.read()
    os.waitpid(child, 0)
    return data


def found_at(module, name: str):
    for word in name.split("."):
        module = getattr(module, word)
    return module


def one_call(module, name: str, arguments: list, outcome) -> bytes:
    """The pickled outcome and arguments after the call."""

    def action():
        place, given = found_at(module, name), drawn(*arguments)
        found = []

        def call():
            if os.environ["MALLOC_PERTURB_"] == OTHER:  # digits where local variables will be
                ctypes.CDLL(None).snprintf(ctypes.create_string_buffer(8), 8, b"%.60000d", 1)
            found.append(outcome((place, *given)))
            found.extend(outcome((lambda value=value: value,)) for value in given)

        if os.environ["MALLOC_PERTURB_"] == OTHER:
            call()
        else:  # on a new stack, which is zeros
            thread = threading.Thread(target=call)
            thread.start()
            thread.join()
        return found

    return in_child(action)


def called(module_file: str, out: str, specification: str, draws: str):
    """In a process of its own: the outcomes of all procedures, into the file `out`."""
    sys.path.insert(0, str(ROOT / "tests" / "parity"))
    from parity_run import outcome

    module = load(module_file)
    wants = pickle.loads(pathlib.Path(specification).read_bytes()) if specification != "-" else procedures(module)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    found = {name: [one_call(module, name, (arguments, f"{name}/{number}"), outcome) for number in range(int(draws))]
             for name, arguments in wants.items()}  # fmt: skip
    pathlib.Path(out).write_bytes(pickle.dumps((wants, found)))


def nanoseconds(calls: list, given: list) -> list[float] | None:
    """What a call of each costs, measured in turns, in processor time; None when they refuse these arguments."""
    timers = []
    for call in calls:
        try:
            call(*given)
        except Exception:
            return None
        timers.append(timeit.Timer("call(*given)", globals={"call": call, "given": given}, timer=time.process_time))
    count = max(1, int(0.001 / (timers[0].timeit(20) / 20 + 1e-9)))
    rounds = [[timer.timeit(count) / count * 1e9 for timer in timers] for _ in range(40)]
    return [min(values) for values in zip(*rounds, strict=True)]


def timed(theirs: str, ours: str, out: str, *names: str):
    """In a process of its own: what a call of each procedure costs with both modules, into the file `out`."""
    modules = [load(theirs), load(ours)]
    wants = procedures(modules[0])

    def measured(name: str) -> list[float] | None:
        calls = [found_at(module, name) for module in modules]
        data = in_child(lambda: nanoseconds(calls, drawn(wants[name], f"{name}/0")))
        return pickle.loads(data) if data else None

    found = {name: measured(name) for name in names}
    pathlib.Path(out).write_bytes(pickle.dumps({name: one for name, one in found.items() if one}))


def costs(python, theirs: pathlib.Path, ours: pathlib.Path, names: list[str], environment=None) -> dict:
    """By procedure that computes, of those named: nanoseconds of a call with f2py and with isotach."""
    with tempfile.TemporaryDirectory() as work:
        out = pathlib.Path(work) / "out.pickle"
        words = [str(word) for word in (python, __file__, "--time", theirs, ours, out, *names)]
        done = subprocess.run(words, cwd=work, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              check=False)  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{ours}: {done.stderr[-800:]}")
        return pickle.loads(out.read_bytes())


def compared(python, theirs: pathlib.Path, ours: pathlib.Path, draws: int = DRAWS, environment=None) -> dict:
    """Counts: procedures, those of them that f2py's module computed something for, calls compared; the differences, and the
    names of those that compute the same."""
    sys.path.insert(0, str(ROOT / "tests" / "parity"))
    from parity_compare import difference

    outcomes, wants = [], {}
    with tempfile.TemporaryDirectory() as work:
        specification = "-"
        for number, (module, byte) in enumerate(((theirs, "85"), (theirs, OTHER), (ours, "85"))):
            out = pathlib.Path(work) / f"{number}.pickle"
            words = [python, __file__, "--call", module, out, specification, draws]
            memory = {**(environment or os.environ), "MALLOC_PERTURB_": byte}
            done = subprocess.run([str(word) for word in words], cwd=work, env=memory, capture_output=True, text=True,
                                  stdin=subprocess.DEVNULL, check=False)  # fmt: skip
            if done.returncode:
                raise RuntimeError(f"{module}: {done.stderr[-800:]}")
            wants, found = pickle.loads(out.read_bytes())
            outcomes.append(found)
            specification = pathlib.Path(work) / "specification"
            specification.write_bytes(pickle.dumps(wants))
    result = {"procedures": len(wants), "computed": 0, "calls": 0, "different": [], "same": []}
    for name in wants:
        computed = False
        for first, again, own in zip(*(found[name] for found in outcomes), strict=True):
            if not first or first != again:
                continue  # it ended the process, or depends on what was in memory
            left, right = pickle.loads(first), pickle.loads(own) if own else []
            if left[0]["is"] == "error" and REFUSED.search(left[0]["shown"]):
                continue
            result["calls"] += 1
            computed = computed or left[0]["is"] != "error"
            texts = [difference(*pair) for pair in zip(left, right, strict=False)]
            if not right or any(texts):
                result["different"].append(f"{name}: {'; '.join(filter(None, texts))[:300] or 'the process ended'}")
                break
        else:
            if computed:
                result["same"].append(name)
        result["computed"] += computed
    return result


def main() -> int:
    if sys.argv[1:2] in (["--call"], ["--time"]):
        (called if sys.argv[1] == "--call" else timed)(*sys.argv[2:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("theirs", type=pathlib.Path)
    parser.add_argument("ours", type=pathlib.Path)
    parser.add_argument("--draws", type=int, default=DRAWS, help="calls of a procedure")
    parser.add_argument("--costs", action="store_true", help="print what calls cost too, the dearest first")
    options = parser.parse_args()
    found = compared(sys.executable, options.theirs.resolve(), options.ours.resolve(), options.draws)
    if options.costs:
        measured = costs(sys.executable, options.theirs.resolve(), options.ours.resolve(), found["same"])
        for name, (f2py, isotach) in sorted(measured.items(), key=lambda item: -item[1][1] / item[1][0]):
            print(f"{isotach / f2py:5.2f}  f2py {f2py:6.0f} ns  isotach {isotach:6.0f} ns  {name}")
    print("\n".join(found["different"]))
    print(f"{found['procedures']} procedures, {found['computed']} computed, {found['calls']} calls, "
          f"{len(found['different'])} procedures differ")  # fmt: skip
    return 1 if found["different"] else 0


if __name__ == "__main__":
    sys.exit(main())
