"""A Fortran compiler that says whether generated code compiles: gfortran, or what `pytest --f90=... --f90flags=...` names.

    pytest tests/scripts --compile --f90=flang-new-19 --f90flags="-fopenmp -std=f2018"

Nothing is linked or run. The runtime's modules are compiled once for each compiler, in the order of their USE statements.
"""

import pathlib
import re
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
INFRASTRUCTURE = ROOT / "runtime" / "lfric" / "infrastructure"


def in_order(paths: list[pathlib.Path]) -> list[pathlib.Path]:
    """Files with those before them that they use."""
    holds, uses = {}, {}
    for path in paths:
        text = path.read_text(errors="replace")
        for include in re.findall(r"^\s*#?include\s+['\"]([^'\"]+)", text, re.M | re.I):
            if (beside := path.parent / include).is_file():
                text += "\n" + beside.read_text(errors="replace")
        uses[path] = [name.lower() for name in re.findall(r"^\s*use\b[^:\w\n]*(?:::)?\s*(\w+)", text, re.M | re.I)]
        for name in re.findall(r"^\s*module\s+(\w+)\s*$", text, re.M | re.I):
            holds[name.lower()] = path
        holds.setdefault(path.stem.lower(), path)  # a macro may name the module
    done: dict[pathlib.Path, None] = {}

    def add(path: pathlib.Path) -> None:
        for name in uses[path]:
            if (other := holds.get(name, path)) is not path and other not in done:
                add(other)
        done[path] = None

    for path in paths:
        add(path)
    return list(done)


class Compiler:
    """One compiler with its flags, and a folder for the modules of the runtime."""

    def __init__(self, program: str, flags: str, folder: pathlib.Path):
        self.command = [program, *shlex.split(flags), "-fsyntax-only"]
        self.modules = folder / re.sub(r"\W", "_", " ".join(self.command))
        if not self.modules.exists():
            own, self.command = self.command, [*self.command]
            if "gfortran" in program:  # macros of the runtime make long lines; generated code has none
                self.command.append("-ffree-line-length-none")
            wrong = self.errors(in_order(sorted(INFRASTRUCTURE.glob("*.F90"))), self.modules)
            assert not wrong, wrong
            self.command = own

    def errors(self, sources: list[pathlib.Path], into: pathlib.Path, *others: pathlib.Path) -> str:
        """What the compiler says against files, in this order; modules go to `into`, which is searched as well.

        gfortran and flang both take -J."""
        into.mkdir(parents=True, exist_ok=True)
        folders = dict.fromkeys((into, *others, self.modules, INFRASTRUCTURE))
        search = [word for folder in folders for word in ("-I", str(folder))]
        for source in sources:  # one at a time: flang does not see modules of the same command
            done = subprocess.run(
                [*self.command, *search, "-J", str(into), str(source)], capture_output=True, text=True, errors="replace"
            )
            if done.returncode:
                return done.stderr or done.stdout or f"status {done.returncode}"
        return ""
