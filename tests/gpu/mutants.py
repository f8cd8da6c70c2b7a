"""Small wrong edits of what makes device code, and whether tests see them.

    python tests/gpu/mutants.py [--build build/check] [--only TEXT] [--json FILE] [--list]

One program is built that has all wrong edits of src/gpu in it, each of which an environment variable turns on; wrong
edits of the device header are made in a copy of it beside generated sources. For each, a module of families of faults,
random kernels and forms is generated, compiled without optimisation and run by host execution against what gfortran
made of the same statements, and the golden tests run. A mutant that nothing sees asks for a test. Some minutes of
processor time; CI only sees that each edit still finds its place (test_mutants.py).
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import mutated

ROOT = mutated.ROOT
LOWERING, WRITING = "src/gpu/kernel/", "src/gpu/cuda/"
HEADER = "runtime/cuda/isotach_device.h"

# File, text that occurs once in it, what stands there instead. MUTANT is true when the mutant is on.
PROGRAM = [
    (LOWERING + "statements.cpp", "compare(Op::ge, range->lower)", "compare(MUTANT ? Op::gt : Op::ge, range->lower)"),
    (LOWERING + "statements.cpp", "compare(Op::le, range->upper)", "compare(MUTANT ? Op::lt : Op::le, range->upper)"),
    (LOWERING + "statements.cpp", "binary(Op::or_, std::move(condition)", "binary(MUTANT ? Op::and_ : Op::or_, std::move(condition)"),
    (LOWERING + "statements.cpp", "binary(Op::and_, std::move(one)", "binary(MUTANT ? Op::or_ : Op::and_, std::move(one)"),
    (LOWERING + "statements.cpp", "if (has_default) {", "if (has_default && !MUTANT) {"),
    (LOWERING + "statements.cpp", "if (control->step) made->stride", "if (control->step && !MUTANT) made->stride"),
    (LOWERING + "arrays.cpp", "binary(Op::subtract, std::move(extent), constant(1, 8), wide)", "binary(Op::subtract, std::move(extent), constant(MUTANT ? 2 : 1, 8), wide)"),
    (LOWERING + "arrays.cpp", "made->operands.push_back(end(triplet->lower, Bound::lower));", "made->operands.push_back(MUTANT ? bound(array, Bound::lower, d) : end(triplet->lower, Bound::lower));"),
    (LOWERING + "arrays.cpp", "if (value_rank == 0 && value->kind != TermKind::constant", "if (!MUTANT && value_rank == 0 && value->kind != TermKind::constant"),
    (LOWERING + "arrays.cpp", "return text(a) == text(b) ||", "return MUTANT || text(a) == text(b) ||"),
    (LOWERING + "arrays.cpp", "if (!array->read_only) return true;", "if (MUTANT || !array->read_only) return true;"),
    (LOWERING + "expressions.cpp", ": bound(array, Bound::lower, d);\n    TermPtr offset", ": MUTANT ? constant(1, 8) : bound(array, Bound::lower, d);\n    TermPtr offset"),
    (LOWERING + "expressions.cpp", "    if (triplet->stride)\n      offset", "    if (triplet->stride && !MUTANT)\n      offset"),
    (LOWERING + "expressions.cpp", "Type type = common_type(left->type, right->type);\n  left", "Type type = MUTANT ? left->type : common_type(left->type, right->type);\n  left"),
    (LOWERING + "expressions.cpp", "bool negates = expression->op == OperatorKind::minus", "bool negates = !MUTANT && expression->op == OperatorKind::minus"),
    (LOWERING + "expressions.cpp", "made->dimension = axis[0] - 'x';", "made->dimension = MUTANT ? 0 : axis[0] - 'x';"),
    (LOWERING + "expressions.cpp", "TermPtr made = make(TermKind::call, base->type);\n  made->name = \"power\";", "TermPtr made = make(TermKind::call, base->type);\n  if (MUTANT && exponent->kind == TermKind::constant) exponent->integer += 1;\n  made->name = \"power\";"),
    (LOWERING + "expressions.cpp", "binary(Op::add, bound(array, Bound::lower, d), variable(*at[d]), {BaseType::integer, 8})", "binary(Op::add, MUTANT ? constant(1, 8) : bound(array, Bound::lower, d), variable(*at[d]), {BaseType::integer, 8})"),
    (LOWERING + "intrinsics.cpp", "for (std::size_t i = least; i <= values.size(); ++i) {", "for (std::size_t i = least; i <= (MUTANT ? least : values.size()); ++i) {"),
    (LOWERING + "intrinsics.cpp", ": name == \"lbound\" ? Bound::lower", ": name == \"lbound\" && !MUTANT ? Bound::lower"),
    (LOWERING + "intrinsics.cpp", "for (std::size_t d = 1; d < array->rank(); ++d)\n      made", "for (std::size_t d = 1; d < array->rank() && !MUTANT; ++d)\n      made"),
    (LOWERING + "intrinsics.cpp", "made->operands.push_back(std::move(a));\n    made->operands.push_back(std::move(b));", "made->operands.push_back(std::move(MUTANT ? b : a));\n    made->operands.push_back(std::move(MUTANT ? a : b));"),
    (WRITING + "expressions.cpp", "const Type& type) {\n  if (type.base == BaseType::integer && type.kind < 4)", "const Type& type) {\n  if (!MUTANT && type.base == BaseType::integer && type.kind < 4)"),
    (WRITING + "expressions.cpp", "return text + (kind == 4 ? \"f\" : \"\");", "return text + (kind == 4 && !MUTANT ? \"f\" : \"\");"),
    (WRITING + "expressions.cpp", "kind == 8 ? \"ll\" : \"\"", "kind == 8 && !MUTANT ? \"ll\" : \"\""),
    (WRITING + "expressions.cpp", "operand(right, binding + 1)), binding,", "operand(right, binding + (MUTANT ? 0 : 1))), binding,"),
    (WRITING + "expressions.cpp", "return {fmt::format(\"({}){}\", type_text(expression.type), operand(inner, unary)), unary};", "return {fmt::format(\"({}){}\", type_text(expression.type), operand(inner, MUTANT ? conditional : unary)), unary};"),
    (WRITING + "expressions.cpp", "std::abs(operands[1]->integer) <= 32) {", "std::abs(operands[1]->integer) <= 32 && !MUTANT) {"),
    (WRITING + "expressions.cpp", "wrapped(\"-\" + operand(*expression.operands[0], unary + 1)", "wrapped(\"-\" + operand(*expression.operands[0], MUTANT ? conditional : unary + 1)"),
    (WRITING + "expressions.cpp", "return {\"!\" + operand(*expression.operands[0], unary), unary};", "return {\"!\" + operand(*expression.operands[0], MUTANT ? conditional : unary), unary};"),
    (WRITING + "expressions.cpp", "\"!{} == !{}\"", "fmt::runtime(MUTANT ? \"{} == {}\" : \"!{} != {}\")"),
    (WRITING + "writer.cpp", "constant ? (stride > 0 ? 1 : -1) : step.direction", "constant ? (stride > 0 || MUTANT ? 1 : -1) : step.direction"),
    (WRITING + "writer.cpp", "if (step.upper->kind != TermKind::constant) {", "if (step.upper->kind != TermKind::constant && !MUTANT) {"),
    (WRITING + "writer.cpp", "direction > 0 ? \"<=\" : \">=\"", "direction > 0 ? (MUTANT ? \"<\" : \"<=\") : \">=\""),
    (WRITING + "writer.cpp", "return is_inner(step) ? \"break;\"", "return is_inner(step) || MUTANT ? \"break;\""),
    (WRITING + "writer.cpp", "return is_inner(step) ? \"continue;\"", "return is_inner(step) || MUTANT ? \"continue;\""),
    (WRITING + "writer.cpp", "std::string lower = dimension.lower ? expression_text(*dimension.lower) : \"1\";", "std::string lower = dimension.lower && !MUTANT ? expression_text(*dimension.lower) : \"1\";"),
    (WRITING + "writer.cpp", "for (std::size_t d = 0; rebased && d < variable.rank(); ++d)", "for (std::size_t d = 0; rebased && !MUTANT && d < variable.rank(); ++d)"),
    (WRITING + "writer.cpp", "case StepKind::barrier: return \"__syncthreads();\";", "case StepKind::barrier: return MUTANT ? \";\" : \"__syncthreads();\";"),
    (WRITING + "writer.cpp", "count *= std::max<std::int64_t>(extent, 0);", "count *= std::max<std::int64_t>(MUTANT ? 1 : extent, 0);"),
]  # fmt: skip

# Text that occurs once in the device header, and what stands there instead.
DEVICE = [
    ("max(T a, T b) { return a > b ? a : b; }", "max(T a, T b) { return b > a ? b : a; }"),
    ("min(T a, T b) { return a < b ? a : b; }", "min(T a, T b) { return b < a ? b : a; }"),
    ("return a > b ? (T)(a - b) : (T)0;", "return (T)(a - b);"),
    ("if ((p < 0) != (r < 0)) r += p;", "if (r < 0) r += p;"),
    ("r = copysign((T)0, p);", "r = 0;"),
    ("((r != 0) && ((r < 0) != (p < 0))) ? p : 0", "((r < 0) != (p < 0)) ? p : 0"),
    ("return (I)((a < 0) != (b < 0) ? -a : a);", "return (I)(b < 0 ? -a : a);"),
    ("nint(double x) { return (I)::llround(x); }", "nint(double x) { return (I)(x + 0.5); }"),
    ("nint(float x) { return (I)::llroundf(x); }", "nint(float x) { return (I)::llrintf(x); }"),
    ("floor(double x) { return (I)::floor(x); }", "floor(double x) { return (I)x; }"),
    ("ceiling(double x) { return (I)::ceil(x); }", "ceiling(double x) { return (I)::floor(x) + 1; }"),
    ("ISOTACH_REAL_FUNCTION(aint, ::trunc, ::truncf)", "ISOTACH_REAL_FUNCTION(aint, ::floor, ::floorf)"),
    ("ISOTACH_REAL_FUNCTION(anint, ::round, ::roundf)", "ISOTACH_REAL_FUNCTION(anint, ::floor, ::floorf)"),
    ("ISOTACH_REAL_FUNCTION(sqrt, ::sqrt, ::sqrtf)", "ISOTACH_REAL_FUNCTION(sqrt, ::sqrt, ::cbrtf)"),
    ("{0,  1,  1,  2,  2,  3,  3,  4,", "{0,  1,  1,  2,  2,  4,  3,  5,"),
    ("else return 1.0 / product_of<-n>(x);", "else return product_of<-n>(x);"),
    ("if (x == -1) return (I)(n % 2 ? -1 : 1);", "if (x == -1) return (I)1;"),
    ("return (I)(x == 0 ? 1 / x : 0);", "return (I)1;"),
    ("return n < 0 ? 1 / y : y;", "return y;"),
    ("(typename bits_of<I>::type)a << n);", "(typename bits_of<I>::type)a << (n + 1));"),
    ("(I)((typename bits_of<I>::type)a >> n);", "(I)(a >> n);"),
    ("n >= 0 ? shiftl(a, n) : shiftr(a, -n);", "n >= 0 ? shiftl(a, n) : shifta(a, -n);"),
    ("(I)(a & ~shiftl((I)1, n));", "(I)(a ^ shiftl((I)1, n));"),
    ("const long long count = step > 0 ? (last - first + step) / step", "const long long count = step > 0 ? (last - first) / step"),
    ("return count > 0 ? count : 0;", "return count;"),
    ("int thread_x() { return (int)threadIdx.x + 1; }", "int thread_x() { return (int)threadIdx.x; }"),
    ("int thread_y() { return (int)threadIdx.y + 1; }", "int thread_y() { return (int)threadIdx.x + 1; }"),
    ("int block_y() { return (int)blockIdx.y + 1; }", "int block_y() { return (int)blockIdx.x + 1; }"),
    ("int block_size_x() { return (int)blockDim.x; }", "int block_size_x() { return (int)blockDim.x + 1; }"),
    ("offset += (at[d] - lower[d]) * stride[d];", "offset += (at[d] - 1) * stride[d];"),
    ("return lower[d] + extent[d] - 1; }", "return extent[d]; }"),
    ("made.lower[d] = all[d].lower;\n    made.extent[d] = all", "made.lower[d] = 1;\n    made.extent[d] = all"),
    ("if (chosen.count != 0) offset += (chosen.first - lower[d]) * stride[d];", "if (chosen.count != 0) offset += (chosen.first - 1) * stride[d];"),
    ("made.stride[k] = stride[d] * chosen.step;", "made.stride[k] = stride[d];"),
    ("(at + to - 1) / to * to;", "at;"),
    ("return {re * b.re - im * b.im, re * b.im + im * b.re};", "return {re * b.re - im * b.im, re * b.im - im * b.re};"),
    ("if (::fabs((double)b.re) < ::fabs((double)b.im)) {", "if (::fabs((double)b.re) > ::fabs((double)b.im)) {"),
    ("if (n < 0) z = result / z;", ""),
    ("rest; rest >>= 1) --count;", "rest; rest >>= 2) --count;"),
    ("for (int at = 0; at + width < size; at += 2 * width)", "for (int at = 0; at + 2 * width < size; at += 2 * width)"),
    ("x = (T)(value);", "x = old;"),
]  # fmt: skip


def misplaced():
    """Mutants whose text is not there exactly once."""
    return mutated.misplaced([*PROGRAM, *((HEADER, old, new) for old, new in DEVICE)])


PARTS = 6  # of the families, each a module of its own, so that little is compiled before a mutant is caught


def write_sources(scratch: pathlib.Path) -> list[pathlib.Path]:
    """Folders, each with the sources of a module and check.py."""
    sys.path.insert(0, str(ROOT / "tests" / "gpu"))
    import fault_families
    import random_kernels

    head = CHECK.format(tests=str(ROOT / "tests/gpu"), example=str(ROOT / "examples/cuda_fortran"))
    folders = [scratch / f"base{number}" for number in range(PARTS + 3)]
    for folder in folders:
        folder.mkdir()
    names = list(fault_families.cases())
    for part, folder in enumerate(folders[:PARTS]):
        (folder / "families.cuf").write_text(fault_families.source(names[part::PARTS]))
        (folder / "check.py").write_text(f"{head}each(families, {names[part::PARTS]})\n")
    forms, drawn, examples = folders[PARTS:]
    shutil.copy(ROOT / "tests/gpu/forms.cuf", forms)
    (forms / "check.py").write_text(f"{head}each(all_forms)\n")
    (drawn / "drawn.cuf").write_text(random_kernels.source(7, 12))
    (drawn / "check.py").write_text(f"{head}each(kernels, range(1, 13))\n")
    for path in (ROOT / "examples/cuda_fortran").glob("*.cuf"):
        shutil.copy(path, examples)
    (examples / "check.py").write_text(f"{head}each(example)\n")
    return folders


def generate(program, folder, mutant=0):
    """Builds the module; returns what was said if that failed."""
    command = [program, "build", *sorted(path.name for path in folder.glob("*.cuf")), "-m", "mutated", "--target", "cuda", "--host-exec",
               "--fflags=-O1", "--keep", "kept", "-v"]  # fmt: skip
    environment = os.environ | {"ISOTACH_MUTANT": str(mutant)}
    return subprocess.run([str(word) for word in command], cwd=folder, env=environment, capture_output=True, text=True)


def dump(program, folder, mutant=0):
    """The text of the kernels; None if there is none."""
    command = [
        str(program),
        "build",
        *sorted(path.name for path in folder.glob("*.cuf")),
        "-m",
        "mutated",
        "--target",
        "cuda",
        "--host-exec",
        "--dump=cuda",
    ]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"ISOTACH_MUTANT": str(mutant)}, capture_output=True, text=True
    )
    return done.stdout if done.returncode == 0 else None


CHECK = """
import os, sys
sys.path[:0] = [{tests!r}, {example!r}]
import numpy as np
import fault_families, forms, random_kernels, run, mutated
from test_cuda import same_bits
def hold(a, b, what):
    for name in a:
        if isinstance(a[name], np.ndarray) and not same_bits(a[name], b[name]): sys.exit(f"differs: {{what}} {{name}}")
def families(name):
    a, b = fault_families.arguments(), fault_families.arguments()
    getattr(mutated.families, "host_" + name)(**a); getattr(mutated.families, "device_" + name)(**b)
    hold(a, b, name)
def kernels(number):
    a, b = random_kernels.arguments(number), random_kernels.arguments(number)
    getattr(mutated.kernels, f"host_k{{number}}")(**a); getattr(mutated.kernels, f"device_k{{number}}")(**b)
    hold(a, b, f"k{{number}}")
def example(_):
    if wrong := run.check(mutated): sys.exit(f"differs: {{wrong}}")
def all_forms(_):
    for made in (forms.statements, forms.reductions, forms.shared_and_atomics):
        if wrong := made(mutated.forms): sys.exit(f"differs: {{wrong[0]}}")
def each(test, cases=(0,)):
    for order in ("forward", "shuffled"):
        os.environ["ISOTACH_THREAD_ORDER"] = order
        for case in cases: test(case)
"""


def check(folder: pathlib.Path) -> str:
    """What differs, if anything does."""
    try:
        done = subprocess.run([sys.executable, "check.py"], cwd=folder, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "no end"
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [f"ended by signal {-done.returncode}"])[-1][:150]


def recompiled(commands: list[str], folder: pathlib.Path) -> str:
    """Compiles the kernels without optimisation, and links."""
    for command in commands:
        done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            return "does not compile"
    (folder / "kept" / "mutated.abi3.so.unfinished").replace(folder / "mutated.abi3.so")
    return ""


def golden(program, mutant) -> str:
    environment = os.environ | {"ISOTACH_BINARY": str(program), "ISOTACH_MUTANT": str(mutant)}
    for path in sorted((ROOT / "tests/gpu/golden").glob("*.cuf")):
        done = subprocess.run(
            [sys.executable, str(ROOT / "tools/golden.py"), str(path)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            return path.name
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--build", type=pathlib.Path, default=ROOT / "build/check", help="build folder whose other objects are used"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="mutants whose file or text contains this")
    parser.add_argument("--list", action="store_true", help="only look whether each has its place")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    if problems := misplaced():
        sys.exit("\n".join(problems))
    print(f"{len(PROGRAM)} mutants of the program, {len(DEVICE)} of the device header", flush=True)
    if options.list:
        return 0
    with tempfile.TemporaryDirectory(prefix="mutants_") as name:
        scratch = pathlib.Path(name)
        program = mutated.build(options.build.resolve(), scratch, "gpu", PROGRAM)
        modules = []  # folder, commands, text of the kernels
        for base in write_sources(scratch):
            done = generate(program, base)
            if done.returncode:
                sys.exit(done.stderr)
            lines = done.stderr.splitlines()
            compile_line = next(line for line in lines if "mutated_kernels.cpp" in line and " -c " in line)
            commands = [
                compile_line.replace("-O2", "-O0 -fno-threadsafe-statics"),
                next(line for line in lines if " -shared " in line),
            ]
            unchanged = dump(program, base)
            if unchanged not in (base / "kept/generated/mutated_kernels.cpp").read_text():
                sys.exit("what --dump=cuda prints is not what is compiled")
            if wrong := recompiled(commands, base) or check(base):
                sys.exit(f"without a mutant: {wrong}")
            modules.append((base, commands, unchanged))
        print("without a mutant all agrees", flush=True)

        def seen_by(module, number, file, old, new) -> str:
            base, commands, unchanged = module
            text = unchanged if file == HEADER else dump(program, base, number)
            if text is None:
                return "refused, or the program ends"
            if text == unchanged and file != HEADER:
                return ""  # nothing to run
            place = scratch / f"{base.name}_{file.replace('/', '_')}{number}"
            shutil.copytree(base, place)
            kernels, header = place / "kept/generated/mutated_kernels.cpp", place / "kept/generated/isotach_device.h"
            kernels.write_text(kernels.read_text().replace(unchanged, text))
            if file == HEADER:
                header.write_text(header.read_text().replace(old, new))
            here = [command.replace(f"{base}/", f"{place}/") for command in commands]
            try:
                return recompiled(here, place) or check(place)
            finally:
                shutil.rmtree(place)

        def attempt(task):
            number, file, old, new = task
            found = ""
            for turn in range(len(modules)):
                # Each begins with another part: what sees a mutant is not known before.
                found = found or seen_by(modules[(turn + number) % len(modules)], number, file, old, new)
            by_golden = golden(program, number) if file != HEADER and not found else ""
            row = {"file": file, "text": old, "run": found, "golden": by_golden}
            verdict = "caught" if found else "golden" if by_golden else "SURVIVES"
            print(f"{verdict}  {file.split('/')[-1]}: {' '.join(old.split())[:70]}  {found or by_golden}", flush=True)
            return row

        tasks = [(number, *mutant) for number, mutant in enumerate(PROGRAM, 1)] + [
            (number, HEADER, *mutant) for number, mutant in enumerate(DEVICE, 1)
        ]
        tasks = [task for task in tasks if options.only in task[1] or options.only in task[2]]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            rows = list(pool.map(attempt, tasks))
    caught, by_golden = (
        sum(bool(row["run"]) for row in rows),
        sum(bool(not row["run"] and row["golden"]) for row in rows),
    )
    print(
        f"{len(rows)} mutants: {caught} caught by what runs, {by_golden} by golden tests alone, {len(rows) - caught - by_golden} by none"
    )
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))
    return 0 if caught + by_golden == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
