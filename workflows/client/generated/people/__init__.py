from .account_facts import AccountFacts
from .base_model import BaseModel, Upload
from .client import Client
from .expire_verification import ExpireVerification
from .line_heads import LineHeads
from .resolve_approvers import ResolveApprovers
from .signed import SignedCalls

__all__ = [
    "AccountFacts",
    "BaseModel",
    "Client",
    "ExpireVerification",
    "LineHeads",
    "ResolveApprovers",
    "SignedCalls",
    "Upload",
]
