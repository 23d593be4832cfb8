"""From the sending of a filing to the first open task of its chain, seen in the approval journal."""

import asyncio
import time
from uuid import uuid4

from tests.support.client import GraphClient
from tests.support.scene import way_of
from tests.support.stage import Stage, filing, fresh_code

POLL_SECONDS = 0.005
LONGEST_SECONDS = 60.0


async def filing_to_task(stage: Stage, partner: GraphClient) -> float:
    """Seconds."""
    code, command = fresh_code(), str(uuid4())
    way = way_of(partner.owner, command, code, "GTX", "East")
    began = time.perf_counter()
    told = await partner.file(command, filing(code))
    assert told["verdict"] == "ACCEPTED", told
    async with asyncio.timeout(LONGEST_SECONDS):
        while await stage.scene.entry("approval", f"chain/{way.chain}", 2) is None:
            await asyncio.sleep(POLL_SECONDS)
    return time.perf_counter() - began
