"""What a mutation about personal data answers."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from strawberry import federation

from kit.graphql.context import Info
from kit.graphql.cursor import write_cursor
from kit.graphql.error import UserError
from kit.journal.aggregate import AggregateType
from services.people.api.contact.loader import sight
from services.people.api.contact.payload import CURSOR, ERRORS, PersonPayload, done
from services.people.api.contact.person import person_of
from services.people.api.privacy.enumeration import Outcome
from services.people.api.privacy.record import PersonErasure, PersonExport, show_erasure, show_export
from services.people.app.container import SERVICE
from services.people.app.privacy.export_person import Exported
from services.people.app.privacy.import_person import PersonImport
from services.people.domain.contact.erasure import ERASURE, Erasure
from services.people.domain.contact.export import EXPORT
from services.people.domain.contact.person import PERSON, Person
from tas.core.ids import aggregate_name
from tas.core.message import message


@federation.type(description="What became of a step of an erasure.")
class PersonErasurePayload:
    erasure: PersonErasure | None = federation.field(description="How far it is now.")
    errors: list[UserError] = federation.field(description=ERRORS)
    cursor: str | None = federation.field(description=CURSOR)


@federation.type(description="A row of an import.")
class ImportedRow:
    line: int = federation.field(description="The line of the file where it begins, from 1.")
    outcome: Outcome = federation.field(description="What it came to.")
    person_id: strawberry.ID | None = federation.field(description="Who it is of; null where it was refused.")
    similar_ids: list[strawberry.ID] = federation.field(description="Known persons who may be the same, at most 5.")


@federation.type(description="Something in a file that was refused; line 0 means the whole file.")
class ImportRefusal:
    line: int = federation.field(description="The line, from 1.")
    column: str = federation.field(description="The column or property; empty for the whole row.")
    code: str = federation.field(description="The stable code.")
    message: str = federation.field(description="What to tell a person, in the language of the request.")


@federation.type(description="What became of an import, row by row.")
class ImportPersonsPayload:
    rows: list[ImportedRow] = federation.field(description="A line for each row that could be read.")
    refusals: list[ImportRefusal] = federation.field(description="What was refused, and why.")
    errors: list[UserError] = federation.field(description=ERRORS)


@federation.type(description="A file of persons that leaves.")
class ExportPersonsPayload:
    export: PersonExport | None = federation.field(description="Its line in the log.")
    file_name: str | None = federation.field(description="What to save it as.")
    content: str | None = federation.field(description="The file's text, to be saved in UTF-8 as it is.")
    errors: list[UserError] = federation.field(description=ERRORS)
    cursor: str | None = federation.field(description=CURSOR)


async def erasure_payload(info: Info, work: Callable[[], Awaitable[Erasure]]) -> PersonErasurePayload:
    state, errors = await done(info, work)
    cursor = await _cursor(info, ERASURE, state.id) if state else None
    return PersonErasurePayload(erasure=show_erasure(state) if state else None, errors=errors, cursor=cursor)


async def about_person(info: Info, work: Callable[[], Awaitable[Person]]) -> PersonPayload:
    state, errors = await done(info, work)
    if state is None:
        return PersonPayload(person=None, errors=errors, cursor=None)
    return PersonPayload(
        person=person_of(await sight(info), state.id), errors=[], cursor=await _cursor(info, PERSON, state.id)
    )


async def import_payload(info: Info, work: Callable[[], Awaitable[PersonImport]]) -> ImportPersonsPayload:
    result, errors = await done(info, work)
    if result is None:
        return ImportPersonsPayload(rows=[], refusals=[], errors=errors)
    rows = [
        ImportedRow(
            line=one.line,
            outcome=one.outcome,
            person_id=strawberry.ID(one.person_id) if one.person_id else None,
            similar_ids=[strawberry.ID(id) for id in one.similar],
        )
        for one in result.rows
    ]
    refusals = [
        ImportRefusal(
            line=one.line,
            column=one.column,
            code=one.code,
            message=message(one.code, {"value": one.value, "column": one.column}, info.context.locale),
        )
        for one in result.report.refused
    ]
    return ImportPersonsPayload(rows=rows, refusals=refusals, errors=[])


async def export_payload(info: Info, work: Callable[[], Awaitable[Exported]]) -> ExportPersonsPayload:
    result, errors = await done(info, work)
    if result is None:
        return ExportPersonsPayload(export=None, file_name=None, content=None, errors=errors, cursor=None)
    return ExportPersonsPayload(
        export=show_export(result.export),
        file_name=result.file_name,
        content=result.content,
        errors=[],
        cursor=await _cursor(info, EXPORT, result.export.id),
    )


async def _cursor(info: Info, kind: AggregateType[Any], key: str) -> str:
    loaded = await info.context.app.ledger.load(kind, key)
    return write_cursor(SERVICE, aggregate_name(kind.name, key), loaded.version)
