"""The argument `asOf`: the day that a field is asked about."""

from datetime import date
from typing import Annotated

import strawberry

from kit.graphql.context import Info

AsOf = Annotated[date | None, strawberry.argument(description="The day it is asked about; today when left out.")]


def day_of(info: Info, as_of: date | None) -> date:
    """The company's day that is meant."""
    today: date = info.context.app.today()
    return as_of or today
