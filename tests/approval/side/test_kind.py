"""Views made again from the journal are those of every kind that this service keeps, what goes on beside chains too."""

from cli.view import all_kinds
from services.approval.adapters.side.opening import SIDE_KINDS
from services.approval.main import KINDS


def test_views_of_every_kind_are_made_again() -> None:
    assert all_kinds()["approval"] == KINDS
    assert {kind.name for kind in SIDE_KINDS} < {kind.name for kind in KINDS}
