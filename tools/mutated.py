"""The program with wrong edits in it, each of which an environment variable turns on: does a test see them?

An edit is (file, text that occurs once in it, what stands there instead), where MUTANT is true when the edit is on.
What the edited library is made of is compiled again, and the rest linked as it was built.
"""

import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
Edits = list[tuple[str, str, str]]


def misplaced(edits: Edits) -> list[str]:
    """Edits whose text is not there exactly once."""
    found = []
    for file, old, _ in edits:
        count = (ROOT / file).read_text().count(old)
        if count != 1:
            found.append(f"{file}: {old!r} occurs {count} times")
    return found


def build(folder: pathlib.Path, scratch: pathlib.Path, library: str, edits: Edits) -> pathlib.Path:
    """A program in `scratch`, from what is built in `folder`; ISOTACH_MUTANT is the number of an edit, from 1 on."""
    copy = scratch / "src"
    shutil.copytree(ROOT / "src", copy)
    for numbered, (file, old, new) in enumerate(edits, 1):
        path = scratch / file
        path.write_text(path.read_text().replace(old, new.replace("MUTANT", f"isotach_mutant({numbered})")))
    for file in {file for file, _, _ in edits}:
        text = '#include <cstdlib>\nstatic bool isotach_mutant(int n) { const char* on = std::getenv("ISOTACH_MUTANT"); return on && std::atoi(on) == n; }\n'
        path = scratch / file
        path.write_text("#ifndef ISOTACH_MUTANTS\n#define ISOTACH_MUTANTS\n" + text + "#endif\n" + path.read_text())
    done = subprocess.run(
        ["/usr/bin/ninja", "-C", folder, "-t", "commands", "isotach"], check=True, capture_output=True, text=True
    )
    commands = [line for line in done.stdout.splitlines() if not line.startswith("ninja:")]
    objects = {}
    for command in commands:
        made = re.search(rf" -o (src/{library}/CMakeFiles/isotach_{library}\S*Unity\S*\.o) -c (\S+)", command)
        if not made:
            continue
        unity = scratch / pathlib.Path(made.group(2)).name
        text = pathlib.Path(made.group(2)).read_text()
        mutated = text.replace(f"{ROOT}/src/{library}/", f"{copy}/{library}/")
        if not any(file.removeprefix("src/") in mutated for file, _, _ in edits):
            continue
        unity.write_text(mutated)
        objects[made.group(1)] = str(unity) + ".o"
        command = command.replace(made.group(2), str(unity)).replace(f"-I{ROOT}/src", f"-I{copy}").replace("-O1", "-O0")
        command = re.sub(r" -MD -MT \S+ -MF \S+", "", command).replace(f" -o {made.group(1)}", f" -o {unity}.o")
        subprocess.run(command, shell=True, check=True, cwd=folder, stderr=subprocess.DEVNULL)
    archive = next(
        command
        for command in commands
        if f"libisotach_{library}.a" in command and " ar " in command.replace("/usr/bin/ar", " ar")
    )
    members = [objects.get(word, word) for word in archive.split() if word.endswith(".o")]
    subprocess.run(["ar", "rcs", scratch / f"libisotach_{library}.a", *members], check=True, cwd=folder)
    program = scratch / "bin" / "isotach"
    program.parent.mkdir()
    link = (
        commands[-1]
        .replace(f"src/{library}/libisotach_{library}.a", str(scratch / f"libisotach_{library}.a"))
        .replace(" -o bin/isotach", f" -o {program}")
    )
    subprocess.run(link, shell=True, check=True, cwd=folder)
    return program
