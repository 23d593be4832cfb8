"""What partner REST takes and gives, as pydantic models: they check the input and make the OpenAPI document, so the two
cannot differ. Names on the wire are the GraphQL schema's."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

LARGEST_PAGE = 100
PAGE = 20
LONGEST_CURSOR = 2_000


class Model(BaseModel):
    """camelCase on the wire; nothing is turned into another type, nothing undescribed is taken."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, frozen=True)


class Money(Model):
    """An amount of money."""

    amount: str = Field(description="Decimal in text, not negative, at most four places.", examples=["120000.00"])
    currency: str = Field(description="ISO 4217 code.", examples=["CNY"])


class Customer(Model):
    """The end customer, as the partner knows them."""

    legal_name: str = Field(description="Registered name of the company.")
    credit_code: str = Field(
        description="Unified social credit code: 18 characters, the last checks the others.",
        examples=["91110108MA01C2D34H"],
    )


class NewRegistration(Model):
    """A deal to register."""

    partner_id: str | None = Field(None, description="For whom, when a channel manager files; else left out.")
    customer: Customer = Field(description="The end customer.")
    project_name: str = Field(description="What the customer calls the project.")
    product_line: str = Field(description="A product line that the partner is certified for.")
    region: str = Field(description="A region that the partner is certified for.")
    amount: Money = Field(description="The expected amount of the deal, above zero.")
    expected_sign_date: date = Field(description="When signing is expected: not past, within ten years.")
    contact_met: str = Field(description="Whom of the customer you have met, and how.")
    evidence: list[str] | None = Field(None, description="References to what shows the contact, at most 20.")
    support_needed: str | None = Field(None, description="What you ask of us.")
    competitors: list[str] | None = Field(None, description="Who else bids, at most 20.")


class Reason(Model):
    """Why a filing did not win. It never names who did."""

    code: str = Field(description="Stable code, such as SCOPE_PROTECTED.")
    message: str = Field(description="The same for a person, in the language of the request.")
    until: str = Field(description="The day by which the scope may be open again.")


class Filed(Model):
    """The answer to a filing, and to every repetition of it with the same key."""

    id: str = Field(description="The registration's id.")
    verdict: str = Field(description="ACCEPTED: the scope was free and is now yours to be decided on; CONFLICT: taken.")
    reason: Reason | None = Field(description="Why it is a conflict; null when it is none.")
    url: str = Field(description="Where the registration can be read.")


class Deal(Model):
    """The opportunity that came of a registration."""

    id: str = Field(description="The opportunity's id.")
    name: str = Field(description="Its name.")
    grade: str = Field(description="E after an approved registration.")
    stage: str = Field(description="Where in the sales process it stands.")


class Registration(Model):
    """A registration as it stands now."""

    id: str = Field(description="Its id.")
    status: str = Field(description="SUBMITTED, ACTIVE, REJECTED, EXPIRED, CONFLICT …")
    verdict: str = Field(description="What was found when it was filed: ACCEPTED or CONFLICT.")
    reason: Reason | None = Field(description="Why it is a conflict; null when it is none.")
    customer_name: str = Field(description="The customer's name, as filed.")
    credit_code: str = Field(description="The customer's unified social credit code.")
    project_name: str = Field(description="The project, as filed.")
    product_line: str = Field(description="The product line.")
    region: str = Field(description="The region.")
    amount: Money = Field(description="The expected amount, as filed.")
    expected_sign_date: str = Field(description="When signing is expected, a date.")
    contact_met: str = Field(description="Whom of the customer you have met, and how.")
    evidence: list[str] = Field(description="References to what shows the contact.")
    support_needed: str = Field(description="What you ask of us; may be empty.")
    competitors: list[str] = Field(description="Who else bids, as far as known.")
    filed_at: str = Field(description="When it was filed, a UTC instant.")
    comment: str | None = Field(description="What was said with the last decision; null while there is none.")
    protected_from: str | None = Field(description="When the protection window began, a UTC instant; null before.")
    protected_to: str | None = Field(description="When it ends, a UTC instant; null before it begins.")
    scope_freed: bool = Field(description="Whether the scope of a conflict has become free since: file again.")
    opportunity: Deal | None = Field(description="What came of it; null before approval.")


class Registrations(Model):
    """A page of registrations, newest filing first."""

    items: list[Registration] = Field(description="The registrations of this page.")
    next: str | None = Field(description="The `after` of the next page; null on the last.")


class Query(Model):
    """What a list may be asked for."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, strict=False)

    first: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = Field(PAGE, description="How many, 1 to 100.")
    after: str | None = Field(None, max_length=LONGEST_CURSOR, description="`next` of the page before.")
    status: list[str] | None = Field(None, description="Only these statuses; may be repeated.")
    partner_id: str | None = Field(None, description="Only of this partner; for our own employees.")


class FieldProblem(Model):
    """What is wrong with one field."""

    field: str = Field(
        description="Path of the field, by dots; empty when it is about none.", examples=["customer.creditCode"]
    )
    code: str = Field(description="Stable code of the complaint.")
    message: str = Field(description="The same for a person, in the language of the request.")
    params: dict[str, Any] = Field(description="What the message was filled with.")


class Problem(Model):
    """A refusal, by RFC 9457."""

    type: str = Field(description="urn:tas:problem: and the code.")
    title: str = Field(description="What kind of refusal it is, the same for each of the status.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong this time, in the language of the request.")
    code: str = Field(description="Stable code; programs decide by this.")
    trace_id: str = Field(description="Name this when you ask about it.")
    errors: list[FieldProblem] = Field(description="Each complaint by the field it is about; may be empty.")
