"""Value types that every subgraph shares: the same fields everywhere, hence @shareable."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import strawberry
from strawberry.federation import field, type

from kit.graphql.context import Info
from kit.graphql.field import resolved_field
from tas.core import money

if TYPE_CHECKING:
    JSON: TypeAlias = Any
    """Any JSON value. Strawberry's own scalar is a NewType that nothing fits without a cast."""
else:
    from strawberry.scalars import JSON

__all__ = ["JSON", "LocalizedText", "Money", "MoneyInput"]


@type(shareable=True, description="An amount of money. Never added across currencies.")
class Money:
    amount: Decimal = field(description="The amount, a decimal in text with at most four places.")
    currency: str = field(description="The ISO 4217 code, such as CNY.")

    @classmethod
    def of(cls, value: money.Money) -> "Money":
        return cls(amount=value.amount, currency=value.currency)


@strawberry.input(description="An amount of money to record.")
class MoneyInput:
    amount: str = strawberry.field(description="The amount: a decimal in text, not negative, at most four places.")
    currency: str = strawberry.field(description="The ISO 4217 code, such as CNY.")

    def read(self, *field: str) -> money.Money:
        """The amount as money. Raises Invalid with the path `field` of this input."""
        return money.parse_money(self.amount, self.currency, field)


@type(shareable=True, description="A text of the product in both languages.")
class LocalizedText:
    en: str = field(description="The text in English.")
    zh_cn: str = field(name="zhCN", description="The text in simplified Chinese.")

    @resolved_field(description="The text in the language of the request.")
    def text(self, info: Info) -> str:
        return self.zh_cn if info.context.locale == "zh-CN" else self.en
