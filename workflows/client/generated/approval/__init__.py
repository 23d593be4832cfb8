from .approval_entries import ApprovalEntries
from .base_model import BaseModel, Upload
from .client import Client
from .input_types import RecordChainEntryInput
from .record_chain_entry import RecordChainEntry
from .signed import SignedCalls

__all__ = [
    "ApprovalEntries",
    "BaseModel",
    "Client",
    "RecordChainEntry",
    "RecordChainEntryInput",
    "SignedCalls",
    "Upload",
]
