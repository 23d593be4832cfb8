"""Fixtures of the whole session: the real servers, started when the first test that needs them runs."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.local.server import Addresses
from tests.support.server import running_servers


@pytest.fixture(scope="session")
def servers() -> Iterator[Addresses]:
    """Addresses of store, broker and Temporal."""
    with (
        tempfile.TemporaryDirectory(prefix="tas-test-", ignore_cleanup_errors=True) as folder,
        running_servers(Path(folder)) as (_, addresses),
    ):
        yield addresses
