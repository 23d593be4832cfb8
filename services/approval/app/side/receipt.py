"""Showing a chain to people (抄送), once for each person and chain, and who has read it (已阅)."""

from datetime import datetime

from kit.journal.aggregate import Decided
from kit.journal.command import caused_command
from services.approval.app import authorise
from services.approval.app.side.container import Side
from services.approval.domain.chain import CHAIN
from services.approval.domain.side.receipt import RECEIPT, Receipt, receipt_key
from tas.contracts.side import ChainCopied, ChainRead
from tas.core.actor import Actor, service
from tas.core.errors import Missing
from tas.core.ids import derive

APPROVAL = service("approval")


async def copy_to(app: Side, chain_id: str, person_id: str, node: str, at: datetime) -> None:
    """Puts the chain into somebody's copies. The command is of person and chain, so that it happens once for ever."""
    command = caused_command(APPROVAL, str(derive("copy", chain_id, person_id)), at)
    event = ChainCopied(chain_id, person_id, node, at)
    await app.ledger.execute(RECEIPT, receipt_key(chain_id, person_id), command, lambda _: Decided((event,), {}))


async def read_chain(app: Side, actor: Actor, chain_id: str) -> Receipt:
    """Notes that the actor has seen the chain; the first time stands. Raises Missing CHAIN_UNKNOWN."""
    key = receipt_key(chain_id, actor.id)
    loaded = await app.ledger.load(CHAIN, chain_id)
    receipt = (await app.ledger.load(RECEIPT, key)).state
    may = receipt.copied_at is not None or (loaded.version > 0 and authorise.sees(actor, loaded.state.chain))
    if not may:
        raise Missing("CHAIN_UNKNOWN", field=("chainId",), chain=chain_id[:80])
    at = app.now()
    command = caused_command(actor, str(derive("read", chain_id, actor.id)), at)
    event = ChainRead(chain_id, actor.id, at)
    await app.ledger.execute(RECEIPT, key, command, lambda _: Decided((event,), {}))
    return (await app.ledger.load(RECEIPT, key)).state
