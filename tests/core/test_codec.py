"""The codec writes and reads back every contract event, and refuses what does not fit."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tas.contracts.opportunity import Filing, RegistrationFiled, Verdict
from tas.core.codec import from_json, to_json
from tas.core.event import record, revive
from tas.core.money import Money


def filed() -> RegistrationFiled:
    filing = Filing(
        "reg_1", "ptn_1", "pus_1", "acc_1", "Customer", "CODE", "Project", "GTX", "East",
        Money(Decimal("1.50"), "CNY"), date(2026, 1, 2), "met", ("photo",),
    )  # fmt: skip
    return RegistrationFiled(filing, Verdict.ACCEPTED, "key", datetime(2026, 1, 1, tzinfo=UTC))


def test_an_event_comes_back_as_it_was() -> None:
    assert revive(record(filed())) == filed()


@dataclass(frozen=True, slots=True)
class Counted:
    count: int


@pytest.mark.parametrize("data", [{"count": "1"}, {"count": True}, {"count": None}])
def test_a_field_of_another_type_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is not"):
        from_json(Counted, data)


def test_a_naive_time_has_no_place_in_a_record() -> None:
    with pytest.raises(TypeError):
        to_json(datetime(2026, 1, 1))  # noqa: DTZ001
