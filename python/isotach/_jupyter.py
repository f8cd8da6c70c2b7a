"""The cell magic %%isotach: a cell of Fortran becomes a module, and its names are there in the next cell.

``%load_ext isotach`` registers it. Options are those of fortran-magic where there are such; docs/jupyter.md lists them. No part of
IPython is imported: what is needed of it is the object that ``load_ipython_extension`` gets.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shlex
import tempfile
from pathlib import Path

from ._build import BuildError, build
from ._output import flush

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any


class _Words(argparse.ArgumentParser):
    """Which tells of wrong words, and does not end the notebook's process."""

    def error(self, message: str):
        raise ValueError(f"%%isotach: {message}; %%isotach --help lists the options")


_TAKES_FLAGS = ("--opt", "--f90flags", "--f77flags", "--extra", "--ldflags")


def _words(line: str) -> list[str]:
    """The words of a line; "--opt -O2" becomes "--opt=-O2", since argparse takes a word with a dash for an option."""
    words: list[str] = []
    for word in shlex.split(line):
        if words and words[-1] in _TAKES_FLAGS:
            words[-1] += "=" + word
        else:
            words.append(word)
    return words


def _parser() -> argparse.ArgumentParser:
    parser = _Words(prog="%%isotach", add_help=False, description="Compiles the cell's Fortran and imports all of it.")
    add = parser.add_argument
    add("-v", "--verbosity", action="count", default=0, help="-v: what there is now; -vv: the compilers' commands too")
    add("--fcompiler", "--compiler", metavar="COMMAND", help="Fortran compiler: gfortran, a path")
    add("--opt", metavar="FLAGS", help="optimisation, e.g. --opt='-O2'")
    add("--f90flags", "--f77flags", "--extra", dest="flags", action="append", metavar="FLAGS",
        help="more options for the Fortran compiler, e.g. --f90flags='-fopenmp'")  # fmt: skip
    add("--link", action="append", metavar="LIBRARY", help="link with lapack, m ...")
    add("--ldflags", metavar="FLAGS", help="more options for the linker")
    add("--debug", action="store_true", help="-g and gfortran's checks of bounds and more")
    add("--target", choices=("cpu", "openacc", "openmp", "cuda", "auto"), help="where compute regions run")
    add("--class", dest="classes", action="append", metavar="NAME=init:run:finalize",
        help="a Python class of procedures that share state")  # fmt: skip
    add("--help", action="store_true", help="show this")
    return parser


class Magic:
    """What one notebook has set, and the functions that its magics are."""

    def __init__(self, shell: Any):
        self.shell = shell
        self.defaults: list[str] = []

    def config(self, line: str) -> None:
        """%isotach_config [--defaults | OPTION...]: options of every %%isotach from now on; alone, it shows them."""
        words = _words(line)
        if words == ["--defaults"]:
            self.defaults = []
        elif words:
            _parser().parse_args(words)
            self.defaults = words
        print("%%isotach", shlex.join(self.defaults) or "without options of your own")

    def cell(self, line: str, text: str) -> None:
        """%%isotach [OPTION...]: compiles the cell's Fortran, free form, and imports its modules and procedures."""
        options = _parser().parse_args([*self.defaults, *_words(line)])
        if options.help:
            print(_parser().format_help())
            return
        module = compiled(text, options)
        names = public_names(module)
        self.shell.push({name: getattr(module, name) for name in names})
        if options.verbosity:
            print("Fortran in this notebook now:", ", ".join(names))


def compiled(text: str, options: argparse.Namespace) -> ModuleType:
    """The module of a cell; its name tells the text and the options, so a cell that has not changed is not compiled again."""
    words = repr(sorted((key, value) for key, value in vars(options).items() if key != "verbosity"))
    name = "cell_" + hashlib.sha256((words + text).encode()).hexdigest()[:16]
    flags = [options.opt or "", *(options.flags or [])]
    if options.debug:
        flags.append("-g -fcheck=all")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{name}.f90"
        source.write_text(text, encoding="utf-8")
        try:
            return build(source, name, target=options.target or "cpu", compiler=options.fcompiler,
                         libraries=options.link or (), fflags=" ".join(flags).strip(), ldflags=options.ldflags or "",
                         classes=dict(word.partition("=")[::2] for word in options.classes or ()),
                         verbose=options.verbosity > 1)  # fmt: skip
        except BuildError as error:
            # Lines are the cell's: the file has nothing else.
            said = re.sub(rf"(?:\S*/)?{name}\.f90", "cell", str(error))
            raise BuildError(said, error.command, error.returncode) from None


def public_names(module: ModuleType) -> list[str]:
    """Fortran modules, procedures and classes of a module, in its order; not its exceptions."""
    errors = [name for name, value in vars(module).items() if isinstance(value, type) and issubclass(value, Exception)]
    return [name for name in vars(module) if not name.startswith("_") and name not in errors]


def load(shell: Any) -> None:
    """Registers the magics, and writes out after each cell what Fortran holds back."""
    magic = Magic(shell)
    shell.register_magic_function(magic.cell, "cell", "isotach")
    shell.register_magic_function(magic.config, "line", "isotach_config")
    shell.events.register("post_run_cell", lambda *_: flush())
