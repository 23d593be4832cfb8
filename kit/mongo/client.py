"""The only place that knows motor. Its successor (PyMongo's own async client) is a change of this file.

Concerns: writes are acknowledged by a majority and journalled, reads are majority reads from the primary, so that
nothing that was answered or published can be rolled back. Every call has a time limit; a server that does not answer
within it is `Unavailable`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo.errors import (
    AutoReconnect,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    PyMongoError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from tas.core.errors import Unavailable

Client: TypeAlias = AsyncIOMotorClient[dict[str, Any]]
Database: TypeAlias = AsyncIOMotorDatabase[dict[str, Any]]
Collection: TypeAlias = AsyncIOMotorCollection[dict[str, Any]]

DuplicateKey = DuplicateKeyError
UNKNOWN_OUTCOME = (AutoReconnect, ConnectionFailure, NetworkTimeout, WTimeoutError, ExecutionTimeout)
"""After these a write may or may not stand: its key must be looked up before anything is said."""

CALL_SECONDS = 5.0
SELECTION_SECONDS = 5.0


def connect(url: str) -> Client:
    """A client with limits on every wait. Connects when it is first used."""
    return AsyncIOMotorClient(
        url,
        tz_aware=True,
        retryWrites=False,
        retryReads=True,
        serverSelectionTimeoutMS=int(SELECTION_SECONDS * 1000),
        connectTimeoutMS=int(SELECTION_SECONDS * 1000),
        socketTimeoutMS=int(CALL_SECONDS * 1000),
        waitQueueTimeoutMS=int(CALL_SECONDS * 1000),
        maxPoolSize=50,
    )


def database(client: Client, name: str) -> Database:
    """A service's database, under the concerns above."""
    return client.get_database(
        name,
        write_concern=WriteConcern(w="majority", j=True, wtimeout=int(CALL_SECONDS * 1000)),
        read_concern=ReadConcern("majority"),
        read_preference=ReadPreference.PRIMARY,
    )


async def ping(client: Client) -> None:
    """Raises Unavailable when the store does not answer."""
    async with answering():
        await client.admin.command("ping")


@asynccontextmanager
async def answering() -> AsyncIterator[None]:
    """Turns what the driver says of a silent or broken server into Unavailable STORE_UNAVAILABLE."""
    try:
        yield
    except DuplicateKeyError:
        raise
    except (*UNKNOWN_OUTCOME, ServerSelectionTimeoutError) as error:
        raise Unavailable("STORE_UNAVAILABLE", reason=type(error).__name__) from error
    except PyMongoError as error:
        raise Unavailable("STORE_FAILED", reason=type(error).__name__) from error
