"""What a chain is about."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry import federation

from tas.contracts.chain import Subject
from tas.core.errors import Invalid


@federation.type(description="What is being approved: as it was when it was submitted.")
class ChainSubject:
    type: str = federation.field(description="`registration`, `account` or `case`.")
    id: strawberry.ID = federation.field(description="Its global id.")
    version: int = federation.field(description="Its version then; 0 when it was not told.")
    digest: str = federation.field(description="The digest of the fields that were looked at.")


def subject_of(subject: Subject) -> ChainSubject:
    return ChainSubject(type=subject.type, id=strawberry.ID(subject.id), version=subject.version, digest=subject.digest)


@strawberry.input(description="What a flow is to be started on.")
class SubjectInput:
    type: str = strawberry.field(description="`account`, or `case` for flows about what no service holds.")
    id: strawberry.ID = strawberry.field(description="Its global id.")


def read_form(form: Any) -> Mapping[str, Any] | None:
    """The values of a form by key. Raises Invalid FORM_WRONG for anything but an object."""
    if form is None or isinstance(form, Mapping):
        return form
    raise Invalid("FORM_WRONG", field=("form",))
