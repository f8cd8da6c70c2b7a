"""make fuzz: runs the libFuzzer targets of tests/fuzz, each for some seconds, from the fixtures and a corpus.

    tools/fuzz.py [--seconds 60] [--target parser] [--corpus DIR]

An input that breaks an invariant is left in build/fuzz/findings/; reduce it, mend the cause, keep it as a golden test.
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "fuzz"
TARGETS = ["lexer", "preprocessor", "parser", "fixed_form", "edit"]
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--target", choices=TARGETS, help="this one alone")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="more seeds, as from tools/corpus --fetch")
    arguments = parser.parse_args()
    seeds(BUILD / "seeds", arguments.corpus)
    findings = BUILD / "findings"
    findings.mkdir(exist_ok=True)
    failed = 0
    for target in [arguments.target] if arguments.target else TARGETS:
        grown = BUILD / "grown" / target
        grown.mkdir(parents=True, exist_ok=True)
        options = [f"-max_total_time={arguments.seconds}", f"-artifact_prefix={findings}/{target}-", "-timeout=10"]
        options += ["-rss_limit_mb=3000", f"-max_len={LARGEST}", "-print_final_stats=1"]
        command = [str(BUILD / "fuzz" / f"fuzz_{target}"), *options, str(grown), str(BUILD / "seeds")]
        run = subprocess.run(command, capture_output=True, text=True, errors="replace")
        executions = re.search(r"stat::number_of_executed_units: (\d+)", run.stderr)
        coverage = re.findall(r"cov: (\d+) ft: (\d+)", run.stderr)
        edges = coverage[-1][0] if coverage else "0"
        print(f"{target}: {executions.group(1) if executions else '?'} executions, {edges} edges", flush=True)
        if run.returncode != 0:
            failed = 1
            print("\n".join(run.stderr.splitlines()[-40:]), file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())
