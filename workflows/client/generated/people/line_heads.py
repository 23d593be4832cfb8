from typing import Any

from pydantic import Field

from .base_model import BaseModel


class LineHeads(BaseModel):
    line_heads: Any = Field(alias="lineHeads")
