from typing import Any

from pydantic import Field

from .base_model import BaseModel


class RecordChainEntry(BaseModel):
    record_chain_entry: Any = Field(alias="recordChainEntry")
