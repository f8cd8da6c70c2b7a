"""What other projects get: the CMake package after `cmake --install`, and what pip installs."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig

import pytest
import sampling

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = re.search(r"project\(Isotach VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def run(*command, **options):
    environment = {key: value for key, value in os.environ.items() if key not in ("ISOTACH_BINARY", "PYTHONPATH")}
    if shutil.which("ccache"):  # the tests' build has compiled the same objects
        environment |= {
            "CMAKE_CXX_COMPILER_LAUNCHER": "ccache",
            "CCACHE_BASEDIR": str(ROOT),
            "CCACHE_NOHASHDIR": "1",
            "CXX": "c++",  # as CMake names it by itself: ccache tells compilers apart by name
        }
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment,
                          stdin=subprocess.DEVNULL, **options)  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture
def prefix(tmp_path):
    build = pathlib.Path(os.environ["ISOTACH_BINARY"]).parents[1]
    run("cmake", "--install", build, "--prefix", tmp_path / "prefix")
    return tmp_path / "prefix"


def test_another_cmake_project_finds_and_links_the_stages(prefix, tmp_path):
    source = ROOT / "tests" / "packaging" / "consumer"
    build = tmp_path / "build"
    # A sanitizer's libraries link only into a program that has it too.
    cache = (pathlib.Path(os.environ["ISOTACH_BINARY"]).parents[1] / "CMakeCache.txt").read_text()
    flags = re.search(r"^CMAKE_CXX_FLAGS:\w+=(.*)$", cache, re.MULTILINE).group(1)
    run(
        "cmake",
        "-S",
        source,
        "-B",
        build,
        "-G",
        "Ninja",
        f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DCMAKE_CXX_FLAGS={flags}",
    )
    run("cmake", "--build", build)
    assert "call step" in run(build / "consumer")


def test_the_installed_program_runs_from_another_place(prefix):
    assert VERSION in run(prefix / "bin" / "isotach", "--version")


def test_installed_headers_need_nothing_that_is_not_installed(prefix, tmp_path):
    """All of them, last first: a header that leans on one before it in the alphabet shows. Each one's own .cpp
    includes it first, which the build has proved."""
    include = prefix / "include" / "isotach"
    headers = sorted((str(file.relative_to(include)) for file in include.rglob("*.h")), reverse=True)
    assert headers
    # Lists such as tree/node_macros.h have no guard: they are made for one header to include.
    lines = [f'#include "{name}"\n' for name in headers if "#pragma once" in (include / name).read_text()]
    (tmp_path / "all.cpp").write_text("".join(lines))
    run("g++", "-std=c++20", "-fsyntax-only", "-I", include, tmp_path / "all.cpp")


def make_environment(folder: pathlib.Path) -> pathlib.Path:
    """A fresh virtual environment that finds the build backend in this one, so that nothing is downloaded."""
    run(sys.executable, "-m", "venv", folder)
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "backend.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


def same_build() -> list[str]:
    """Options that compile the wheel as the program under test is compiled, for the sake of ccache; make test-full
    builds it as users do, as pyproject.toml says."""
    if sampling.FULL:
        return []
    sampling.state("packaging: the wheel is built with the options of the tests' build, instead of Release too", 1, 2)
    cache = (pathlib.Path(os.environ["ISOTACH_BINARY"]).parents[1] / "CMakeCache.txt").read_text()
    found = dict(re.findall(r"^(\w+):\w+=(.*)$", cache, re.MULTILINE))
    build_type = found["CMAKE_BUILD_TYPE"]
    flags = f"CMAKE_CXX_FLAGS_{build_type.upper()}"
    settings = [f"cmake.build-type={build_type}"]
    settings += [
        f"cmake.define.{name}={found[name]}"
        for name in (flags, "CMAKE_CXX_FLAGS", "CMAKE_UNITY_BUILD")
        if found.get(name)
    ]
    return [f"--config-settings={setting}" for setting in settings]


def pip(environment, *arguments):
    run(environment / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-deps",
        "--no-build-isolation", "--ignore-installed", *same_build(), *arguments)  # fmt: skip


# One test, since both installs share the build folder inside the source tree.
def test_pip_installs_the_program_and_the_package(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for mode in ("wheel", "editable"):
        environment = make_environment(tmp_path / mode)
        pip(environment, *(["-e"] if mode == "editable" else []), ROOT)
        assert run(environment / "bin" / "isotach", "--version").strip() == VERSION
        code = "import isotach; print(isotach.__version__, isotach.__file__, isotach.binary())"
        version, file, binary = run(environment / "bin" / "python", "-c", code, cwd=elsewhere).split()
        assert version == VERSION
        inside = pathlib.Path(file).is_relative_to(environment)
        assert inside == (mode == "wheel")
        if mode == "wheel":
            assert pathlib.Path(binary) == environment / "bin" / "isotach"
            assert (pathlib.Path(file).parent / "py.typed").is_file()
        assert VERSION in run(environment / "bin" / "python", "-m", "isotach", "--version", cwd=elsewhere)
        # The program starts the Python it was installed beside, whatever python3 in PATH is.
        assert "--random" in run(environment / "bin" / "isotach", "verify", "--help", cwd=elsewhere)
