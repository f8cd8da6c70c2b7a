"""Analysis: every loop of a procedure explained, by Isotach and by PSyclone's dependence tools on the same loops.

`isotach explain --json` against `DependencyTools.can_loop_be_parallelised` for each loop. Processor time: of Isotach's
whole process less that on an empty file, parsing included; of PSyclone once its PSyIR is there, and beside it what
reading the file costs it. One generated procedure of physics (columns and levels, stencils, recurrences, private
scalars and arrays, reductions, indices) of 5,000 lines; of 10,000 and 20,000 by Isotach alone, to see that time grows
with the lines. One file that uses a module of 1,500, each of which uses three others: with the closure of its USE
statements (`-I`), and a file that uses nothing, for which the 1,500 are indexed alone. `isotach check` on a program of
OpenACC with 5,000 and 20,000 lines: data of an object enter the device, procedures with regions take its components, the
host reads what was updated. With ISOTACH_BENCH_SOURCES=DIR:DIR... whole trees too, `isotach explain DIR` by Isotach alone.
"""

import json
import os
import pathlib
import random
import subprocess

from timing import command, interleaved, processor_seconds, table

LINES = (5_000, 10_000, 20_000)

HEAD = """\
subroutine physics(nproma, nlev, nblk, idx, dt, {fields}, total)
  implicit none
  integer, intent(in) :: nproma, nlev, nblk
  integer, intent(in) :: idx(nproma, nlev)
  real(8), intent(in) :: dt
  real(8), intent(inout) :: {shaped}
  real(8), intent(inout) :: total
  real(8) :: work(nproma), column(nlev)
  real(8) :: t, u, v, w
  integer :: jb, jk, jc, jn, k
"""

# Nests of weather and climate models: a, b, c, d are fields, n a number.
NESTS = (
    """\
  do jk = 1, nlev
    do jc = 1, nproma
      t = {b}(jc, jk, {n}) * dt
      u = {c}(jc, jk, {n}) - t
      if (u > 0.0d0) then
        v = u * u
      else
        v = t
      end if
      {a}(jc, jk, {n}) = {a}(jc, jk, {n}) + v
    end do
  end do
""",
    """\
  do jk = 2, nlev
    do jc = 1, nproma
      {a}(jc, jk, {n}) = {a}(jc, jk - 1, {n}) + {b}(jc, jk, {n}) * dt
      {c}(jc, jk, {n}) = 0.5d0 * ({b}(jc, jk, {n}) + {b}(jc, jk - 1, {n}))
    end do
  end do
""",
    """\
  do jb = 1, nblk
    do jk = 1, nlev
      do jc = 2, nproma - 1
        {a}(jc, jk, jb) = {b}(jc - 1, jk, jb) - 2.0d0 * {b}(jc, jk, jb) + {b}(jc + 1, jk, jb)
      end do
    end do
  end do
""",
    """\
  do jb = 1, nblk
    do jk = 1, nlev
      do jc = 1, nproma
        work(jc) = {b}(jc, jk, jb) * {c}(jc, jk, jb)
      end do
      do jc = 1, nproma
        {a}(jc, jk, jb) = {a}(jc, jk, jb) + dt * work(jc)
      end do
    end do
  end do
""",
    """\
  do jc = 1, nproma
    column(1) = {b}(jc, 1, {n})
    do jk = 2, nlev
      column(jk) = column(jk - 1) * 0.5d0 + {b}(jc, jk, {n})
    end do
    do jk = nlev - 1, 1, -1
      {a}(jc, jk, {n}) = {a}(jc, jk + 1, {n}) - column(jk)
    end do
  end do
""",
    """\
  do jk = 1, nlev
    do jc = 1, nproma
      {a}(idx(jc, jk), jk, {n}) = {b}(jc, jk, {n}) + dt
      {c}(jc, jk, {n}) = {d}(idx(jc, jk), jk, {n})
    end do
  end do
""",
    """\
  do jb = 1, nblk
    do jc = 1, nproma
      total = total + {a}(jc, nlev, jb)
    end do
  end do
""",
    """\
  do jc = 1, nproma / 2
    w = {a}(2 * jc, 1, {n})
    {a}(2 * jc, 1, {n}) = {a}(2 * jc - 1, 1, {n})
    {b}(jc, 1, {n}) = w
  end do
""",
    """\
  do jn = 1, nblk
    do jk = 1, nlev
      k = min(jk + 1, nlev)
      do jc = 1, nproma
        {c}(jc, jk, jn) = {b}(jc, k, jn) - {b}(jc, max(jk - 1, 1), jn)
        {d}(jc, jk, jn) = {c}(jc, jk, jn) / (1.0d0 + abs({a}(jc, jk, jn)))
      end do
    end do
  end do
""",
)


def procedure(lines: int, seed: int = 1) -> str:
    """One subroutine of about that many lines."""
    source = random.Random(seed)
    fields = [f"f{i}" for i in range(24)]
    text = HEAD.format(
        fields=", ".join(fields), shaped=", &\n    ".join(f"{name}(nproma, nlev, nblk)" for name in fields)
    ).replace(", f12,", ", &\n    f12,")
    parts, count = [text], text.count("\n") + 1
    while count < lines:
        names = dict(zip("abcd", source.sample(fields, 4), strict=True))
        parts.append(source.choice(NESTS).format(n=source.randint(1, 9), **names))
        count += parts[-1].count("\n")
    return "".join(parts) + "end subroutine physics\n"


CHECKED = (5_000, 20_000)
STEP = """\
  subroutine step_{n}(g, p, n, m)
    type(grid), intent(inout) :: g
    real(8), pointer, intent(inout) :: p(:, :)
    integer, intent(in) :: n, m
    integer :: i, k
    real(8) :: t, work(n, m)
    !$acc data present(g%a, p) create(work)
    !$acc parallel loop gang vector collapse(2) default(present) private(t)
    do k = 1, m
      do i = 1, n
        t = g%a(i, k) * {n}.0d0
        work(i, k) = t + p(i, k)
      end do
    end do
    !$acc parallel loop gang vector collapse(2) default(present)
    do k = 2, m
      do i = 1, n
        g%a(i, k) = work(i, k) - work(i, k - 1)
        p(i, k) = g%a(i, k)
      end do
    end do
    !$acc end data
    if (m > {n}) then
      !$acc update host(p)
      p(1, 1) = p(1, 1) + 1.0d0
      !$acc update device(p)
    end if
  end subroutine step_{n}
"""
GRID = """\
module grids
  implicit none
  type :: grid
    real(8), pointer :: a(:, :)
  end type grid
contains
"""
DRIVER = """\
program driver
  use grids
  type(grid) :: g
  real(8), pointer :: p(:, :)
  allocate(g%a(64, 90), p(64, 90))
  g%a = 1
  p = 2
  !$acc enter data copyin(g)
  !$acc enter data copyin(g%a, p)
{calls}
  !$acc exit data copyout(g%a, p)
  !$acc exit data delete(g)
  print *, g%a(1, 1), p(1, 1)
end program driver
"""


def with_regions(lines: int) -> str:
    """A module of procedures with regions, and a program that calls each."""
    count = lines // (STEP.count("\n") + 1)
    steps = "".join(STEP.format(n=n) for n in range(1, count + 1))
    calls = "\n".join(f"  call step_{n}(g, p, 64, 90)" for n in range(1, count + 1))
    return GRID + steps + "end module grids\n" + DRIVER.format(calls=calls)


FILES = 1_500
LOOP = """\
  subroutine step_{n}_{k}(a, n)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    integer :: i
    do i = 1, n
      a(i) = a(i) * 0.5d0 + {k}
    end do
    if (n > 100) call finish_{n}(a, n)
  end subroutine step_{n}_{k}
"""
TOP = "subroutine top(n, a)\n{use}  integer :: n, i\n  real(8) :: a(n)\n  do i = 1, n\n    a(i) = 1\n  end do\nend subroutine\n"


def modules(folder: pathlib.Path, seed: int = 1):
    """1,500 files of one module each; a module uses up to three of those before it."""
    source = random.Random(seed)
    folder.mkdir()
    for n in range(FILES):
        used = sorted({source.randrange(n) for _ in range(3)}) if n else []
        (folder / f"file{n}.f90").write_text(
            f"module m{n}\n{''.join(f'  use m{u}{chr(10)}' for u in used)}  implicit none\ncontains\n"
            f"{''.join(LOOP.format(n=n, k=k) for k in range(20))}end module m{n}\n"
        )


def verdicts(binary: str, path: pathlib.Path) -> dict[str, int]:
    done = subprocess.run([binary, "explain", "--json", path], capture_output=True, text=True)
    if not done.stdout:
        raise RuntimeError(f"isotach explain ended with {done.returncode}:\n{done.stderr[-2000:]}")
    counts: dict[str, int] = {}
    for loop in json.loads(done.stdout)["loops"]:
        counts[loop["verdict"]] = counts.get(loop["verdict"], 0) + 1
    return counts


def psyclone(path: pathlib.Path):
    """What reads the file, and what asks about each loop."""
    from psyclone.psyir.frontend.fortran import FortranReader
    from psyclone.psyir.nodes import Loop
    from psyclone.psyir.tools import DependencyTools

    reader = FortranReader()
    loops = reader.psyir_from_file(str(path)).walk(Loop)

    def ask():
        tools = DependencyTools()
        return sum(bool(tools.can_loop_be_parallelised(loop)) for loop in loops)

    return (lambda: FortranReader().psyir_from_file(str(path))), ask, len(loops)


def run(root: pathlib.Path, work: pathlib.Path, binary: str, repeat: int) -> dict:
    empty = work / "empty.f90"
    empty.write_text("end\n")
    result: dict = {"unit": "s", "procedures": {}, "checked": {}, "trees": {}}
    actions = {"empty": command(binary, "explain", "--json", empty)}
    paths = {}
    for lines in LINES:
        paths[lines] = work / f"physics{lines}.f90"
        paths[lines].write_text(procedure(lines))
        actions[str(lines)] = command(binary, "explain", "--json", paths[lines])
    modules(work / "modules")
    for name, use in ("index", ""), ("closure", f"  use m{FILES - 1}\n"):
        (work / f"{name}.f90").write_text(TOP.format(use=use))
        actions[name] = command(binary, "explain", "-I", work / "modules", work / f"{name}.f90")
    actions["check nothing"] = command(binary, "check", empty)
    for lines in CHECKED:
        path = work / f"regions{lines}.f90"
        path.write_text(with_regions(lines))
        actions[f"check {lines}"] = command(binary, "check", path)
    samples = interleaved(actions, repeat, processor_seconds)
    for lines in CHECKED:
        sample = samples[f"check {lines}"].less(samples["check nothing"].median)
        result["checked"][lines] = {"seconds": sample.median, "range": [sample.low, sample.high]}
    result["modules"] = {
        name: {"seconds": sample.median, "range": [sample.low, sample.high]}
        for name in ("index", "closure")
        for sample in [samples[name].less(samples["empty"].median)]
    }
    for lines, path in paths.items():
        sample = samples[str(lines)].less(samples["empty"].median)
        result["procedures"][lines] = {
            "seconds": sample.median,
            "range": [sample.low, sample.high],
            "verdicts": verdicts(binary, path),
        }
    read, ask, loops = psyclone(paths[LINES[0]])
    few = max(1, repeat // 5)
    peer = interleaved({"read": read, "ask": ask}, few, processor_seconds)
    result["psyclone"] = {
        "loops": loops,
        "parallel": ask(),
        "seconds": {name: sample.median for name, sample in peer.items()},
        "range": {name: [sample.low, sample.high] for name, sample in peer.items()},
    }
    # A tree in which something does not parse ends with 1, and all else of it is explained.
    for folder in filter(None, os.environ.get("ISOTACH_BENCH_SOURCES", "").split(":")):
        sample = interleaved({"tree": command(binary, "explain", folder, statuses=(0, 1))}, few, processor_seconds)[
            "tree"
        ]
        result["trees"][folder] = {"seconds": sample.median, "range": [sample.low, sample.high]}
    return result


def report(result: dict) -> str:
    rows = []
    own = result["procedures"][LINES[0]]["seconds"]
    for lines, data in result["procedures"].items():
        low, high = data["range"]
        kinds = ", ".join(f"{count} {name}" for name, count in sorted(data["verdicts"].items()))
        rows.append([f"{lines} lines", "isotach", f"{data['seconds'] * 1e3:.1f}", f"{low * 1e3:.1f}..{high * 1e3:.1f}",
                     f"{data['seconds'] / own:.1f}", kinds])  # fmt: skip
    peer = result["psyclone"]
    what = {"ask": f"{peer['parallel']} parallel of {peer['loops']} loops", "read": "reading the file"}
    for name, kinds in what.items():
        seconds, (low, high) = peer["seconds"][name], peer["range"][name]
        rows.append([f"{LINES[0]} lines", "psyclone", f"{seconds * 1e3:.0f}", f"{low * 1e3:.0f}..{high * 1e3:.0f}",
                     f"{seconds / own:.0f}", kinds])  # fmt: skip
    for name, data in result["modules"].items():
        low, high = data["range"]
        rows.append([f"{FILES} modules, {name}", "isotach", f"{data['seconds'] * 1e3:.0f}",
                     f"{low * 1e3:.0f}..{high * 1e3:.0f}", "", ""])  # fmt: skip
    for lines, data in result["checked"].items():
        low, high = data["range"]
        rows.append([f"{lines} lines of OpenACC, check", "isotach", f"{data['seconds'] * 1e3:.1f}",
                     f"{low * 1e3:.1f}..{high * 1e3:.1f}", "", "no faults"])  # fmt: skip
    for folder, data in result["trees"].items():
        low, high = data["range"]
        rows.append([folder, "isotach", f"{data['seconds'] * 1e3:.0f}", f"{low * 1e3:.0f}..{high * 1e3:.0f}", "", ""])
    head = ["input", "tool", "ms", "range", "x isotach", "verdicts"]
    return table("Explaining every loop (processor time less start-up)", head, rows)
