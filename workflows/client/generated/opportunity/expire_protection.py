from typing import Any

from pydantic import Field

from .base_model import BaseModel


class ExpireProtection(BaseModel):
    expire_protection: Any = Field(alias="expireProtection")
