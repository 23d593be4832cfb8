"""The language's words for notices as enumerations of the graph: said here, before any type names them."""

import strawberry

from tas.contracts.side import Channel, NoticeKind, When

__all__ = ["Channel", "NoticeKind", "When"]

strawberry.enum(NoticeKind, name="NoticeKind", description="What a notice tells.")
strawberry.enum(Channel, name="NoticeChannel", description="How notices are told beyond the product itself.")
strawberry.enum(When, name="NoticeWhen", description="When a channel tells them.")
