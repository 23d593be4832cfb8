"""A person at the gateway, as the command line plays one: a token of the development issuer, and GraphQL."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from cli.complaint import locale
from kit.settings import Settings
from tas.core.errors import Unavailable

CALL_SECONDS = 20.0
PAUSE = 0.25
"""Seconds between two tries of a command that nobody answered."""
TRY_SECONDS = 30.0
RETRYABLE = "UNAVAILABLE"


class Unexpected(RuntimeError):
    """The suite answered something that this verb cannot go on with; the message says what."""


@dataclass(frozen=True, slots=True)
class Person:
    """A login with its token."""

    login: str
    token: str
    gateway: str

    async def ask(self, query: str, variables: Mapping[str, Any], after: str = "") -> dict[str, Any]:
        """The data. Asked again for `TRY_SECONDS` while a service is away. Raises Unexpected."""
        body: dict[str, Any] = {"query": query, "variables": dict(variables)}
        if after:
            body["extensions"] = {"after": after}
        headers = {"authorization": f"Bearer {self.token}", "accept-language": locale()}
        deadline = time.monotonic() + TRY_SECONDS
        async with httpx.AsyncClient(timeout=CALL_SECONDS, trust_env=False) as client:
            while True:
                answer, passing = await _answer(client, f"{self.gateway}/graphql", body, headers)
                if "errors" not in answer:
                    return dict(answer["data"])
                if not passing or time.monotonic() > deadline:
                    raise Unexpected(f"{self.login}: {answer['errors'][0].get('message')}")
                await asyncio.sleep(PAUSE)

    async def command(self, name: str, query: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The payload of a mutation. A refusal for the moment is tried again. Raises Unexpected."""
        deadline = time.monotonic() + TRY_SECONDS
        while True:
            payload: dict[str, Any] = (await self.ask(query, {"input": dict(given)}))[name]
            if not payload["errors"]:
                return payload
            error = payload["errors"][0]
            if error["code"] not in MOMENTARY or time.monotonic() > deadline:
                raise Unexpected(f"{name} by {self.login}: {error['code']}: {error['message']}")
            await asyncio.sleep(PAUSE)


MOMENTARY = ("CHAIN_NOT_STARTED", "CHAIN_SLOW", "BUSY", "STORE_UNAVAILABLE", "TEMPORAL_UNAVAILABLE")
"""Codes of refusals that pass by themselves."""


async def _answer(
    client: httpx.AsyncClient, url: str, body: Mapping[str, Any], headers: Mapping[str, str]
) -> tuple[dict[str, Any], bool]:
    """The answer, and whether asking again may help."""
    try:
        response = await client.post(url, json=body, headers=dict(headers))
        answer: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError) as problem:
        return {"errors": [{"message": f"{url}: {problem!r}"}]}, True
    errors = answer.get("errors") or []
    if errors:
        return {"errors": errors}, any((one.get("extensions") or {}).get("class") == RETRYABLE for one in errors)
    return {"data": answer["data"]}, False


async def token_of(settings: Settings, login: str, seconds: int = 3600) -> str:
    """An access token from the development issuer. Raises Unexpected with what it says, Unavailable when it is away."""
    asked, spoken = {"login": login, "seconds": seconds}, {"accept-language": locale()}
    try:
        async with httpx.AsyncClient(timeout=CALL_SECONDS, trust_env=False) as client:
            response = await client.post(f"{settings.issuer_url.rstrip('/')}/token", json=asked, headers=spoken)
    except httpx.HTTPError as problem:
        raise Unavailable("ISSUER_UNAVAILABLE", reason=type(problem).__name__) from problem
    if response.status_code != 200:
        raise Unexpected(f"no token for {login}: {told_by(response)}")
    return str(response.json()["access_token"])


def told_by(response: httpx.Response) -> str:
    """What a refusal of the issuer says, with its code; its text where it is none."""
    try:
        told = response.json()
        return f"{told['message']} ({told['error']})"
    except (ValueError, LookupError, TypeError):
        return response.text[:300]


async def person(settings: Settings, login: str) -> Person:
    """Somebody who has just logged in at the suite's gateway."""
    return Person(login, await token_of(settings, login), settings.replicas("gateway")[0])
