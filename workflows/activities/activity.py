"""The worker's activities: each one call of a service, its refusals made into Temporal failures."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from temporalio import activity

from kit.telemetry.trace import begin
from kit.temporal.error import to_temporal
from tas.core.codec import from_json
from tas.core.errors import TasError
from workflows.activities.consult import consult
from workflows.client.approval import ApprovalClient
from workflows.client.opportunity import OpportunityClient
from workflows.client.people import PeopleClient
from workflows.definitions.interpreter import Question

T = TypeVar("T")


class Activities:
    """`consult` only reads (a local activity); the others are commands, safe to repeat."""

    def __init__(self, approval: ApprovalClient, people: PeopleClient, opportunity: OpportunityClient) -> None:
        self._approval = approval
        self._people = people
        self._opportunity = opportunity

    @activity.defn(name="consult")
    async def consult(self, question: dict[str, Any]) -> dict[str, Any]:
        read: Question = from_json(Question, question)
        return await _calling(lambda: consult(read, self._people, self._opportunity))

    @activity.defn(name="record")
    async def record(self, entry: dict[str, Any]) -> dict[str, Any]:
        return await _calling(lambda: self._approval.record_chain_entry(entry))

    @activity.defn(name="expire")
    async def expire(self, request: dict[str, Any]) -> dict[str, Any]:
        return await _calling(
            lambda: self._opportunity.expire_protection(request["commandId"], request["registrationId"])
        )

    @activity.defn(name="expire-verification")
    async def expire_verification(self, request: dict[str, Any]) -> dict[str, Any]:
        return await _calling(lambda: self._people.expire_verification(request["accountId"]))

    def all(self) -> list[Callable[..., Any]]:
        return [self.consult, self.record, self.expire, self.expire_verification]


async def _calling(call: Callable[[], Awaitable[T]]) -> T:
    begin()  # one trace for this attempt, here and in the services that it asks
    try:
        return await call()
    except TasError as error:
        raise to_temporal(error) from error
