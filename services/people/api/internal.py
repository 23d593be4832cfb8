"""What the other services and the worker ask of people: facts, approvers, who logs in. Refused to everybody else."""

from datetime import datetime
from typing import Annotated

import strawberry

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from kit.graphql.internal import internal_field
from kit.graphql.value import JSON
from services.people.api.moment import zoned
from services.people.app.address import mail_addresses
from services.people.app.attendance import not_there
from services.people.app.fact import account_facts, login_actor, partner_standing
from services.people.app.resolve import line_heads, resolve_approvers
from services.people.app.standing import actor_stands
from tas.core.codec import to_json

PartnerId = Annotated[strawberry.ID, strawberry.argument(description="The partner organisation.")]
AccountId = Annotated[strawberry.ID, strawberry.argument(description="The account.")]
Duplicates = Annotated[
    bool, strawberry.argument(description="Whether to look for other accounts that may be the same customer.")
]
EmployeeIds = Annotated[list[strawberry.ID], strawberry.argument(description="Up to 100 employees.")]
Login = Annotated[str, strawberry.argument(description="The name that somebody logs in with.")]
Rules = Annotated[JSON, strawberry.argument(description="Up to 100 rules of a flow definition, such as {kind, post}.")]
Facts = Annotated[JSON, strawberry.argument(description="What is known of the case, flat.")]
AsOf = Annotated[
    datetime, strawberry.argument(description="When approvers are needed: the organisation of that day answers.")
]


@strawberry.type
class Internal:
    """Inherited by the schema's `Query`."""

    @internal_field(description="What a partner is certified for: {active, productLines, regions, name}.")
    async def partner_standing(self, info: Info, partner_id: PartnerId) -> JSON:
        return await partner_standing(info.context.app, partner_id)

    @internal_field(description="The facts of an account that conditions of flows read, flat.")
    async def account_facts(self, info: Info, account_id: AccountId, duplicates: Duplicates = True) -> JSON:
        return await account_facts(info.context.app, account_id, duplicates)

    @internal_field(
        description="Who approves, an answer a rule: {approvers: [{id, why, hops, weight, insteadOf}], fallback}."
    )
    async def resolve_approvers(self, info: Info, rules: Rules, facts: Facts, as_of: AsOf) -> JSON:
        return await resolve_approvers(info.context.app, rules, facts, zoned(as_of, "asOf"))

    @internal_field(
        description="Who of them is not there, by id: {left, aways: [{kind, posts, substituteId, lastDay}]}."
    )
    async def not_there(self, info: Info, employee_ids: EmployeeIds, as_of: AsOf) -> JSON:
        return await not_there(info.context.app, employee_ids, as_of)

    @internal_field(description="Each employee's line head by id, or null.")
    async def line_heads(self, info: Info, employee_ids: EmployeeIds) -> JSON:
        return await line_heads(info.context.app, employee_ids)

    @internal_field(description="Where employees who work here are written to, by id; who has no address is absent.")
    async def mail_addresses(self, info: Info, employee_ids: EmployeeIds) -> JSON:
        return await mail_addresses(info.context.app, employee_ids)

    @resolved_field(description="Whether whoever asks still stands; the gateway asks it as them.", inaccessible=True)
    async def actor_stands(self, info: Info) -> bool:
        return await actor_stands(info.context.app, info.context.actor)

    @internal_field(description="The actor who logs in under a name: {kind, id, posts, units, partner}.")
    async def login_actor(self, info: Info, login: Login) -> JSON:
        return to_json(await login_actor(info.context.app, login))
