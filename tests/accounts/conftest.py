"""Each test begins in Italian: an earlier request may have left its language behind."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def in_italian() -> Iterator[None]:
    """The language of addresses that tests look up."""
    with override("it"):
        yield
