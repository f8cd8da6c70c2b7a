"""The command `isotach verify`.

Modules run in a child process. Fortran may crash it or end it with STOP, whose exit status 0 would read as success:
the child therefore says what it is about to call and, at the end, its verdict, in memory shared with the parent, and
only that verdict counts.
"""

import argparse
import json
import mmap
import os
import signal
import sys
import traceback
import xml.etree.ElementTree as ElementTree

from . import VerifyError

PASSED, DIFFERS, UNUSABLE = 0, 1, 2

_EXAMPLES = """\
Exit status: 0 all fields are within their tolerances, 1 some differ or a run failed, 2 wrong usage or bad input.
Examples:
  isotach verify turb.abi3.so case.toml                          against the archive that the case names
  isotach verify turb.abi3.so case.toml --random 20 --seed 1     and with random fields against another build
  isotach verify turb_gpu.abi3.so case.toml --against turb.abi3.so   GPU against CPU
  isotach verify turb.abi3.so case.toml --junit report.xml --output out   for a CI server
docs/verify.md tells the keys of a case file."""


class _Shared:
    """One line of text and a verdict that outlive the child."""

    SIZE = 4096

    def __init__(self):
        self.memory = mmap.mmap(-1, self.SIZE)

    def note(self, text: str):
        data = text.encode(errors="replace")[: self.SIZE - 2]
        self.memory[1 : len(data) + 2] = data + b"\0"

    def noted(self) -> str:
        return self.memory[1:].split(b"\0", 1)[0].decode(errors="replace")

    def finish(self, code: int):
        self.memory[0] = code + 1

    def verdict(self) -> int | None:
        return self.memory[0] - 1 if self.memory[0] else None


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="isotach verify",
        description="Runs the procedures that a case names and compares fields with reference data or another module.",
        epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    result.add_argument("module", metavar="MODULE", help="extension module: a file, or a name to import")
    result.add_argument("case", metavar="CASE.toml", help="what to call, with which fields, and what to compare")
    result.add_argument(
        "--random", metavar="N", type=int, default=0, help="also run N sets of random fields on two builds"
    )
    result.add_argument("--seed", metavar="S", type=int, help="of the random sets; drawn and printed when not given")
    result.add_argument(
        "--against", metavar="MODULE2", help="compare with this module instead of the archive's outputs"
    )
    result.add_argument(
        "--repeat", metavar="FILE", help="run a random set that an earlier verification kept, and no other"
    )
    result.add_argument("--output", metavar="DIR", default="isotach-verify",
                        help="folder for the picture of differences and failing sets, made when needed (default: %(default)s)")  # fmt: skip
    result.add_argument("--junit", metavar="FILE", help="write the outcome as JUnit XML")
    result.add_argument(
        "--json",
        action="store_true",
        help="print the outcome as JSON; what modules print goes to standard error",
    )
    return result


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parser().parse_args(arguments)
    if options.random < 0:
        parser().error("--random: the number of sets cannot be negative")
    if options.seed is not None and options.seed < 0:
        parser().error("--seed: a seed cannot be negative")
    if options.seed is not None and not options.random:
        parser().error("--seed is for random sets; give --random N as well")
    shared = _Shared()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _child(options, shared)
    try:
        _, status = os.waitpid(child, 0)
    except KeyboardInterrupt:
        os.waitpid(child, 0)
        return 130
    verdict = shared.verdict()
    if verdict is not None:
        return verdict
    message = f"{_ending(status)} in {shared.noted() or 'its start'}"
    print(f"error: {message}\nFAIL: the module ended the verification", file=sys.stderr)
    if options.junit:
        _junit_of_a_crash(options, message)
    return DIFFERS


def _child(options, shared: _Shared):
    """Does the work, and ends the process as Python ends, so that Fortran's output is flushed."""
    shared.note("its start")
    code = UNUSABLE
    try:
        code = _work(options, shared)
    except VerifyError as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        os._exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
    except Exception:
        print(f"error: this should not happen; in {shared.noted()}:", file=sys.stderr)
        traceback.print_exc()
    sys.stderr.flush()
    shared.finish(code)
    sys.exit(code)


def _work(options, shared: _Shared) -> int:
    from .verification import verify_case

    out = sys.stdout
    if options.json:
        # Fortran prints to file descriptor 1; the JSON gets the real one.
        out = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)
    again = ["isotach", "verify", options.module, options.case]
    if options.against:
        again += ["--against", options.against]
    report = verify_case(options.module, options.case, random=options.random, seed=options.seed, against=options.against,
                         repeat=options.repeat, output=options.output, junit=options.junit, progress=shared.note,
                         command=tuple(again))  # fmt: skip
    if options.json:
        json.dump(report.to_dict(), out, indent=1, allow_nan=False)
        out.write("\n")
    else:
        report.print(out)
    out.flush()
    return PASSED if report.passed else DIFFERS


def _ending(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return f"the process was ended by signal {number} ({signal.strsignal(number)})"
    return f"the process ended itself with status {os.WEXITSTATUS(status)} (STOP?)"


def _junit_of_a_crash(options, message: str):
    from .report import write_xml

    suites = ElementTree.Element("testsuites", name="isotach verify")
    suite = ElementTree.SubElement(suites, "testsuite", name=str(options.case), tests="1", failures="0", errors="1")
    test = ElementTree.SubElement(suite, "testcase", classname=str(options.case), name="run")
    ElementTree.SubElement(test, "error", message=message)
    write_xml(suites, options.junit)
