"""Reading for a chain: the facts of its subject and who answers each rule, in one go. Changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from tas.chain.advance import Candidate
from workflows.definitions.interpreter import Question


class PeopleSource(Protocol):
    async def resolve_approvers(
        self, rules: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], as_of: datetime
    ) -> list[dict[str, Any]]: ...

    async def line_heads(self, employee_ids: Sequence[str]) -> dict[str, str]: ...

    async def account_facts(self, account_id: str, duplicates: bool) -> dict[str, Any]: ...


class RegistrationSource(Protocol):
    async def registration_facts(self, registration_id: str) -> dict[str, Any]: ...


async def consult(question: Question, people: PeopleSource, registrations: RegistrationSource) -> dict[str, Any]:
    """`{"facts": {...}, "resolutions": {key: {"approvers", "fallback"}}}`. Raises what a source raises."""
    facts = await _facts(question, people, registrations)
    heads = [one for one in question.rules if one.rule.get("kind") == "LINE_HEAD"]
    rules = [one for one in question.rules if one.rule.get("kind") != "LINE_HEAD"]
    known = {**question.facts, **facts}
    found = await people.resolve_approvers([one.rule for one in rules], known, question.as_of) if rules else []
    resolutions = {one.node_key: answer for one, answer in zip(rules, found, strict=True)}
    return {"facts": facts, "resolutions": {**resolutions, **await _heads(heads, people)}}


async def _facts(question: Question, people: PeopleSource, registrations: RegistrationSource) -> dict[str, Any]:
    subject = question.subject
    facts: dict[str, Any] = {}
    account_id = subject.id if subject.type == "account" else question.facts.get("accountId")
    if subject.type == "registration":
        facts = await registrations.registration_facts(subject.id)
        account_id = facts.get("accountId", account_id)
    if account_id:
        evaluated = subject.type == "account"  # only its own flows ask whether it is somebody else's double
        facts = {**facts, "accountId": account_id, **await people.account_facts(str(account_id), evaluated)}
    return facts


async def _heads(asked: Sequence[Candidate], people: PeopleSource) -> dict[str, Any]:
    if not asked:
        return {}
    of = {one.node_key: str(one.rule["employeeId"]) for one in asked}
    heads = await people.line_heads(sorted(set(of.values())))
    return {key: _added(heads.get(employee), employee) for key, employee in of.items()}


def _added(head: str | None, employee: str) -> dict[str, Any]:
    approvers = [{"id": head, "why": f"heads the line of {employee}", "hops": []}] if head else []
    return {"approvers": approvers, "fallback": False}
