"""Modules that GCC has compiled for a GPU: what a machine without GCC needs to load them, and loading one by its file."""

import importlib.util
import shutil
import subprocess

LIBRARIES = ["libgfortran.so.5", "libquadmath.so.0", "libgomp.so.1", "libgomp-plugin-nvptx.so.1"]


def copy_libraries(folder):
    """Puts GCC's run-time libraries into a folder, for LD_LIBRARY_PATH there."""
    for name in LIBRARIES:
        found = subprocess.run(["gcc", f"-print-file-name={name}"], capture_output=True, text=True, check=True)
        shutil.copy(found.stdout.strip(), folder / name)


def load(path):
    """The extension module of a file NAME.abi3.so."""
    spec = importlib.util.spec_from_file_location(path.name.split(".")[0], path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
