"""Two platforms and two browsers at once are too many for a small machine."""

import os

import pytest


def test_all_journeys_share_a_process(request: pytest.FixtureRequest) -> None:
    """pytest-xdist shares tests out by what stands after the @, and says nothing if it is gone."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@journeys")
