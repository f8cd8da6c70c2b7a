"""make fuzz: runs the libFuzzer targets of tests/fuzz, each for some seconds, from the fixtures and a corpus.

    tools/fuzz.py [--seconds 60] [--target parser] [--corpus DIR] [--jobs 2]

An input that breaks an invariant is left in build/fuzz/findings/; reduce it, fix the cause, keep it as a golden test.
"""

import argparse
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "fuzz"
TARGETS = ["lexer", "preprocessor", "parser", "fixed_form", "included", "edit"]
FORTRAN = {".f90", ".f", ".for", ".f03", ".f08"}
LARGEST = 20_000  # bytes of a seed: large ones only slow the search


def seeds(folder: pathlib.Path, corpus: pathlib.Path | None) -> None:
    """The fixtures, and files spread evenly over the corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [p for p in (ROOT / "tests").rglob("*") if p.suffix.lower() in FORTRAN]
    if corpus:
        found = sorted(p for p in corpus.rglob("*") if p.suffix.lower() in FORTRAN and p.stat().st_size < LARGEST)
        files += found[:: max(1, len(found) // 500)]
    for i, path in enumerate(files):
        shutil.copy(path, folder / f"seed{i}{path.suffix}")


def run(target: str, seconds: int) -> tuple[str, str]:
    """One line about the run, and the end of what libFuzzer said when it found something."""
    findings, grown = BUILD / "findings", BUILD / "grown" / target
    findings.mkdir(exist_ok=True)
    grown.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={findings}/{target}-", "-timeout=10"]
    options += ["-rss_limit_mb=3000", f"-max_len={LARGEST}", "-print_final_stats=1"]
    command = [str(BUILD / "fuzz" / f"fuzz_{target}"), *options, str(grown), str(BUILD / "seeds")]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace")
    executions = re.search(r"stat::number_of_executed_units: (\d+)", done.stderr)
    coverage = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
    edges = coverage[-1][0] if coverage else "0"
    line = f"{target}: {executions.group(1) if executions else '?'} executions, {edges} edges"
    return line, "" if done.returncode == 0 else "\n".join(done.stderr.splitlines()[-40:])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--target", choices=TARGETS, help="this one alone")
    parser.add_argument(
        "--corpus", type=pathlib.Path, metavar="DIR", help="more seeds, as from tests/corpus/corpus.py --fetch"
    )
    parser.add_argument("--jobs", type=int, default=1, help="targets at a time")
    arguments = parser.parse_args()
    seeds(BUILD / "seeds", arguments.corpus)
    targets = [arguments.target] if arguments.target else TARGETS
    found = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for line, finding in pool.map(lambda target: run(target, arguments.seconds), targets):
            print(line, flush=True)
            if finding:
                found += 1
                print(finding, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
