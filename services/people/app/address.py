"""Where our own people are written to: asked by a service at the moment of sending, and kept by nobody else."""

from collections.abc import Sequence

from services.people.app.container import People
from services.people.app.resolve import LARGEST_ASK
from services.people.domain.staff import EMPLOYEE
from tas.core.errors import Invalid


async def mail_addresses(people: People, employee_ids: Sequence[str]) -> dict[str, str]:
    """Employee → e-mail address, of those who work here today: the log-in where it is an address, else the log-in at
    the company's domain. Raises Invalid(ASK_TOO_LARGE)."""
    if len(employee_ids) > LARGEST_ASK:
        raise Invalid("ASK_TOO_LARGE", most=LARGEST_ASK)
    found = await people.ledger.views(EMPLOYEE, sorted(set(map(str, employee_ids))))
    addresses = {}
    for id, loaded in found.items():
        employee = loaded.state.on(people.today())
        if employee.active and employee.login:
            addresses[id] = _address(employee.login, people.mail_domain)
    return {id: address for id, address in addresses.items() if address}


def _address(login: str, domain: str) -> str:
    if "@" in login:
        return login
    return f"{login}@{domain}" if domain else ""
