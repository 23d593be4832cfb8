from typing import Any

from pydantic import Field

from .base_model import BaseModel


class ExpireVerification(BaseModel):
    expire_verification: Any = Field(alias="expireVerification")
