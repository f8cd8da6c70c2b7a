"""PSyclone 3.3.1 in this process: the oracle of algorithms and PSy layers."""

import functools
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "psykal" / "algorithms"
ALGORITHMS = sorted(FOLDER.glob("*.x90"))
KERNEL_FOLDERS = [FOLDER / "kernels", *(ROOT / "examples" / "lfric" / name for name in ("columnwise", "boundary"))]


@functools.cache
def _prepared():
    from psyclone.configuration import Config
    from psyclone.parse import kernel

    Config.get().api = "lfric"
    # It parses its file of built-ins anew for each that is called.
    kernel.fpapi.parse = functools.cache(kernel.fpapi.parse)
    return Config


def layers(
    algorithm: pathlib.Path, distributed: bool = True, annexed: bool = False, folders: list[pathlib.Path] | None = None
) -> tuple[str, str]:
    """The algorithm and the PSy layer that PSyclone writes; what it refuses is an exception of its own."""
    config = _prepared()
    from psyclone.generator import generate

    settings = config.get().api_conf("lfric")
    kept, settings._compute_annexed_dofs = settings._compute_annexed_dofs, annexed
    try:
        made = generate(
            str(algorithm),
            api="lfric",
            kernel_paths=[str(folder) for folder in folders or KERNEL_FOLDERS],
            distributed_memory=distributed,
        )
    finally:
        settings._compute_annexed_dofs = kept
    return str(made[0]), str(made[1])
