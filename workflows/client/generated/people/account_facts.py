from typing import Any

from pydantic import Field

from .base_model import BaseModel


class AccountFacts(BaseModel):
    account_facts: Any = Field(alias="accountFacts")
