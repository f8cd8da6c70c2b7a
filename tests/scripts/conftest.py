"""Scripts run where isotach._core was built, which the sanitizers' presets do not do."""

import os
import pathlib

import pytest


def pytest_collection_modifyitems(items):
    here = pathlib.Path(__file__).parent
    core = pathlib.Path(os.environ["ISOTACH_BINARY"]).parent / "_core.abi3.so"
    for item in items:
        if here in item.path.parents and not core.exists():
            item.add_marker(pytest.mark.skip(reason="this build has no isotach._core"))
