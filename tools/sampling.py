"""Samples of what takes long to test: `make test` runs a part that the run's seed draws, `make test-full` all of it.

    CHOSEN = sampling.sample("layers of PSyclone", names, 20)

Another seed draws another part, so that runs in a row cover everything; the seed that is printed draws the same part
again. tools/run_tests.py states at its end what was sampled.
"""

import os
import pathlib
import random
from collections.abc import Iterable

FULL = bool(os.environ.get("ISOTACH_FULL"))


def state(what: str, count: int, total: int) -> None:
    """Has the end of the run say that not all was tested."""
    if folder := os.environ.get("ISOTACH_SAMPLED"):  # each worker of pytest states the same
        (pathlib.Path(folder) / what.replace("/", " ")).write_text(f"{what}: {count} of {total}\n")


def sample(what: str, items: Iterable, count: int) -> list:
    """`count` of the items in their order, or all of them in a full run."""
    items = list(items)
    if FULL or len(items) <= count:
        return items
    seed = os.environ.get("ISOTACH_SEED", "1")
    chosen = set(random.Random(f"{seed} {what}").sample(range(len(items)), count))
    state(what, count, len(items))
    return [item for number, item in enumerate(items) if number in chosen]
