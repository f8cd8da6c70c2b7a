"""Draws lists of transformations, in the words of tests/psykal/transform_script.py, for the tool beside it."""

import random


def draw(choice: random.Random, layers: int | None = None) -> str:
    """Lines in a random order, each of some of the loops; what cannot be done is refused, and nothing else may go wrong.

    With `layers`, which all meshes have, and spaces of lowest order, kernels get constants.
    """

    def some() -> str:
        return f"some={choice.choice([40, 70, 100])}"

    before = [
        f"loop dof no_sum {some()}: LFRicRedundantComputationTrans depth={choice.randint(1, 2)}",
        f"loop cells,cells_in_colour no_stencil {some()}: LFRicRedundantComputationTrans depth={choice.randint(1, 2)}",
        f"loop dof no_sum {some()}: LFRicRedundantComputationTrans",
        f"loop cells discontinuous no_stencil {some()}: LFRicRedundantComputationTrans",
        f"loop cells continuous {some()}: LFRicColourTrans",
        f"loop cells continuous {some()}: LFRicColourTrans tiling=True",
        "pairs: LFRicLoopFuseTrans",
        "early: MoveTrans",
        "exchange: LFRicAsyncHaloExchangeTrans",
        f"kernel {some()}: KernelModuleInlineTrans",
    ]
    lines = choice.sample(before, choice.randint(4, len(before)))
    if choice.random() < 0.5 and layers:
        constants = f"number_of_layers={layers} element_order_h=0 element_order_v=0"
        lines.append(f"kernel {some()}: LFRicKernelConstTrans {constants}")
    threads = choice.choice(["LFRicOMPParallelLoopTrans", "OMPParallelLoopTrans"])
    if choice.random() < 0.5:
        lines += ["loop dof: OMPParallelTrans", "loop dof: LFRicOMPLoopTrans reprod=True"]
        lines += [f"loop !dof,colours,cells_in_tile {some()}: {threads}"]
    else:
        lines += [f"loop !colours,cells_in_tile {some()}: {threads} omp_schedule=dynamic"]
    lines += choice.sample(["early: MoveTrans", "exchange: LFRicAsyncHaloExchangeTrans"], 2)
    return "".join(f"{line}\n" for line in lines)
