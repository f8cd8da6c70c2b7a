"""What two compilers refuse as syntax, and how much of it isotach refuses: the measure of `tests/corpus/corpus.py --refused`.

Each file of gfortran's test suite whose errors are intended is given to Flang's parser (no semantics), to gfortran and
to isotach, all with the options that the file asks for. It counts when both compilers refuse one and the same place:
Flang's parser knows only syntax, gfortran alone might have found a type or a name wrong. What the compilers said is
kept in a file, so that another run costs isotach's time alone.
"""

from __future__ import annotations

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FIXED = {".f", ".for", ".ftn", ".f77", ".fpp"}
# What Flang's parser does not know in any form, so that its refusal says nothing: what a line holds, and a correct
# source with it, which has to pass gfortran and fail in Flang for the entry to count.
UNKNOWN_TO_FLANG = {
    r"!\$omp\s+declare\s+variant": """subroutine a
end subroutine
subroutine b
  interface
    subroutine a
    end subroutine
  end interface
  !$omp declare variant(a) match(construct={parallel})
end subroutine
end
""",
    r"detach\s*\(": """use omp_lib
integer(omp_event_handle_kind) :: x
!$omp task detach(x)
!$omp end task
end
""",
    r"!\$omp\s+depobj": """use omp_lib
integer(omp_depend_kind) :: b
integer :: a
!$omp depobj(b) depend(out: a)
end
""",
    r"!\$omp\s+atomic\s+compare": """integer :: x, e, d
!$omp atomic compare
if (x == e) x = d
end
""",
    r"\bbind\s*\(thread": """integer :: i
!$omp loop bind(thread)
do i = 1, 2
end do
end
""",
    r"declare\s+reduction\s*\([^:]*:\s*(?!integer|real|complex|double|logical|character)\w+": """type dt
  integer :: l = 0
end type
!$omp declare reduction(id: dt: omp_out%l = omp_out%l + omp_in%l)
end
""",
    r"initializer\s*\(\s*\w+\s*\(": """external s
!$omp declare reduction(id: integer: omp_out = omp_out + omp_in) initializer(s(omp_priv, omp_orig))
end
""",
    r"!\$omp\s+scan": """integer :: i, r, b(5)
!$omp simd reduction(inscan, +: r)
do i = 1, 5
  r = r + i
  !$omp scan inclusive(r)
  b(i) = r
end do
end
""",
    r"!\$omp\s+scope|!\$omp\s+end\s+scope": """!$omp scope
!$omp end scope
end
""",
    r"\bautomatic\b": """subroutine s
  integer, automatic :: i
end subroutine
""",
    r"\bshare\s*=": """open(unit=10, share='denynone')
end
""",
}
CASCADE = 2  # lines above a place that may be why Flang refuses it: what it does not know there, it does not close here
NEAR = 1  # lines that the two compilers' places of one mistake may be apart, as where a statement is continued


def text_of(path: str) -> str:
    return pathlib.Path(path).read_text("latin-1")


def error_intended(path: str) -> bool:
    return "gfortran.dg" in path and re.search(r"dg-(error|excess)", text_of(path)) is not None


def wanted_options(path: str) -> list[str]:
    """What the file's dg-options and its folder ask for, without warnings and what only takes away (-std=, -fno-)."""
    found = re.findall(r'dg-(?:additional-)?options\s+(?:"([^"]*)"|(-\S+))', text_of(path))
    options = [option for both in found for option in " ".join(both).split()]
    keep = r"-(f(dec|cray|openmp$|openacc$|coarray|backslash|d-lines|implicit-none|(fixed|free)-)|cpp$|D|std=legacy)"
    options = [option for option in options if re.match(keep, option)]
    folder = pathlib.Path(path).parts
    if {"gomp", "goacc-gomp"} & set(folder):
        options.append("-fopenmp")
    if {"goacc", "goacc-gomp"} & set(folder):
        options.append("-fopenacc")
    return list(dict.fromkeys(options))


def is_fixed(path: str, options: list[str]) -> bool:
    form = next((option for option in reversed(options) if option in ("-ffixed-form", "-ffree-form")), None)
    return form == "-ffixed-form" if form else pathlib.Path(path).suffix.lower() in FIXED


def error_lines(path: str, text: str) -> dict[str, str]:
    name = re.escape(pathlib.Path(path).name)
    found: dict[str, str] = {}
    for line, message in re.findall(rf"{name}:(\d+):[^\n]*?[Ee]rror: ([^\n]*)", text):
        found.setdefault(line, message)
    return found


def run_compiler(command: list[str], folder: str | None = None) -> subprocess.CompletedProcess:
    try:
        return subprocess.run(
            command,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=30,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:  # string_1.f90 asks gfortran for gigabytes; what is not refused does not count
        return subprocess.CompletedProcess(command, 0, None, "")


def ask_flang(path: str, options: list[str]) -> dict | None:
    """Line -> message of what Flang's parser refuses; None when it accepts the file."""
    passed = [o for o in options if re.match(r"-(fopenmp|fopenacc|fbackslash|cpp|D|ffixed-line-length-\d)", o)]
    passed = [re.sub(r"^(-ffixed-line-length)-(\d+)$", r"\1=\2", option) for option in passed]
    form = "-ffixed-form" if is_fixed(path, options) else "-ffree-form"
    command = [
        "flang-new-19",
        "-fc1",
        form,
        *passed,
        "-fdebug-dump-parse-tree-no-sema",
        "-I",
        str(pathlib.Path(path).parent),
    ]
    run = run_compiler([*command, path])
    return error_lines(path, run.stderr) if run.returncode else None


def ask_gfortran(path: str, options: list[str]) -> dict | None:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "gfortran",
            "-fsyntax-only",
            "-w",
            "-fdec",
            "-fmax-errors=0",
            "-fdiagnostics-plain-output",
            f"-J{folder}",
        ]
        if not any(option.startswith("-fcoarray") for option in options):
            command.append("-fcoarray=single")
        full = str(pathlib.Path(path).absolute())
        run = run_compiler([*command, *options, full], folder)
        return error_lines(path, run.stderr) if run.returncode else None


def ask_compilers(path: str) -> dict:
    """gfortran is asked about what Flang refuses."""
    options = wanted_options(path)
    flang = ask_flang(path, options)
    return {"options": options, "flang": flang, "gfortran": ask_gfortran(path, options) if flang is not None else None}


def unknown_to_flang() -> re.Pattern | None:
    """Of UNKNOWN_TO_FLANG what is proved now: gfortran accepts the correct source, Flang does not."""
    proved = []
    with tempfile.TemporaryDirectory() as folder:
        for pattern, source in UNKNOWN_TO_FLANG.items():
            path = pathlib.Path(folder) / "correct.f90"
            path.write_text(source)
            options = ["-fopenmp"]
            if ask_flang(str(path), options) is not None and ask_gfortran(str(path), options) is None:
                proved.append(pattern)
            else:
                print(f"not unknown to Flang, or not known to gfortran: {pattern}", file=sys.stderr)
    return re.compile("|".join(proved), re.IGNORECASE) if proved else None


def verdicts(files: list[str], root: pathlib.Path, cache: pathlib.Path | None) -> dict[str, dict]:
    """What the compilers say about each file, by its path below root; what the cache holds is not asked again."""
    known: dict[str, dict] = json.loads(cache.read_text()) if cache and cache.exists() else {}
    names = {path: str(pathlib.Path(path).relative_to(root)) for path in files}
    missing = [path for path in files if known.get(names[path], {}).get("options") != wanted_options(path)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for count, (path, verdict) in enumerate(zip(missing, pool.map(ask_compilers, missing), strict=True)):
            known[names[path]] = verdict
            if sys.stderr.isatty():
                print(f"\r{count + 1} of {len(missing)} files\033[K", end="", file=sys.stderr)
    if missing and sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    if cache and missing:
        cache.write_text(json.dumps({name: known[name] for name in sorted(known)}, indent=1) + "\n")
    return {path: known[name] for path, name in names.items()}


def same_place(flang: dict[str, str], gfortran: dict[str, str]) -> list[int]:
    """Lines of Flang's that gfortran refuses too."""
    return [int(line) for line in flang if any(abs(int(line) - int(other)) <= NEAR for other in gfortran)]


def lacking(path: str, line: int, unknown: re.Pattern | None) -> bool:
    lines = text_of(path).splitlines()[max(line - 1 - CASCADE, 0) : line]
    return unknown is not None and unknown.search("\n".join(lines)) is not None


def our_options(path: str, options: list[str]) -> list[str]:
    ours = ["--fixed" if is_fixed(path, options) else "--free"]
    if "-fopenmp" in options:
        ours.append("--openmp-lines")
    columns = next((o.rsplit("-", 1)[1] for o in options if re.match(r"-ffixed-line-length-\d", o)), None)
    if columns:
        ours.append(f"--fixed-columns={max(int(columns), 72) if int(columns) else 100000}")
    return ours + [option for option in options if option.startswith("-D")]


def refused_here(isotach: str, files: dict[str, list[str]]) -> dict[str, int]:
    """Path -> line of the first error, of files that isotach refuses; files of the same options in one run."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for path, options in files.items():
        groups.setdefault(tuple(our_options(path, options)), []).append(path)
    refused: dict[str, int] = {}
    for options, paths in groups.items():
        run = subprocess.run(
            [isotach, "parse", "--strict", "--json", *options, *paths], stdout=subprocess.PIPE, text=True
        )
        for entry in json.loads(run.stdout)["files"]:
            errors = [d for d in entry["diagnostics"] if d["severity"] == "error"]
            if errors or not entry["read"] or entry["unparsed_statements"]:
                refused[entry["file"]] = errors[0].get("line", 0) if errors else 0
    return refused


def measure(root: pathlib.Path, cache: pathlib.Path | None, isotach: str) -> int:
    files = sorted(
        str(path) for path in root.rglob("*") if path.suffix.lower() in FIXED | {".f90", ".f95", ".f03", ".f08", ".f18"}
    )
    files = [path for path in files if error_intended(path)]
    if not files:
        print(
            f"no files of gfortran.dg with intended errors below '{root}'; tests/corpus/corpus.py --fetch gets them",
            file=sys.stderr,
        )
        return 2
    said = verdicts(files, root, cache)
    both = {path: v for path, v in said.items() if v["flang"] is not None and v["gfortran"] is not None}
    same = {path: lines for path, v in both.items() if (lines := same_place(v["flang"], v["gfortran"]))}
    unknown = unknown_to_flang()
    syntax = {
        path: lines for path, found in same.items() if (lines := [n for n in found if not lacking(path, n, unknown)])
    }
    ours = refused_here(isotach, {path: v["options"] for path, v in said.items()})
    for path, lines in syntax.items():
        if path not in ours:
            flang = said[path]["flang"][str(lines[0])]
            print(f"{path}:{lines[0]}: refused by both, understood here; Flang says: {flang}")
    for path in ours:
        if path not in both:
            who = "Flang" if said[path]["flang"] is None else "gfortran"
            print(f"{path}:{ours[path]}: refused here, accepted by {who}")
    groups = {
        "refused by both": both,
        "refused by both in the same place": same,
        "of these not by Flang for what it does not know at all": syntax,
    }
    for what, group in groups.items():
        count = sum(path in ours for path in group)
        print(
            f"{what}: {len(group)} of {len(files)} files; {count} of them refused here ({100 * count / max(len(group), 1):.1f} %)"
        )
    return 0
