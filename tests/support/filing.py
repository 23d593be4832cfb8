"""A partner's filing as the opportunity service tells of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from kit.journal.entry import Draft, Entry
from kit.journal.seal import seal
from tas.contracts.opportunity import Filing, RegistrationFiled, Verdict
from tas.core.actor import Actor, ActorKind
from tas.core.event import record
from tas.core.ids import caused_id
from tas.core.money import Money

PARTNER = Actor(ActorKind.PARTNER, "pus_" + "1" * 32, partner="ptn_" + "1" * 32)
FILING = Filing(
    registration_id="reg_" + "1" * 32,
    partner_id="ptn_" + "1" * 32,
    filed_by=PARTNER.id,
    account_id="acc_" + "1" * 32,
    customer_name="华东制造",
    credit_code="91310000MA1K00000X",
    project_name="MES",
    product_line="GTX",
    region="EAST",
    amount=Money(Decimal("120000"), "CNY"),
    expected_sign_date=date(2026, 9, 1),
    contact_met="王",
)


def filed(verdict: Verdict = Verdict.ACCEPTED, filing: Filing = FILING) -> Entry:
    """The first entry of a registration."""
    event = RegistrationFiled(filing, verdict, "scope", datetime(2026, 3, 2, 1, 59, tzinfo=UTC))
    draft = Draft(
        f"registration/{filing.registration_id}", 1, "k", "d", (record(event),), {}, PARTNER, None, event.filed_at
    )
    return seal(draft, "")


def account_entry(account_id: str, event: object) -> Entry:
    """The first entry of an account, as the people service tells of it."""
    at = datetime(2026, 3, 2, 1, 59, tzinfo=UTC)
    opportunity = Actor(ActorKind.SERVICE, "opportunity")
    return seal(Draft(f"account/{account_id}", 1, "k", "d", (record(event),), {}, opportunity, None, at), "")


def chain_of(entry: Entry) -> str:
    """The id of the chain that the filing starts."""
    return caused_id("chain", entry.event_id(0), "submit-TAS_2_2")
