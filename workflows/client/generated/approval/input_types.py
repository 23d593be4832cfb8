from datetime import datetime
from typing import Annotated, Any, Optional

from pydantic import Field, PlainSerializer
from tas.core.codec import to_json

from .base_model import BaseModel


class RecordChainEntryInput(BaseModel):
    """An entry that a running chain appends to its own journal."""

    chain_id: str = Field(alias="chainId")
    "The chain."
    epoch: int
    "Which run of the chain appends; an older one than known is refused."
    expected_version: int = Field(alias="expectedVersion")
    "The version that the run believes in."
    command_key: str = Field(alias="commandKey")
    "The key of the command that caused it."
    body_digest: str = Field(alias="bodyDigest")
    "The digest of that command's body."
    actor: Any
    "Who acts."
    on_behalf_of: Optional[str] = Field(alias="onBehalfOf", default=None)
    "For whom, when for somebody else."
    at: Annotated[datetime, PlainSerializer(to_json)]
    "When it was decided."
    events: Any
    "Its events, as recorded."
    answer: Any
    "What the command is answered, now and when it is repeated."
