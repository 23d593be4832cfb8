"""Players: the holders of the log's roles at the gateway, each with a token of the issuer."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp

from cli.person import RETRYABLE, Unexpected, token_of
from cli.replay.document import WHO
from kit.settings import Settings

CALL_SECONDS = 30.0
TRY_SECONDS = 90.0
PAUSE = 0.1
TOKEN_SECONDS = 86_400
PASSING = frozenset(
    ("CHAIN_NOT_STARTED", "CHAIN_SLOW", "BUSY", "STORE_UNAVAILABLE", "STORE_FAILED", "TEMPORAL_UNAVAILABLE",
     "ENTRIES_MISSING", "ACTIVITY_FAILED", "AFTER_TIMEOUT", "CALL_FAILED"),
)  # fmt: skip
"""Codes of refusals that pass by themselves: they are no word on the step. The same command is sent again."""


class Refused(Exception):
    """The suite refused a step; `code` is the error's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass(slots=True)
class Players:
    """`tokens` and `ids` by role; `roles` by id. `sent` counts the commands that were answered."""

    session: aiohttp.ClientSession
    url: str
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    sent: int = 0
    refused: int = 0

    @property
    def roles(self) -> dict[str, str]:
        return {id: role for role, id in self.ids.items()}

    async def ask(self, role: str, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The data of an answer; asked again while a service is away. Raises Unexpected."""
        body = {"query": query, "variables": dict(variables)}
        headers = {"authorization": f"Bearer {self.tokens[role]}", "accept-language": "en"}
        deadline = time.monotonic() + TRY_SECONDS
        while True:
            answer, passing = await self._answer(body, headers)
            if not answer.get("errors"):
                return dict(answer["data"])
            if not passing or time.monotonic() > deadline:
                raise Unexpected(f"{role}: {answer['errors'][0].get('message')}")
            await asyncio.sleep(PAUSE)

    async def command(self, role: str, name: str, query: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The payload of a mutation that was done. Raises Refused, Unexpected."""
        asked = {"input": {"commandId": str(uuid4()), **given}}
        deadline = time.monotonic() + TRY_SECONDS
        while True:
            payload: dict[str, Any] = (await self.ask(role, query, asked))[name]
            if not payload["errors"]:
                self.sent += 1
                return payload
            error = payload["errors"][0]
            if error["code"] not in PASSING or time.monotonic() > deadline:
                self.refused += 1
                raise Refused(error["code"], error["message"])
            await asyncio.sleep(PAUSE)

    async def _answer(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
        """The answer, and whether asking again may help."""
        try:
            timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
            async with self.session.post(
                f"{self.url}/graphql", json=body, headers=dict(headers), timeout=timeout
            ) as response:
                answer: dict[str, Any] = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
            return {"errors": [{"message": f"{self.url}: {problem!r}"}]}, True
        errors = answer.get("errors") or []
        return answer, any((one.get("extensions") or {}).get("class") == RETRYABLE for one in errors)


async def log_in(session: aiohttp.ClientSession, settings: Settings, logins: Mapping[str, str]) -> Players:
    """Everybody logged in. `logins` by role."""
    players = Players(session, settings.replicas("gateway")[0])
    for role, login in logins.items():
        players.tokens[role] = await token_of(settings, login, TOKEN_SECONDS)
        players.ids[role] = str((await players.ask(role, WHO, {}))["me"]["id"])
    return players
