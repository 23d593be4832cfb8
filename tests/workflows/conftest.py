"""The time-skipping Temporal, started once for these tests."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.testing import WorkflowEnvironment

from tests.support.temporal import skipping


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """Time goes as fast as a workflow that is waited for allows."""
    with tempfile.TemporaryDirectory(prefix="tas-temporal-") as folder:
        async with skipping(Path(folder)) as environment:
            yield environment
