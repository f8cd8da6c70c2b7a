"""Random regions of KERNELS on the GPU: does GCC's code compute what the host does?

    python bench/gpu/kernels.py prepare [--count 200] [--seed 1]     builds into build/kernels
    LD_LIBRARY_PATH=build/kernels python3 bench/gpu/kernels.py run   there, with build/kernels in place

Array assignments, WHERE and loops over pointers, allocatables and dummies of both kinds, one to three in a region. All values
are small integers, so results are exact. Exit code 0 if all regions are right; those that are wrong are listed with their text.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

from offloaded import copy_libraries, load

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "kernels"
SIZES = ((5, 3), (70, 33))

BEGIN = """\
module kern
  implicit none
  real(8), pointer :: p2(:,:) => null(), p1(:) => null()
  real(8), pointer, contiguous :: c1(:) => null()
  real(8), allocatable, target :: m1(:), m2(:,:), h1(:), h2(:,:), hc(:)
contains
  subroutine load(a, b)
    real(8), intent(in) :: a(:,:), b(:)
    if (allocated(m1)) deallocate(m1, m2, h1, h2, hc)
    allocate(m1, source=b + 1); allocate(m2, source=a + 1)
    allocate(h1, source=b + 2); allocate(h2, source=a + 2); allocate(hc, source=b + 3)
    p1 => h1; p2 => h2; c1 => hc
  end subroutine
  subroutine unload(a, b)
    real(8), intent(inout) :: a(:,:,:), b(:,:)
    a(:,:,1) = m2; a(:,:,2) = p2; b(:,1) = m1; b(:,2) = p1; b(:,3) = c1
  end subroutine
"""
REGION = """\
  subroutine r{number}(n, m, e1, e2, d1, d2)
    integer, intent(in) :: n, m
    real(8), intent(inout) :: e1(n), e2(n,m), d1(:), d2(:,:)
    integer :: i, j
    !$acc kernels copy(e1, e2, d1, d2, m1, m2, p1, p2, c1)
{body}
    !$acc end kernels
  end subroutine
"""
ONE, TWO = ("p1", "m1", "d1", "e1", "c1"), ("p2", "m2", "d2", "e2")
STATEMENTS = [
    "{x} = {x} + {k}",
    "{X} = {X} + {k}",
    "{x} = {x} + {y}",
    "{X} = {X} + {Y}*{k}",
    "{x}(2:n-1) = {x}(2:n-1) + {y}(2:n-1) + {k}",
    "do i = 1, n\n  {x}(i) = {x}(i) + {y}(i) + {k}\nend do",
    "do j = 1, m\n  do i = 1, n\n    {X}(i,j) = {X}(i,j) + {Y}(i,j) + {k}\n  end do\nend do",
    "where ({x} > {y})\n  {x} = {x} + {k}\nelsewhere\n  {x} = {x} - {k}\nend where",
    "do i = 1, n\n  if ({y}(i) > 3) {x}(i) = {x}(i) + {k}\nend do",
    "{X}(:,1) = {X}(:,1) + {k}",
    "do j = 1, m\n  {X}(:,j) = {X}(:,j) + {k}\nend do",
    "do i = 2, n\n  {x}(i) = {x}(i) + {x}(i-1)\nend do",
]


def bodies(seed, count):
    draw = random.Random(seed)
    for _ in range(count):
        statements = [draw.choice(STATEMENTS).format(x=draw.choice(ONE), y=draw.choice(ONE), X=draw.choice(TWO),
                                                     Y=draw.choice(TWO), k=draw.randint(1, 3))
                      for _ in range(draw.choice((1, 1, 2, 3)))]  # fmt: skip
        yield "\n".join("    " + line for statement in statements for line in statement.splitlines())


def results(kern, count):
    """The digest of what each region leaves in all arrays, for each size."""
    import numpy as np

    found = {}
    for n, m in SIZES:
        for number in range(count):
            a, b = np.asfortranarray((np.arange(n * m) % 7.0).reshape(n, m)), np.arange(n) % 5.0
            kern.load(a, b)
            arrays = [b + 4, np.asfortranarray(a + 4), b + 5, np.asfortranarray(a + 5)]
            getattr(kern, f"r{number}")(*arrays)
            left = [np.zeros((n, m, 2), order="F"), np.zeros((n, 3), order="F")]
            kern.unload(*left)
            found[f"{number} {n}"] = hashlib.sha256(b"".join(array.tobytes() for array in (*arrays, *left))).hexdigest()
    return found


def prepare(options):
    shutil.rmtree(OUT, ignore_errors=True)
    texts = list(bodies(options.seed, options.count))
    source = BEGIN + "".join(REGION.format(number=i, body=body) for i, body in enumerate(texts)) + "end module\n"
    binary = os.environ.get("ISOTACH_BINARY", "isotach")
    for target in ("cpu", "openacc"):
        (OUT / target).mkdir(parents=True)
        (OUT / target / "kern.f90").write_text(source)
        subprocess.run(
            [binary, "build", OUT / target / "kern.f90", "-m", "kern", "--target", target, "-o", OUT / target],
            check=True,
        )
    expected = results(load(OUT / "cpu" / "kern.abi3.so").kern, options.count)
    (OUT / "expected.json").write_text(json.dumps({"texts": texts, "expected": expected}))
    copy_libraries(OUT)


def run():
    facts = json.loads((OUT / "expected.json").read_text())
    found = results(load(OUT / "openacc" / "kern.abi3.so").kern, len(facts["texts"]))
    wrong = sorted({int(key.split()[0]) for key, values in facts["expected"].items() if found[key] != values})
    for number in wrong:
        print(f"WRONG\n{facts['texts'][number]}")
    print(f"{len(facts['texts'])} regions of KERNELS, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("prepare", "run"))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    sys.exit(prepare(words) if words.what == "prepare" else run())
