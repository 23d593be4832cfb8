"""`make bench`: ratios measured side by side in one run, medians of five alternating rounds, the store beside each
figure. It prints what it saw and whether the aim was met; it is no test, since these machines are noisy."""

import asyncio
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

from kit.mongo.client import connect, database
from kit.mongo.journal import MongoStore
from kit.temporal.client import connect as connect_temporal
from kit.temporal.worker import make_worker
from tests.bench.bare import Bare
from tests.bench.chain import BareSide, ChainSide, history_of, rate
from tests.bench.memory import peaks
from tests.bench.network import bench_network
from tests.bench.query import direct, direct_client, through_gateway
from tests.bench.report import alternating, p95, say, store_name
from tests.bench.task import filing_to_task
from tests.support.stage import Stage, running_stage
from workflows.definitions.chain import Chain

CHAINS = 64
AT_ONCE = 16
FILINGS = 60
QUERY_AIM, CHAIN_AIM, TASK_AIM = 2.5, 0.6, 1.0


async def bench_query(stage: Stage, store: str) -> bool:
    client, straight = await stage.employee(), direct_client(stage)
    pair = await alternating(partial(through_gateway, client), partial(direct, straight))
    await straight.close()
    figure = f"{pair.ratio:.2f} ({median(pair.ours):.2f} ms / {median(pair.theirs):.2f} ms)"
    return say("query through the gateway / direct call", figure, f"<= {QUERY_AIM}", pair.ratio <= QUERY_AIM, store)


async def bench_chain(stage: Stage, store: str) -> bool:
    addresses = stage.suite.servers
    client = connect(addresses.mongodb_url)
    journal = MongoStore(database(client, "bench"))
    await journal.prepare()
    temporal = await connect_temporal(addresses.temporal_address, "default")
    ours, bare = ChainSide(temporal, journal, "bench-chain"), BareSide(temporal, journal, "bench-bare")
    async with (
        make_worker(temporal, "bench-chain", [Chain], [ours.consult, ours.record]),
        make_worker(temporal, "bench-bare", [Bare], [bare.look, bare.append]),
    ):
        pair = await alternating(lambda: rate(ours, CHAINS, AT_ONCE), lambda: rate(bare, CHAINS, AT_ONCE))
        events = [await history_of(side) for side in (ours, bare)]
    client.close()
    figure = f"{pair.ratio:.2f} ({median(pair.ours):.1f} /s / {median(pair.theirs):.1f} /s)"
    met = say(f"chains / bare workflows, {AT_ONCE} at once", figure, f">= {CHAIN_AIM}", pair.ratio >= CHAIN_AIM, store)
    counts = [sum(one.values()) for one in events]
    say("history events of a chain with two decisions / bare", f"{counts[0]} / {counts[1]}", "-", None, store)
    return met


async def bench_task(stage: Stage, store: str) -> bool:
    partner = await stage.partner()
    for _ in range(5):
        await filing_to_task(stage, partner)
    taken = [await filing_to_task(stage, partner) for _ in range(FILINGS)]
    figure = f"median {median(taken):.3f} s, p95 {p95(taken):.3f} s"
    return say("filing to first open task", figure, f"p95 <= {TASK_AIM} s", p95(taken) <= TASK_AIM, store)


async def main() -> int:
    """1 when an aim was missed."""
    with tempfile.TemporaryDirectory(prefix="tas-bench-", ignore_cleanup_errors=True) as folder:
        async with running_stage(Path(folder)) as stage:
            store = await store_name(stage.suite.servers.mongodb_url)
            met = [await bench_query(stage, store), await bench_task(stage, store), await bench_chain(stage, store)]
            met.append(await bench_network(stage.suite.servers.mongodb_url, store))
            for name, mebibytes in sorted(peaks(stage.suite.processes, stage.servers.processes).items()):
                say(f"peak memory of {name}", f"{mebibytes:.0f} MiB", "-", None, store)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
