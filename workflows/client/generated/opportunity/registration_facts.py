from typing import Any

from pydantic import Field

from .base_model import BaseModel


class RegistrationFacts(BaseModel):
    registration_facts: Any = Field(alias="registrationFacts")
