"""Who acts. An actor is what a verified token or a signed call says; rights are decided in each service's `app`."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    EMPLOYEE = "EMPLOYEE"
    PARTNER = "PARTNER"
    SERVICE = "SERVICE"
    ANONYMOUS = "ANONYMOUS"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is an employee (`emp_…`), a partner user (`pus_…`) or a service's name; `posts` are role codes of
    domain.md §3 (AM, SD, CHM, MDS, ADM …); `units` are the organisation units whose deals the actor may see."""

    kind: ActorKind
    id: str
    posts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    partner: str | None = None

    def holds(self, *posts: str) -> bool:
        """Whether the actor holds any of these posts."""
        return any(post in self.posts for post in posts)


ANONYMOUS = Actor(ActorKind.ANONYMOUS, "anonymous")


def service(name: str) -> Actor:
    """The actor of a service or of the worker, known by its signature."""
    return Actor(ActorKind.SERVICE, name)
