from .account_facts import AccountFacts
from .base_model import BaseModel, Upload
from .client import Client
from .line_heads import LineHeads
from .resolve_approvers import ResolveApprovers
from .signed import SignedCalls

__all__ = [
    "AccountFacts",
    "BaseModel",
    "Client",
    "LineHeads",
    "ResolveApprovers",
    "SignedCalls",
    "Upload",
]
