"""PSyclone 3.3.1 in this process: the oracle of algorithms and PSy layers."""

import contextlib
import functools
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "psykal" / "algorithms"
ALGORITHMS = sorted(FOLDER.glob("*.x90"))
KERNEL_FOLDERS = [FOLDER / "kernels", *(ROOT / "examples" / "lfric" / name for name in ("columnwise", "boundary"))]


@functools.cache
def _prepare() -> None:
    from psyclone.parse import kernel

    # It parses its file of built-ins anew for each that is called.
    kernel.fpapi.parse = functools.cache(kernel.fpapi.parse)


@contextlib.contextmanager
def configuration(load: bool = True):
    """PSyclone's configuration (one a process), fresh; the one before comes back, as making a layer changes it."""
    from psyclone.configuration import Config

    kept, Config._instance = Config._instance, None
    try:
        if load:
            Config.get().api = "lfric"
        yield Config
    finally:
        Config._instance = kept


def layers(
    algorithm: pathlib.Path,
    distributed: bool = True,
    annexed: bool = False,
    folders: list[pathlib.Path] | None = None,
    checks: str = "none",
    script: pathlib.Path | None = None,
) -> tuple[str, str]:
    """The algorithm and the PSy layer that PSyclone writes; what it refuses is an exception of its own."""
    from psyclone.generator import generate

    _prepare()
    with configuration() as config:
        settings = config.get().api_conf("lfric")
        settings._compute_annexed_dofs, settings._run_time_checks = annexed, checks
        made = generate(
            str(algorithm),
            api="lfric",
            kernel_paths=[str(folder) for folder in folders or KERNEL_FOLDERS],
            distributed_memory=distributed,
            script_name=script and str(script),
        )
    return str(made[0]), str(made[1])
