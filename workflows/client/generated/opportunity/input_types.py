from pydantic import Field

from .base_model import BaseModel


class ExpireProtectionInput(BaseModel):
    """Whose window is to be looked at."""

    command_id: str = Field(alias="commandId")
    "The timer's command id."
    registration_id: str = Field(alias="registrationId")
    "The registration."
