"""What the approval service needs of the outside. Implemented in `adapters` and by the fakes of the tests."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from kit.page import Page, Window
from services.approval.domain.chain import ChainRecord
from tas.chain.request import ActRequest


class NotRunning(Exception):
    """No run of this chain takes acts: it has not begun, or it is over. The journal says which."""


class ChainDoor(Protocol):
    """The running chains."""

    async def act(self, chain_id: str, request: ActRequest) -> Mapping[str, Any]:
        """The act's answer. Raises the chain's own refusal, NotRunning, or Unavailable when it takes too long."""


class ChainList(Protocol):
    """Chains found by something else than their id. Reads state documents, so it may lag."""

    async def of_tasks(self, task_ids: Sequence[str]) -> Sequence[ChainRecord]:
        """The chains that these tasks are of, each once, one query for every hundred."""

    async def of_subjects(self, type: str, ids: Sequence[str]) -> Sequence[ChainRecord]:
        """The chains of many subjects of one type, newest first, one query for every hundred chains; of a hopeless
        number (2,000) the oldest are left out."""

    async def of_flow(self, code: str) -> Sequence[ChainRecord]:
        """The newest chains of a flow, newest first, at most 2,000."""

    async def waiting_for(self, approver_id: str, window: Window) -> Page[ChainRecord]:
        """Chains in which somebody has an open task, oldest submission first; keys are (submittedAt, chain id)."""


class Organisation(Protocol):
    """The people service, as far as submitting and previewing need it. Every call has a timeout and raises Unavailable
    beyond it."""

    async def account_facts(self, account_id: str) -> Mapping[str, Any]:
        """The flat facts of an account. Raises Missing(ACCOUNT_UNKNOWN)."""

    async def resolve(
        self, rules: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], as_of: datetime
    ) -> Sequence[Mapping[str, Any]]:
        """Who answers each rule: `{"approvers": [{"id", "why", "hops"}], "fallback": bool}`."""
