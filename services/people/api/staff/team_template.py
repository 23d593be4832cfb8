"""Team templates as the graph shows them."""

from strawberry import federation

from kit.graphql.value import LocalizedText, Money
from services.people.api.enumeration import Phase
from services.people.domain import team_template as domain
from tas.core import money


@federation.type(description="A role of a team, with its duties.")
class TeamDuty:
    role: str = federation.field(description="AM, SM, DM, SVM or LE.")
    drive: LocalizedText = federation.field(description="What drives it.")
    blind_spot: LocalizedText = federation.field(description="What it overlooks.")
    before: LocalizedText = federation.field(description="What it does before the deal is won.")
    after: LocalizedText = federation.field(description="What it does after, until scope and contract stand.")


@federation.type(description="Which roles the team of a deal has in a phase, for deals from a value on.")
class TeamTemplate:
    code: str = federation.field(description="Its code.")
    phase: Phase = federation.field(description="The phase it is for.")
    from_value: Money = federation.field(description="The smallest deal it is for.")
    task: LocalizedText = federation.field(description="What the team is there for.")
    roles: list[TeamDuty] = federation.field(description="Its roles.")


def show_template(template: domain.TeamTemplate, currency: str) -> TeamTemplate:
    """A template as a GraphQL object."""
    return TeamTemplate(
        code=template.code,
        phase=template.phase,
        from_value=Money.of(money.Money(template.from_value, currency)),
        task=_text(template.task),
        roles=[
            TeamDuty(
                role=one.role, drive=_text(one.drive), blind_spot=_text(one.blind_spot), before=_text(one.before),
                after=_text(one.after),
            )
            for one in template.duties
        ],
    )  # fmt: skip


def _text(words: domain.Words) -> LocalizedText:
    return LocalizedText(en=words.en, zh_cn=words.zh)
