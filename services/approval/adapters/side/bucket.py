"""Attachments in a bucket of an object store that speaks S3."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from botocore.exceptions import BotoCoreError, ClientError

from tas.core.errors import Unavailable

ABSENT = ("NoSuchKey", "404")
REGION = "us-east-1"


class BucketObjects:
    """Holds `app.side.port.Objects`. `url` is `https://KEY:SECRET@host[:port]/bucket[?region=NAME]`; the bucket stands
    already. Raises ValueError for an address that is none."""

    def __init__(self, url: str, seconds: float) -> None:
        parts = urlsplit(url)
        self._bucket = parts.path.strip("/")
        if parts.scheme not in ("http", "https") or not parts.hostname or not self._bucket or not parts.username:
            raise ValueError("TAS_S3_URL is not https://KEY:SECRET@host/bucket")
        port = f":{parts.port}" if parts.port else ""
        self._seconds = seconds
        self._told: dict[str, Any] = {
            "endpoint_url": f"{parts.scheme}://{parts.hostname}{port}",
            "aws_access_key_id": unquote(parts.username),
            "aws_secret_access_key": unquote(parts.password or ""),
            "region_name": parse_qs(parts.query).get("region", [REGION])[0],
            "config": AioConfig(
                connect_timeout=seconds, read_timeout=seconds, retries={"total_max_attempts": 2},
                s3={"addressing_style": "path"},
            ),
        }  # fmt: skip

    async def put(self, sha256: str, data: bytes) -> None:
        async with self._client() as client:
            await client.put_object(Bucket=self._bucket, Key=_key(sha256), Body=data)

    async def get(self, sha256: str) -> bytes | None:
        async with self._client() as client:
            try:
                found = await client.get_object(Bucket=self._bucket, Key=_key(sha256))
            except ClientError as problem:
                if problem.response.get("Error", {}).get("Code") in ABSENT:
                    return None
                raise
            async with found["Body"] as body:
                return bytes(await body.read())

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[Any]:
        try:
            async with asyncio.timeout(self._seconds * 3), get_session().create_client("s3", **self._told) as client:
                yield client
        except (BotoCoreError, ClientError, OSError, TimeoutError) as problem:
            raise Unavailable("OBJECTS_UNAVAILABLE", reason=type(problem).__name__) from problem


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
