"""Scripts run where isotach._core was built, which the sanitizers' presets do not do."""

import os
import pathlib
import sys

import pytest


@pytest.fixture(autouse=True)
def psyclones_configuration_stays():
    """What PSyclone's readers leave in the tests' process; tests/psykal says why none may stay."""
    yield
    loaded = sys.modules.get("psyclone.configuration")
    if loaded:
        loaded.Config._instance = None


def pytest_collection_modifyitems(items):
    here = pathlib.Path(__file__).parent
    core = pathlib.Path(os.environ["ISOTACH_BINARY"]).parent / "_core.abi3.so"
    for item in items:
        if here in item.path.parents and not core.exists():
            item.add_marker(pytest.mark.skip(reason="this build has no isotach._core"))
