"""What scripts ask of the configuration, and LFRic's lists of words."""

from __future__ import annotations

from .nodes import InvokeSchedule, Workspace
from .not_built import Open

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any, ClassVar

__all__ = ["Config", "LFRicConstants"]


class _ApiConfig:
    """The settings of one API."""

    compute_annexed_dofs = False


class Config(Open):
    """The configuration of the algorithm that is worked on. What a script sets holds for this algorithm's script alone."""

    _instance: Config | None = None
    _workspace: Workspace | None = None

    def __init__(self) -> None:
        self.distributed_memory = True
        self.api = "lfric"
        self.reproducible_reductions = False
        self._apis = {"lfric": _ApiConfig()}
        if Config._workspace is not None:
            schedules: list[Any] = Config._workspace.root.walk(InvokeSchedule)
            if schedules:
                self.distributed_memory = schedules[0]._attribute("dm")
                self._apis["lfric"].compute_annexed_dofs = schedules[0]._attribute("compute_annexed_dofs")

    @staticmethod
    def get(do_not_load_file: bool = False) -> Config:
        if Config._instance is None:
            Config._instance = Config()
        return Config._instance

    @staticmethod
    def has_config_been_initialised() -> bool:
        return Config._instance is not None

    def api_conf(self, api: str | None = None) -> _ApiConfig:
        return self._apis[api or self.api]

    @classmethod
    def reset(cls, workspace: Workspace | None) -> None:
        """Forgets what a script has set."""
        cls._instance, cls._workspace = None, workspace


def _numbered(name: str) -> list[str]:
    return [f"{name}_{number}" for number in range(1, 11)]


class LFRicConstants:
    """Words of LFRic's metadata."""

    DISCONTINUOUS_FUNCTION_SPACES: ClassVar[list[str]] = ["w2broken", "w2v", "w2vtrace", "w3", "wtheta"]
    CONTINUOUS_FUNCTION_SPACES: ClassVar[list[str]] = ["w0", "w1", "w2", "w2trace", "w2h", "w2htrace", "any_w2"]
    READ_ONLY_FUNCTION_SPACES: ClassVar[list[str]] = ["wchi"]
    VALID_ANY_SPACE_NAMES = _numbered("any_space")
    VALID_ANY_DISCONTINUOUS_SPACE_NAMES = _numbered("any_discontinuous_space")
    VALID_DISCONTINUOUS_NAMES = DISCONTINUOUS_FUNCTION_SPACES + VALID_ANY_DISCONTINUOUS_SPACE_NAMES
    VALID_FUNCTION_SPACES = DISCONTINUOUS_FUNCTION_SPACES + CONTINUOUS_FUNCTION_SPACES + READ_ONLY_FUNCTION_SPACES
    VALID_FUNCTION_SPACE_NAMES = VALID_FUNCTION_SPACES + VALID_ANY_SPACE_NAMES + VALID_ANY_DISCONTINUOUS_SPACE_NAMES
    DOF_ITERATION_SPACES: ClassVar[list[str]] = ["dof", "owned_dof"]
    VALID_LOOP_TYPES: ClassVar[list[str]] = [
        "dof",
        "colours",
        "cells_in_colour",
        "",
        "null",
        "tiles_in_colour",
        "cells_in_tile",
    ]
