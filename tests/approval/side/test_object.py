"""The contract of where files are kept: in a folder, in a bucket of a real S3 server, and in that of `TAS_S3_URL`."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import pytest
from aiobotocore.session import get_session
from moto.server import ThreadedMotoServer

from services.approval.adapters.side.bucket import BucketObjects
from services.approval.adapters.side.folder import FolderObjects
from services.approval.app.side.port import Objects
from tas.core.errors import Unavailable

SECONDS = 10.0


@pytest.fixture(params=["folder", "bucket", "given"])
async def objects(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Objects]:
    if request.param == "folder":
        yield FolderObjects(tmp_path / "objects")
    elif request.param == "given":
        url = os.environ.get("TAS_S3_URL", "")
        if not url:
            pytest.skip("TAS_S3_URL names no object store")
        yield BucketObjects(url, SECONDS)
    else:
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        try:
            host, port = server.get_host_and_port()
            told = {"aws_access_key_id": "key", "aws_secret_access_key": "se/cret", "region_name": "us-east-1"}
            async with get_session().create_client("s3", endpoint_url=f"http://{host}:{port}", **told) as client:
                await client.create_bucket(Bucket="files")
            yield BucketObjects(f"http://key:se%2Fcret@{host}:{port}/files", SECONDS)
        finally:
            server.stop()


def hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def test_what_was_put_is_given_byte_for_byte(objects: Objects) -> None:
    for data in (b"\0\xff" * 10, uuid4().bytes, os.urandom(3_000_000)):
        await objects.put(hashed(data), data)
        assert await objects.get(hashed(data)) == data


async def test_what_never_was_put_is_none(objects: Objects) -> None:
    assert await objects.get(hashed(uuid4().bytes)) is None


async def test_the_same_at_once_and_again_is_kept_once(objects: Objects) -> None:
    data = uuid4().bytes * 1000
    await asyncio.gather(*(objects.put(hashed(data), data) for _ in range(8)))
    await objects.put(hashed(data), data)
    assert await objects.get(hashed(data)) == data


async def test_a_half_written_file_is_never_given(tmp_path: Path) -> None:
    """What a process that died while writing left behind bears another name."""
    objects, data = FolderObjects(tmp_path), b"whole"
    await objects.put(hashed(data), data)
    names = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert names == [hashed(data)]


@pytest.mark.parametrize(
    "made",
    [
        lambda path: FolderObjects(path / "file"),
        lambda _: BucketObjects("http://key:secret@127.0.0.1:9/files", 0.5),
    ],
)
async def test_a_store_that_is_away_is_told_as_such(made: Callable[[Path], Objects], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable, match="OBJECTS_UNAVAILABLE"):
        await made(tmp_path).put(hashed(b"x"), b"x")


@pytest.mark.parametrize("url", ["", "files", "ftp://k:s@h/b", "https://k:s@h", "https://h/b"])
def test_an_address_that_is_none_stops_the_process_before_it_serves(url: str) -> None:
    with pytest.raises(ValueError, match="TAS_S3_URL"):
        BucketObjects(url, 1)
