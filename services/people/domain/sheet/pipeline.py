"""sales_pipeline.csv, read for one thing: who works on an account. Its deals are not imported here."""

from collections import Counter
from collections.abc import Mapping

from services.people.domain.name import account_id_of, login_of
from services.people.domain.report import Report
from services.people.domain.table import read_table

FILE = "sales_pipeline.csv"
COLUMNS = (
    "opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value",
)  # fmt: skip


def most_deals(content: bytes, agents: frozenset[str], accounts: frozenset[str], report: Report) -> Mapping[str, str]:
    """Account id → login of the agent with the most deals there; of equals the first by login. Rows without an
    account (a deal may have none yet) are passed over and counted."""
    deals: Counter[tuple[str, str]] = Counter()
    without = 0
    for row in read_table(FILE, content, COLUMNS, (), report):
        account, agent = account_id_of(row["account"]), login_of(row["sales_agent"])
        if not row["account"]:
            without += 1
        elif agent not in agents:
            report.refuse(FILE, row.line, "sales_agent", "AGENT_UNKNOWN", row["sales_agent"])
        elif account not in accounts:
            report.refuse(FILE, row.line, "account", "ACCOUNT_NAME_UNKNOWN", row["account"])
        else:
            deals[account, agent] += 1
    if without:
        report.notes.append(f"{FILE}: {without} deals without an account, passed over")
    owners: dict[str, str] = {}
    for account, agent in sorted(deals, key=lambda pair: (-deals[pair], pair[1])):
        owners.setdefault(account, agent)
    return owners
