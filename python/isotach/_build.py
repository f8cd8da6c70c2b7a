"""isotach.build: Fortran sources in, an imported Python module out.

A build is kept under a key made of everything that decides its content, so the second call costs the reading of
the sources. Entries are made aside and renamed into place: processes that build the same thing at once each see
all of an entry or none.
"""

import functools
import hashlib
import importlib.machinery
import importlib.util
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from ._binary import IsotachError, binary, environment, version

_SUFFIX = ".abi3.so"
_REPORT = "report.txt"  # of an entry: what `isotach build --report` said
_INCLUDE = re.compile(rb"""^[ \t]*(?:\#[ \t]*include[ \t]+["<]([^">\n]+)[">]|include[ \t]*['"]([^'"\n]+)['"])""",
                      re.MULTILINE | re.IGNORECASE)  # fmt: skip

PathLike = str | os.PathLike


class BuildError(IsotachError):
    """A build failed. The text is what the tool wrote to standard error, compilers' messages included.

    Attributes
    ----------
    command : list of str
        What was run.
    returncode : int
        How it ended.
    """

    def __init__(self, message: str, command: Sequence[str] = (), returncode: int = 1):
        super().__init__(message)
        self.command = list(command)
        self.returncode = returncode


def build(
    sources: PathLike | Iterable[PathLike],
    name: str,
    *,
    target: str = "cpu",
    compiler: str | None = None,
    only: Iterable[str] | None = None,
    classes: Mapping[str, str] | None = None,
    include_dirs: Iterable[PathLike] = (),
    defines: Iterable[str] = (),
    undefines: Iterable[str] = (),
    library_dirs: Iterable[PathLike] = (),
    libraries: Iterable[str] = (),
    fflags: str = "",
    ldflags: str = "",
    threadsafe: bool = False,
    encoding: str | None = None,
    host_exec: bool = False,
    check_races: bool = False,
    gpu: Iterable[str] = (),
    output_dir: PathLike | None = None,
    report: bool = False,
    verbose: bool = False,
) -> ModuleType:
    """Compiles Fortran sources to a Python module and imports it.

    The module is kept in the cache folder (``$XDG_CACHE_HOME/isotach``, by default ``~/.cache/isotach``) under a key
    of the sources' bytes, the files they include, the options, and the versions of Isotach and of the compilers.
    As long as none of these change, a later call imports what is there.

    Parameters
    ----------
    sources
        Fortran files, free or fixed form, in any order; with them f2py's .pyf file, C sources, objects and
        libraries (.c, .o, .a, .so). One path will do.
    name
        Name of the module; a Python identifier.
    target
        ``"cpu"``; ``"openacc"`` for a module whose OpenACC regions run on the GPU; ``"openmp"``: the same for TARGET
        regions of OpenMP; ``"auto"``: ``"openacc"`` when the
        sources have OpenACC directives and the compiler can make code for GPUs. Which, and why, is said on standard
        error. ``"cuda"``: CUDA Fortran, compiled with gfortran and nvcc (docs/cuda.md).
    compiler
        Fortran compiler: ``"gfortran"``, ``"nvfortran"``, a path, or a command with options. By default the
        environment's ``FC``, or gfortran. ``CC``, ``FFLAGS``, ``F90FLAGS``, ``CFLAGS``, ``CPPFLAGS``, ``LDFLAGS`` and
        ``NPY_DISTUTILS_APPEND_FLAGS`` are honoured too, and part of the key.
    only
        Procedures to make available (``"procedure"`` or ``"module.procedure"``); all by default.
    classes
        Python classes to make of procedures that share state, by their names: ``{"Turbulence": "init:run:finalize"}``,
        the constructor, any number of methods, and what ends an object; the first and the last may be empty, and
        ``"init:run=turbdiff_run:finalize"`` gives a method another name.
    include_dirs, defines, undefines
        For the preprocessor and for ``INCLUDE`` and ``.mod`` files: folders, ``"NAME"`` or ``"NAME=VALUE"``, names.
    library_dirs, libraries
        For the linker: folders, names without ``lib`` and suffix.
    fflags, ldflags
        More options for the Fortran compiler and the linker, as one would type them.
    threadsafe
        Let other Python threads run during calls; docs/python-modules.md tells what the Fortran must not do then.
    encoding
        Of comments and texts that are not UTF-8, for docstrings and messages: Latin-1 by default.
    host_exec
        With ``target="cuda"``: device code runs on the host, thread by thread, with checked subscripts.
    check_races
        As ``host_exec``; two threads that touch one element in no order are an error that names both lines.
    gpu
        With ``target="cuda"``: architectures to make code for, such as ``"sm_90"``; by default sm_80 and sm_90.
    output_dir
        Also put the module file and its type stub here. The cached copy is the one imported, so a module that was
        imported before keeps working.
    report
        List on standard error what was wrapped, and what was left out with the reason. Without it, a warning there
        says that something public is missing, when the module is made.
    verbose
        Show the commands that are run.

    Returns
    -------
    module
        The imported module. Arrays are passed as NumPy arrays; each procedure's docstring tells shapes and types.
        It is not entered in ``sys.modules``, so modules of one name but other content live side by side.

    Raises
    ------
    BuildError
        Fortran that cannot be wrapped, compiled or linked; the text says where and why.
    ValueError
        `name` is no identifier, or there are no sources.
    OSError
        A source cannot be read.
    """
    if not name.isidentifier() or not name.isascii():
        raise ValueError(f"'{name}' cannot be a module's name; take letters, digits and underscores")
    files = [Path(sources)] if isinstance(sources, str | os.PathLike) else [Path(source) for source in sources]
    if not files:
        raise ValueError("no sources; give at least one Fortran file")
    include_dirs = [Path(folder) for folder in include_dirs]
    library_dirs = [Path(folder) for folder in library_dirs]
    libraries = list(libraries)

    options = ["-m", name, "--target", target]
    if compiler:
        options.append(f"--compiler={compiler}")
    for procedure in only or ():
        options += ["--only", procedure]
    options += [f"--class={name}={procedures}" for name, procedures in (classes or {}).items()]
    options += [f"-I{folder.absolute()}" for folder in include_dirs]
    options += [f"-D{define}" for define in defines]
    options += [f"-U{define}" for define in undefines]
    options += [f"-L{folder.absolute()}" for folder in library_dirs]
    options += [f"-l{library}" for library in libraries]
    if encoding:
        options.append(f"--encoding={encoding}")
    if threadsafe:
        options.append("--threadsafe")
    if host_exec:
        options.append("--host-exec")
    if check_races:
        options.append("--check-races")
    options += [f"--gpu={architecture}" for architecture in gpu]
    if fflags:
        options.append(f"--fflags={fflags}")
    if ldflags:
        options.append(f"--ldflags={ldflags}")

    flags = f"{fflags} {ldflags} {os.environ.get('FFLAGS', '')} {os.environ.get('CFLAGS', '')}"
    key = _key(files, options, compiler, include_dirs, library_dirs, libraries, flags)
    entry = _cache_folder() / key
    module_file = entry / (name + _SUFFIX)
    if not module_file.is_file():
        _run_build([str(file.absolute()) for file in files], options, entry, module_file.name, verbose)
    elif verbose:
        print(f"isotach: {name} is unchanged; using {module_file}", file=sys.stderr)
    if report:
        sys.stderr.write((entry / _REPORT).read_text(encoding="utf-8", errors="replace"))
    if output_dir is not None:
        _copy(entry, name, Path(output_dir))
    return _import(name, module_file)


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "isotach" / "modules"


def _run_build(sources: list[str], options: list[str], entry: Path, expected: str, verbose: bool):
    entry.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".building-", dir=entry.parent) as temporary:
        made = Path(temporary) / "module"
        made.mkdir()
        command = [binary(), "build", *sources, *options, "-o", str(made), "--report"]
        if verbose:
            command.append("--verbose")
            print(shlex.join(command), file=sys.stderr)
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace",
                              stdin=subprocess.DEVNULL, env=environment())  # fmt: skip
        if done.returncode != 0:
            reason = done.stderr.strip() or f"isotach build ended with {done.returncode} and said nothing"
            raise BuildError(reason, command, done.returncode)
        if not (made / expected).is_file():
            raise BuildError(f"isotach build succeeded but made no {expected}", command, 0)
        # What succeeds may still have things to say: procedures that are left out, for one.
        sys.stderr.write(done.stderr)
        # "  wrapped   ...": the lines after the one that says where the module is, which is not where it stays.
        lines = [line for line in done.stdout.splitlines(keepends=True) if line.startswith("  ")]
        (made / _REPORT).write_text("".join(lines), encoding="utf-8")
        try:
            made.rename(entry)
        except OSError:
            # Another process was first with the same content, or an entry was damaged: a whole entry wins.
            if not (entry / expected).is_file():
                shutil.rmtree(entry, ignore_errors=True)
                made.rename(entry)


def _copy(entry: Path, name: str, folder: Path):
    folder.mkdir(parents=True, exist_ok=True)
    for file in (entry / (name + _SUFFIX), entry / (name + ".pyi")):
        if file.is_file():
            # Replaced, not overwritten: a process that has the old file mapped would crash.
            temporary = folder / f".{file.name}.{os.getpid()}"
            shutil.copy2(file, temporary)
            temporary.replace(folder / file.name)


_imported: dict[str, ModuleType] = {}  # by file: what was imported last from it


def named(name: str, file: str, path: str) -> object:
    """A procedure or Fortran module that was pickled: `path`, ``"turb.mix"``, of the module `name` in `file`, which this process
    imports once."""
    found: object = _imported.get(file) or _import(name, Path(file))
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _import(name: str, file: Path) -> ModuleType:
    loader = importlib.machinery.ExtensionFileLoader(name, str(file))
    spec = importlib.util.spec_from_file_location(name, file, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    _imported[str(file)] = module
    return module


def _key(
    sources: list[Path],
    options: list[str],
    compiler: str | None,
    include_dirs: list[Path],
    library_dirs: list[Path],
    libraries: list[str],
    flags: str,
) -> str:
    """SHA-256 over everything that decides what the module is."""
    digest = hashlib.sha256()

    def add(label: str, value: bytes | str):
        data = value.encode(errors="surrogateescape") if isinstance(value, str) else value
        digest.update(f"{label} {len(data)}\n".encode())
        digest.update(data)

    program = binary()
    status = os.stat(program)
    add("isotach", f"{version()} {status.st_size} {status.st_mtime_ns}")
    add("machine", platform.machine() + (_processor() if "native" in flags else ""))
    add("CC", _compiler(os.environ.get("CC") or "gcc"))
    add("FC", _compiler(compiler or os.environ.get("FC") or "gfortran"))
    if "cuda" in options and "--host-exec" not in options:
        add("nvcc", os.environ.get("ISOTACH_NVCC", "") + str(shutil.which("nvcc")))
    if "auto" in options:
        add("offload", _offload_compiler(compiler or os.environ.get("FC") or "gfortran"))
    for variable in (
        "CFLAGS",
        "FFLAGS",
        "F90FLAGS",
        "CPPFLAGS",
        "LDFLAGS",
        "NPY_DISTUTILS_APPEND_FLAGS",
        "CPATH",
        "LIBRARY_PATH",
        "GFORTRAN_CONVERT_UNIT",
    ):
        add(variable, os.environ.get(variable, ""))
    for option in options:
        add("option", option)
    for source in sources:
        add("source", source.name)
        add("text", source.read_bytes())
    for include in _included(sources, include_dirs):
        add("include", include.name)
        add("text", include.read_bytes())
    for folder in include_dirs:
        for module in sorted(folder.glob("*.[ms]*od")):
            if module.suffix.lower() in (".mod", ".smod"):
                add("module", module.name)
                add("text", module.read_bytes())
    for folder in library_dirs:
        for library in libraries:
            for file in sorted(folder.glob(f"lib{library}.*")):
                status = file.stat()
                add("library", f"{file.absolute()} {status.st_size} {status.st_mtime_ns}")
    return digest.hexdigest()


def _included(sources: list[Path], include_dirs: list[Path]) -> list[Path]:
    """Files that sources include by INCLUDE or #include, also through each other, in the order first met.

    A file is sought beside the one that includes it, then in `include_dirs`, as compilers do. A file that is not
    found is none: the compiler will say so, or an #if keeps it out. Names made by macros are not followed.
    """
    found: dict[Path, None] = {}
    pending = list(sources)
    while pending:
        source = pending.pop(0)
        for match in _INCLUDE.finditer(source.read_bytes()):
            name = os.fsdecode(match.group(1) or match.group(2))
            for folder in (source.parent, *include_dirs):
                file = folder / name
                if file.is_file() and file not in found:
                    found[file] = None
                    pending.append(file)
                    break
    return list(found)


def _compiler(command: str) -> str:
    """What a compiler says of itself; empty when it is not there, which the build will report."""
    words = [command] if shutil.which(command) else shlex.split(command)
    program = shutil.which(words[0]) if words else None
    if not program:
        return ""
    return command + _compiler_version(program, os.stat(program).st_mtime_ns)


def _offload_compiler(command: str) -> str:
    """Where GNU Fortran's compiler for NVIDIA GPUs is, which decides what an automatic target becomes."""
    words = [command] if shutil.which(command) else shlex.split(command)
    try:
        done = subprocess.run([*words, "-print-prog-name=accel/nvptx-none/mkoffload"], capture_output=True, text=True,
                              errors="replace", stdin=subprocess.DEVNULL)  # fmt: skip
    except OSError:
        return ""
    return shutil.which(done.stdout.strip()) or ""


@functools.cache
def _compiler_version(program: str, modified: int) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, errors="replace",
                          stdin=subprocess.DEVNULL)  # fmt: skip
    return done.stdout


@functools.cache
def _processor() -> str:
    """What -march=native depends on: a cache folder may be shared by machines of several kinds."""
    try:
        lines = Path("/proc/cpuinfo").read_text().split("\n\n", 1)[0].splitlines()
    except OSError:
        return platform.processor()
    return "".join(line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part")))
