"""A web client of the suite as a test drives it: it speaks GraphQL to the gateway, sends a command again until it is
answered, and keeps a log of its own of what it was told. The log is what `tests.support.checker` believes."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

FILE = """
mutation File($input: FileRegistrationInput!) {
  fileRegistration(input: $input) {
    registration { id status }
    verdict
    reason { code message until }
    errors { code message field params }
    cursor
  }
}"""
DECIDE = """
mutation Decide($input: DecideTaskInput!) {
  decideTask(input: $input) { chain { id status } errors { code message field params } cursor }
}"""
PAUSE = 0.1
"""Seconds before a command is sent again."""
CALL_SECONDS = 20.0


class Unanswered(Exception):
    """No answer that says what became of the command: it may stand or not."""


@dataclass(frozen=True, slots=True)
class Call:
    """One command and what its client was told: `owner` and `command_id` make its key; `answer` of an acknowledged
    one. `refused` is the code of a typed refusal."""

    kind: str
    owner: str
    command_id: str
    body: Mapping[str, Any]
    tries: int
    answer: Mapping[str, Any] | None = None
    refused: str = ""

    @property
    def acknowledged(self) -> bool:
        return self.answer is not None


@dataclass(slots=True)
class ClientLog:
    """What all clients of a run were told, in the order they were told it."""

    calls: list[Call] = field(default_factory=list)

    def acknowledged(self, command_id: str) -> bool:
        return any(call.command_id == command_id and call.acknowledged for call in self.calls)


@dataclass(slots=True)
class GraphClient:
    """One person at one gateway. `owner` is whose commands these are: the partner's id, else the employee's."""

    session: aiohttp.ClientSession
    url: str
    token: str
    owner: str
    log: ClientLog
    locale: str = "en"

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None, after: str = "") -> dict[str, Any]:
        """The response object. Raises Unanswered when there is none."""
        body: dict[str, Any] = {"query": query, "variables": dict(variables or {})}
        if after:
            body["extensions"] = {"after": after}
        headers = {"authorization": f"Bearer {self.token}", "accept-language": self.locale}
        try:
            timeout = aiohttp.ClientTimeout(total=CALL_SECONDS)
            async with self.session.post(
                f"{self.url}/graphql", json=body, headers=headers, timeout=timeout
            ) as response:
                answer: dict[str, Any] = await response.json(content_type=None)
                return answer
        except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
            raise Unanswered(repr(problem)) from problem

    async def data(self, query: str, variables: Mapping[str, Any] | None = None, after: str = "") -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.ask(query, variables, after)
        assert not answer.get("errors"), answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def file(self, command_id: str, filing: Mapping[str, Any], seconds: float = 60.0) -> dict[str, Any]:
        """Files until answered; the payload, with its errors."""
        variables = {"input": {"commandId": command_id, **filing}}
        return await self._until_answered("file", "fileRegistration", FILE, variables, command_id, seconds)

    async def decide(
        self, command_id: str, task_id: str, verdict: str = "APPROVE", comment: str = "", seconds: float = 60.0
    ) -> dict[str, Any]:
        """Decides until answered; the payload, with its errors."""
        asked = {"commandId": command_id, "taskId": task_id, "verdict": verdict, "comment": comment}
        return await self._until_answered("decide", "decideTask", DECIDE, {"input": asked}, command_id, seconds)

    async def _until_answered(
        self, kind: str, name: str, query: str, variables: Mapping[str, Any], command_id: str, seconds: float
    ) -> dict[str, Any]:
        deadline, tries, last = time.monotonic() + seconds, 0, ""
        while time.monotonic() < deadline:
            tries += 1
            try:
                payload, last = read_payload(await self.ask(query, variables), name)
            except Unanswered as problem:
                payload, last = None, str(problem)
            if payload is not None:
                self._note(kind, command_id, variables["input"], tries, payload)
                return payload
            await asyncio.sleep(PAUSE)
        self.log.calls.append(Call(kind, self.owner, command_id, variables["input"], tries))
        raise Unanswered(f"{name} was not answered in {tries} tries: {last}")

    def _note(
        self, kind: str, command_id: str, body: Mapping[str, Any], tries: int, payload: Mapping[str, Any]
    ) -> None:
        refused = payload["errors"][0]["code"] if payload["errors"] else ""
        answer = None if refused else payload
        self.log.calls.append(Call(kind, self.owner, command_id, body, tries, answer, refused))


def read_payload(answer: Mapping[str, Any], name: str) -> tuple[dict[str, Any] | None, str]:
    """The payload, or None and why it has to be asked again: errors beside the data, or a refusal for the moment."""
    payload = (answer.get("data") or {}).get(name)
    if payload is None or answer.get("errors"):
        return None, str(answer.get("errors"))[:300]
    for error in payload["errors"]:
        if error["code"] in RETRYABLE:
            return None, str(error)
    return dict(payload), ""


RETRYABLE = frozenset(
    ("STORE_UNAVAILABLE", "STORE_FAILED", "BROKER_UNAVAILABLE", "TEMPORAL_UNAVAILABLE", "BUSY", "CHAIN_NOT_STARTED",
     "CHAIN_SLOW", "ENTRIES_MISSING", "ACTIVITY_FAILED", "AFTER_TIMEOUT", "CALL_FAILED", "INTERNAL"),
)  # fmt: skip
"""Codes of the class Unavailable: the same command may be sent again."""
