from .base_model import BaseModel, Upload
from .client import Client
from .expire_protection import ExpireProtection
from .input_types import ExpireProtectionInput
from .registration_facts import RegistrationFacts
from .signed import SignedCalls

__all__ = [
    "BaseModel",
    "Client",
    "ExpireProtection",
    "ExpireProtectionInput",
    "RegistrationFacts",
    "SignedCalls",
    "Upload",
]
