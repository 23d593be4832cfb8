"""What the approval service needs of the outside. Implemented in `adapters` and by the fakes of the tests."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

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

    async def of_tasks(self, task_ids: Sequence[str]) -> Sequence[ChainRecord]: ...

    async def of_subjects(self, type: str, ids: Sequence[str]) -> Sequence[ChainRecord]:
        """The chains of many subjects in one query, newest first."""

    async def waiting_for(self, approver_id: str, since: tuple[str, str] | None, first: int) -> Sequence[ChainRecord]:
        """Chains in which somebody has an open task, oldest submission first; `since` (submittedAt, chain id) is
        where to go on, that chain included."""


class Organisation(Protocol):
    """Who answers a rule (people service), for previews."""

    async def resolve(
        self, rules: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], as_of: datetime
    ) -> list[dict[str, Any]]: ...
