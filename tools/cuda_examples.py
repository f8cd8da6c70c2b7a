"""Public CUDA Fortran, built and run: which programs of given folders work, and why the others do not.

    python tools/cuda_examples.py DIR ... [--jobs 2] [--build-limit 300] [--limit 60] [--only TEXT] [--json FILE] [--table]

A program becomes a subroutine in a scratch copy, is built with `isotach build --target cuda --host-exec` together with
the files of its folder DIR whose modules it uses (the nearest first) and C sources beside it, and is called from Python. Whether it ran right is
what it says itself. Files that are modules alone are built. Nothing in DIR is changed.

A program is made of must rows unless a word in it asks for what docs/cuda.md leaves to later (FEATURES). The last lines
give the part of the programs of must rows that runs, and the reasons of refusals by how often they were given. Exit
code 1 if a program says that its results are wrong.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import json
import keyword
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

SUFFIXES = {".cuf", ".f90", ".f95", ".f03", ".f08", ".f", ".for"}
HELPERS = {".h", ".inc", ".fi", ".fh"}
IS_CUDA = re.compile(
    r"(?im)^\s*use\s*(?:,\s*intrinsic\s*::\s*)?cudafor|attributes\s*\(\s*(?:global|device|host)|^\s*!\$cuf|<<<.*>>>"
    r"|,\s*(?:device|managed|pinned|constant)\b[^!\n]*::"
)
FEATURES = {
    "textures": r"\btexture\b",
    "managed": r",\s*managed\b|\bmanaged\s*::|attributes\s*\(\s*managed",
    "shuffles": r"__shfl|\b(?:any|all)threads\b|\bsyncthreads_\w+|\bballot\w*\s*\(|\bmatch_(?:any|all)\w*\s*\(|\bclock64\b|__popc",
    "atomics": r"\batomic(?:add|sub|max|min|inc|dec|cas|exch|and|or|xor)\b",
    "attributes of kernels": r"\bcudafunc\w*attribute\w*",
    "loads past a cache": r"\b__(?:ld|st)(?:c[agsv]|lu|wb|wt)\b",
    "default streams": r"\bcudaforsetdefaultstream\b",
    "addresses of device variables": r"\bc_devloc\b",
    "cuBLAS": r"\bcublas\w*",
    "cuFFT": r"\bcufft\w*",
    "cuRAND": r"\bcurand\w*",
    "cuSPARSE": r"\bcusparse\w*",
    "cuSOLVER, cuTENSOR, LAPACK": r"\b(?:cusolver|cutensor|nvlamath|[sdcz]getr[fs])\w*",
    "NCCL, NVSHMEM": r"\b(?:nccl|nvshmem)\w*",
    "thrust": r"\bthrust\w*",
    "NVTX": r"\bnvtx\w*",
    "MPI": r"\buse\s*(?:,\s*intrinsic\s*::\s*)?mpi(?:_f08)?\b|\bmpif\.h|\bmpi_\w+\s*\(",
    "peer": r"\bcuda(?:device(?:can|enable|disable)\w*peer\w*|memcpypeer\w*|ipc\w*)",
    "cooperative groups": r"\bcooperative_groups\b|\bgrid_global\b|\bcoalesced_group\b|cluster_dims",
    "tensor cores": r"\bwmma\w*|\btensorcore\b",
    "kernels of CUDA C": r"attributes\s*\(\s*global\s*\)[^\n]*(?:&\s*\n[^\n]*)?bind\s*\(\s*c",
    "OpenACC, OpenMP, DO CONCURRENT": r"(?m)^\s*!\$(?:acc|omp)\b|\bdo\s+concurrent\b",
}  # fmt: skip
# A refusal that is right, and so says what the program needs.
REFUSED = {
    "device code does not allocate": "ALLOCATE in a kernel",
    "device code has no input and output": "input and output in a kernel",
}
# What the text of some programs does not say: that they show a mistake, so they end with an error or wrong results
# wherever they run, or that their makefile has an option.
MISTAKE = "a mistake that it shows"
NAMED = dict.fromkeys(("asyncerror", "syncerror", "initcheck", "memcheck"), MISTAKE) | {"managedimplicit": "managed"}
# What may be wrong with the machine or the download, and not with the program or with us.
MISSING = re.compile(
    r"\[MissingModule\]|\[SymbolMissing\]|undefined symbol|undefined reference|Cannot open included file|\[IncludeNotFound\]|cannot find -l"
)
RIGHT = re.compile(r"(?i)\b(?:passed|pass|success\w*|correct)\b")
# Not getting pinned memory says nothing about the result.
WRONG = re.compile(r"(?i)^(?!.*alloc).*(?:\b(?:fail\w*|incorrect|mismatch\w*|wrong)\b|\*\*\*.*error)")
PROGRAM = re.compile(r"(?im)^([ \t]*)program([ \t]+)(\w+)(?=[ \t]*(?:!|;|$))")
MODULE = re.compile(r"(?im)^[ \t]*(?:sub)?module[ \t]+(?!procedure\b|function\b|subroutine\b)(\w+)[ \t]*(?=!|;|$)")
USE = re.compile(r"(?im)^[ \t]*use\b(?:[ \t]*,[ \t]*(?:non_)?intrinsic)?[ \t]*(?:::)?[ \t]*(\w+)")
PROCEDURE = re.compile(r"(?im)^[ \t]*(?:[\w(),*=]+[ \t]+)*?(?:subroutine|function)[ \t]+(\w+)")
CALL = re.compile(r"(?i)\bcall[ \t]+(\w+)")


@dataclasses.dataclass
class File:
    path: pathlib.Path
    text: str
    program: str = ""
    modules: list[str] = dataclasses.field(default_factory=list)
    uses: list[str] = dataclasses.field(default_factory=list)
    procedures: list[str] = dataclasses.field(default_factory=list)  # external ones
    calls: list[str] = dataclasses.field(default_factory=list)


def code_of(text: str) -> str:
    """The text without comments; what begins as `!$` or `!@cuf` is none."""
    return re.sub(r"(?m)!(?!\$|@cuf)[^'\"\n]*$", "", text)


def read_file(path: pathlib.Path) -> File:
    text = path.read_text(errors="replace")
    code = code_of(text)
    file = File(path, text)
    program = PROGRAM.search(code)
    file.program = program.group(3) if program else ""
    file.modules = [name.lower() for name in MODULE.findall(code)]
    file.uses = [name.lower() for name in USE.findall(code)]
    if not file.program and not file.modules:
        file.procedures = [name.lower() for name in PROCEDURE.findall(code)]
    file.calls = [name.lower() for name in CALL.findall(code)]
    return file


def collect(folder: pathlib.Path) -> list[File]:
    return [read_file(path) for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix.lower() in SUFFIXES]


def apart(one: pathlib.Path, other: pathlib.Path) -> int:
    """Steps between two folders."""
    a, b = one.parts, other.parts
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return len(a) + len(b) - 2 * shared


def needed(file: File, files: list[File]) -> list[File]:
    """The file and those whose modules or external procedures it needs, at any remove."""
    found, names, left = [file], set(file.modules), [file]
    while left:
        one = left.pop()
        wants = [(name, "modules") for name in one.uses] + [(name, "procedures") for name in one.calls]
        for name, what in wants:
            if name in names:
                continue
            having = [other for other in files if not other.program and name in getattr(other, what)]
            if what == "procedures":  # a name is little to go by, so the folder has to be the same
                having = [other for other in having if other.path.parent == one.path.parent]
            if not having:
                continue
            nearest = min(having, key=lambda other: (apart(other.path.parent, file.path.parent), other.path))
            names.update(nearest.modules, nearest.procedures)
            if nearest not in found:
                found.append(nearest)
                left.append(nearest)
    return found


def features(files: list[File]) -> list[str]:
    code = "\n".join(code_of(file.text) for file in files).lower()
    return [name for name, pattern in FEATURES.items() if re.search(pattern, code)]


def as_subroutine(text: str) -> str:
    """The same lines with PROGRAM as SUBROUTINE."""
    text = PROGRAM.sub(r"\1subroutine\2\3", text, count=1)
    return re.sub(r"(?im)^([ \t]*)end[ \t]*program\b", r"\1end subroutine", text)


def run(command: list[str], folder: pathlib.Path, limit: float) -> tuple[int | None, str]:
    """Exit status, None past the limit of processor time of a process, and all that was written."""
    seconds = max(1, int(limit))
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5)))  # fmt: skip
        try:
            status = process.wait(20 * limit)  # one that sleeps uses none
            if status in (-signal.SIGXCPU, -signal.SIGKILL):
                status = None
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            status = None
        out.seek(0)
        return status, out.read().decode(errors="replace")


def reason(said: str, missing: bool) -> str:
    """The first error, or what is missing, without its place."""
    if missing:
        said = "\n".join("error: " + line for line in said.splitlines() if MISSING.search(line))
    errors = [line for line in said.splitlines() if re.search(r"\berror:|undefined reference|^Fatal|^Error", line)]
    named = [line for line in errors if "[" in line] or errors
    text = named[0] if named else (said.strip().splitlines() or ["nothing was said"])[-1]
    return re.sub(r"^.*(?:\b(?:error|note|warning):|ld: )\s*", "", text)[:300]


def family(text: str) -> str:
    """A reason without names and numbers, to count by."""
    return re.sub(r"\d+", "N", re.sub(r"'[^']*'", "'X'", text))[:150]


def try_one(file: File, folder: pathlib.Path, files: list[File], options) -> dict:
    parts = needed(file, files)
    row = {"file": str(file.path.relative_to(folder)), "of": folder.name, "program": file.program, "needs": features(parts),
           "with": [str(part.path.relative_to(folder)) for part in parts[1:]], "said": ""}  # fmt: skip
    if named := NAMED.get(file.path.stem.lower()):
        row["needs"].append(named)
    with tempfile.TemporaryDirectory(prefix="cuda_examples_") as scratch:
        place = pathlib.Path(scratch)
        names = []
        for part in parts:
            for helper in part.path.parent.iterdir():
                if helper.is_file() and helper.suffix.lower() in HELPERS:
                    shutil.copy(helper, place)
            name = part.path.name if part.path.name not in names else f"f{len(names)}_{part.path.name}"
            (place / name).write_text(as_subroutine(part.text) if part is file and file.program else part.text)
            names.append(name)
        for source in file.path.parent.glob("*.c"):  # timers, for the most part
            if not re.search(r"\bmain\s*\(", source.read_text(errors="replace")):
                shutil.copy(source, place)
                names.append(source.name)
        (place / "probe_only.f90").write_text(
            "subroutine probe_only()\nend subroutine\n"
        )  # so that there is something to call
        command = [options.binary, "build", *names, "probe_only.f90", "-m", "probe", "--target", "cuda", "--host-exec"]
        status, said = run(command, place, options.build_limit)
        if status != 0:
            row["outcome"] = "time" if status is None else "missing" if MISSING.search(said) else "refused"
            row["said"] = reason(said, row["outcome"] == "missing")
            row["needs"] += [needs for text, needs in REFUSED.items() if text in row["said"]]
            if row["outcome"] == "refused" and "[CompilerError]" in row["said"]:
                row["outcome"] = "compiler"
            return row
        if not file.program:
            # Loaded, so that a name which nothing defines shows.
            status, said = run([sys.executable, "-c", "import probe"], place, options.limit)
            row["outcome"] = "built" if status == 0 else "missing" if MISSING.search(said) else "fails"
            row["said"] = "" if status == 0 else said.strip().splitlines()[-1][:300]
            return row
        # STOP without a code ends a program well. A name that is a word of Python's has an underscore there.
        name = file.program.lower() + "_" * keyword.iskeyword(file.program.lower())
        code = f"import probe\ntry: probe.{name}()\nexcept Exception as e:\n  if type(e).__name__ != 'FortranStop' or getattr(e, 'code', 0): raise"
        status, said = run([sys.executable, "-c", code], place, options.limit)
    lines = [line for line in said.strip().splitlines() if line.strip()]
    row["said"] = (lines or [""])[-1].strip()[:300]
    if status is None:
        row["outcome"] = "time"
    elif status != 0:
        row["outcome"] = "missing" if MISSING.search(said) else "ended"
    elif any(WRONG.search(line) for line in lines):
        row["outcome"] = "ended" if MISTAKE in row["needs"] else "wrong"
        row["said"] = next(line for line in lines if WRONG.search(line)).strip()[:300]
    else:
        row["outcome"] = "right" if any(RIGHT.search(line) for line in lines) else "ran"
    return row


WORDS = {
    "right": "ran and says that its results are right", "ran": "ran to its end, and says nothing of right or wrong", "built": "modules alone, built",
    "wrong": "says that its results are wrong", "ended": "ended with an error", "fails": "does not load", "refused": "refused, with the reason",
    "compiler": "not refused, but the copy does not compile", "missing": "needs what is missing here", "time": "past the time limit",
}  # fmt: skip


def shown(rows: list[dict], table: bool) -> str:
    lines = []
    if table:
        lines += ["| file | made of | outcome | said |", "|---|---|---|---|"]
        for row in rows:
            made = ", ".join(row["needs"]) or "must rows"
            said = row["said"].replace("|", "/")[:110] if row["outcome"] != "built" else ""
            lines.append(f"| {row['of']}/{row['file']} | {made} | {row['outcome']} | {said} |")
        lines.append("")
    lines.append("| outcome | of must rows | of others | |\n|---|--:|--:|---|")
    programs = [row for row in rows if row["program"]]
    for outcome, words in WORDS.items():
        of = [row for row in rows if row["outcome"] == outcome]
        if of:
            must = sum(not row["needs"] for row in of)
            lines.append(f"| {outcome} | {must} | {len(of) - must} | {words} |")
    must = [row for row in programs if not row["needs"] and row["outcome"] != "missing"]
    good = [row for row in must if row["outcome"] in ("right", "ran")]
    wrong = [row for row in programs if row["outcome"] == "wrong"]
    part = 100 * len(good) / len(must) if must else 0
    lines.append(f"\n{len(rows)} files, {len(programs)} programs; of {len(must)} programs made of must rows that have all "
                 f"they need {len(good)} run ({part:.0f} %); wrong: {len(wrong)}")  # fmt: skip
    for title, test in (
        ("programs and modules of must rows", lambda row: not row["needs"]),
        ("others", lambda row: row["needs"]),
    ):
        counts = collections.Counter(
            family(row["said"])
            for row in rows
            if row["outcome"] in ("refused", "compiler", "ended", "fails", "missing") and test(row)
        )
        if counts:
            lines.append(f"\nReasons, {title}:")
            lines += [f"{count:4} {text}" for text, count in counts.most_common()]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--build-limit", type=float, default=300, help="seconds of processor time for each build")
    parser.add_argument("--limit", type=float, default=60, help="seconds of processor time for each run")
    parser.add_argument("--only", default="", help="files whose path contains this")
    parser.add_argument("--json", type=pathlib.Path, help="write the rows here too")
    parser.add_argument("--table", action="store_true", help="a line for each file")
    options = parser.parse_args()
    options.binary = os.environ.get("ISOTACH_BINARY", "isotach")
    tasks = []
    for folder in options.folders:
        files = collect(folder.resolve())
        for file in files:
            if not (file.program or file.modules) or options.only not in str(file.path):
                continue
            if any(IS_CUDA.search(part.text) for part in ([file] if not file.program else needed(file, files))):
                tasks.append((file, folder.resolve(), files))
    if not tasks:
        parser.error("no file with CUDA Fortran there")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        rows = []
        for row in pool.map(lambda task: try_one(*task, options), tasks):
            rows.append(row)
            print(
                f"{len(rows)}/{len(tasks)} {row['outcome']} {row['file']} {row['said'][:90]}",
                file=sys.stderr,
                flush=True,
            )
            if options.json:
                options.json.write_text(json.dumps(rows, indent=1))
    print(shown(rows, options.table))
    return 1 if any(row["outcome"] == "wrong" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
