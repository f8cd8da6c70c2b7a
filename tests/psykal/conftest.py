"""PSyclone runs in the tests' process and has one configuration there: no test may leave its own there."""

import sys

import pytest


@pytest.fixture(autouse=True)
def psyclones_configuration_stays():
    """Fails the test that does not use peer.configuration, not one that comes later in some order."""
    yield
    loaded = sys.modules.get("psyclone.configuration")
    if loaded:
        kept, loaded.Config._instance = loaded.Config._instance, None
        assert kept is None
