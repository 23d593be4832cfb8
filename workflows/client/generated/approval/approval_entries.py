from typing import Any

from pydantic import Field

from .base_model import BaseModel


class ApprovalEntries(BaseModel):
    approval_entries: Any = Field(alias="approvalEntries")
