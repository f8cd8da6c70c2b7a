"""Repeated measurement on a machine that others use too: medians, with the spread beside them."""

import dataclasses
import resource
import statistics
import subprocess
import time
from collections.abc import Callable


@dataclasses.dataclass
class Sample:
    """Seconds: median of several runs, fastest and slowest."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, seconds: list[float]) -> "Sample":
        return cls(statistics.median(seconds), min(seconds), max(seconds))

    def less(self, constant: float) -> "Sample":
        """The same without a constant part such as start-up; never negative."""
        return Sample(*(max(value - constant, 1e-9) for value in (self.median, self.low, self.high)))


def processor_seconds() -> float:
    """Processor time of this process and of the children it has waited for; does not count waiting for a turn."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def interleaved(
    actions: dict[str, Callable[[], object]], repeat: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, Sample]:
    """Runs the actions in turn, so that a slow spell of the machine meets all of them alike."""
    seconds: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()  # once unmeasured: files into the page cache, programs into memory
    for _ in range(repeat):
        for name, action in actions.items():
            start = clock()
            action()
            seconds[name].append(clock() - start)
    return {name: Sample.of(values) for name, values in seconds.items()}


def command(*words, statuses=(0,), **options) -> Callable[[], None]:
    """An action that runs a command and throws its output away; an exit status that is not among those raises."""

    def run():
        done = subprocess.run([str(word) for word in words], capture_output=True, stdin=subprocess.DEVNULL, **options)
        if done.returncode not in statuses:
            text = (done.stdout + done.stderr).decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(map(str, words))} ended with {done.returncode}:\n{text}")

    return run


def table(title: str, head: list[str], rows: list[list[str]]) -> str:
    """Plain text, first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(row):
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        return "  ".join(cells).rstrip()

    return "\n".join([title, line(head), "-" * len(line(head)), *map(line, rows)])
