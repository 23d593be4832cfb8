"""One of our own people as the contact map names them: from the picture, without a further query."""

from services.people.api.employee import Employee, show_employee
from services.people.app.contact.sight import Sight


def employee_of(sight: Sight, id: str | None) -> Employee | None:
    """The employee; None for an id of nobody."""
    found = sight.picture.employee.get(id or "")
    return show_employee(found.on(sight.day)) if found and found.exists and sight.employee else None
