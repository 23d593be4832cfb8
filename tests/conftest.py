"""Fixtures of the whole session: the real servers, started when the first test that needs them runs."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kit.local.server import Addresses
from tests.support.server import running_servers

if TYPE_CHECKING:
    from tests.support.stage import Stage


@pytest.fixture(scope="session")
def servers() -> Iterator[Addresses]:
    """Addresses of store, broker and Temporal."""
    with (
        tempfile.TemporaryDirectory(prefix="tas-test-", ignore_cleanup_errors=True) as folder,
        running_servers(Path(folder)) as (_, addresses),
    ):
        yield addresses


@pytest.fixture(scope="session")
async def stage() -> "AsyncIterator[Stage]":
    """The whole suite on servers of its own, shared by the end-to-end and fault tests; who stops a process starts it
    again. Imported here, so that a single unit test does not load every service."""
    from tests.support.stage import running_stage

    with tempfile.TemporaryDirectory(prefix="tas-stage-", ignore_cleanup_errors=True) as folder:
        async with running_stage(Path(folder)) as running:
            yield running
