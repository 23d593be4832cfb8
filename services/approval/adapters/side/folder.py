"""Attachments in a folder of this machine, for one replica or a shared file system: written whole or not at all."""

import asyncio
import os
import tempfile
from pathlib import Path

from tas.core.errors import Unavailable


class FolderObjects:
    """Holds `app.side.port.Objects`. A file is named by its hash, below two letters of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, sha256: str, data: bytes) -> None:
        try:
            await asyncio.to_thread(self._write, self._path(sha256), data)
        except OSError as problem:
            raise Unavailable("OBJECTS_UNAVAILABLE", reason=type(problem).__name__) from problem

    async def get(self, sha256: str) -> bytes | None:
        try:
            return await asyncio.to_thread(self._path(sha256).read_bytes)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise Unavailable("OBJECTS_UNAVAILABLE", reason=type(problem).__name__) from problem

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
