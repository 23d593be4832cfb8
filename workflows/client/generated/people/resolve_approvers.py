from typing import Any

from pydantic import Field

from .base_model import BaseModel


class ResolveApprovers(BaseModel):
    resolve_approvers: Any = Field(alias="resolveApprovers")
