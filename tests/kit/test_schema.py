"""A subgraph's schema: what is printed, how errors leave it, what it refuses before execution."""

from decimal import Decimal
from typing import Annotated, Any

import pytest
import strawberry
from strawberry import federation

from kit.graphql.context import Asking, Context, Info
from kit.graphql.error import UserError, run
from kit.graphql.feed import Source, feed_fields
from kit.graphql.field import mutation_field, resolved_field
from kit.graphql.internal import internal_mutation
from kit.graphql.limit import Limits
from kit.graphql.node import Node
from kit.graphql.page import After, Before, Connection, First, Last, connection
from kit.graphql.schema import SubgraphSchema, build_schema, execute
from kit.graphql.value import JSON, LocalizedText, Money, MoneyInput
from kit.page import Page, window
from tas.core.actor import Actor, ActorKind, service
from tas.core.errors import BY_NAME, Invalid, Missing, Refused
from tests.support.journal import MemoryStore

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARTNER = Actor(ActorKind.PARTNER, "pus_1", partner="ptn_1")
What = Annotated[str, strawberry.argument(description="What to raise.")]


@federation.type(keys=["id"], description="A thing.")
class Thing(Node):
    price: Money = federation.field(description="What it costs.")
    title: LocalizedText = federation.field(description="What it is called.")
    note: strawberry.Private[str] = ""


@federation.type(description="What pricing a thing came to.")
class PricePayload:
    thing: Thing | None = federation.field(description="The thing.")
    errors: list[UserError] = federation.field(description="Why not.")


@strawberry.type
class Query(feed_fields("people", lambda app: Source(app, app))):  # type: ignore[misc]
    @resolved_field(description="Things.")
    def things(
        self, info: Info, first: First = None, last: Last = None, after: After = None, before: Before = None
    ) -> Connection[Thing]:
        asked = window(first, last, after, before)
        page = Page(("thg_1",), (("a", "thg_1"),), more=True)
        return connection(page, asked, lambda id: thing(id))

    @resolved_field(description="Raises.")
    async def fails(self, info: Info, what: What) -> str:
        raise raised(what)


@strawberry.type
class Mutation:
    @mutation_field(description="Prices a thing.")
    async def price_thing(
        self, info: Info, price: Annotated[MoneyInput, strawberry.argument(description="The price.")]
    ) -> PricePayload:
        async def work() -> Thing:
            price.read("input", "price")
            return thing("thg_2")

        result, errors = await run(work, info.context.locale)
        return PricePayload(thing=result, errors=errors)

    @internal_mutation(description="For services only.")
    async def settle(self, info: Info) -> JSON:
        return {"by": info.context.actor.id}


def thing(id: str) -> Thing:
    return Thing(
        id=strawberry.ID(id), price=Money(amount=Decimal(1), currency="CNY"), title=LocalizedText(en="T", zh_cn="物")
    )


def raised(what: str) -> Exception:
    if what == "REFUSED":
        return Refused([Invalid("CURSOR_MALFORMED"), Missing("PAGE_CURSOR")])
    kind = BY_NAME.get(what)
    return kind("BODY_TOO_LARGE", field=("a", "b"), limit=7) if kind else ValueError("the secret is 42")


@pytest.fixture(scope="module")
def schema() -> SubgraphSchema:
    return build_schema(Query, Mutation, [Thing], Limits(depth=6, aliases=3, fields=40, tokens=200))


def context(actor: Actor = PARTNER, caller: str = "gateway", locale: str = "en") -> Context[Any]:
    return Context(Asking(caller, actor, locale, TRACE), MemoryStore())


async def test_the_printed_schema_is_federated_shared_and_described(schema: SubgraphSchema) -> None:
    sdl = schema.as_str()
    assert "federation/v2.9" in sdl
    for shared in ("Money", "PageInfo", "UserError", "LocalizedText"):
        assert f"type {shared} @shareable" in sdl, shared
    assert 'type Thing implements Node @key(fields: "id")' in sdl
    for hidden in ("peopleFeed", "peopleEntries", "settle"):
        line = next(line for line in sdl.splitlines() if line.strip().startswith(hidden) or f"{hidden}:" in line)
        assert "@inaccessible" in sdl[sdl.index(line) : sdl.index(line) + 700], hidden


async def test_everything_of_ours_is_described(schema: SubgraphSchema) -> None:
    query = """{ __schema { types { name description kind fields { name description args { name description } }
      inputFields { name description } } } }"""
    answer = await execute(build_schema(Query, Mutation, [Thing]), {"query": query}, context())
    bare = []
    for one in answer["data"]["__schema"]["types"]:
        if one["name"].startswith(("_", "link__")) or one["name"] in (
            "Query",
            "Mutation",
            "String",
            "Int",
            "Boolean",
            "ID",
        ):
            continue
        parts = [*(one["fields"] or []), *(one["inputFields"] or [])]
        parts += [arg for field in one["fields"] or [] for arg in field["args"]]
        bare += [(one["name"], part["name"]) for part in [one, *parts] if not part["description"]]
    assert bare == []


@pytest.mark.parametrize("kind", sorted(BY_NAME))
async def test_an_expected_error_of_a_query_keeps_class_code_params_and_field(
    schema: SubgraphSchema, kind: str
) -> None:
    answer = await execute(
        schema, {"query": "query($w: String!) { fails(what: $w) }", "variables": {"w": kind}}, context()
    )
    error = answer["errors"][0]
    assert error["path"] == ["fails"]
    assert error["message"] == "The body is larger than 7 bytes."
    assert error["extensions"] == {
        "class": kind, "code": "BODY_TOO_LARGE", "field": ["a", "b"], "params": {"limit": 7}, "traceId": TRACE,
    }  # fmt: skip


async def test_several_refusals_are_told_together(schema: SubgraphSchema) -> None:
    answer = await execute(schema, {"query": '{ fails(what: "REFUSED") }'}, context())
    told = answer["errors"][0]["extensions"]
    assert (told["code"], [other["code"] for other in told["others"]]) == ("CURSOR_MALFORMED", ["PAGE_CURSOR"])


async def test_an_unexpected_error_is_masked_and_logged(
    schema: SubgraphSchema, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await execute(schema, {"query": '{ fails(what: "other") }'}, context())
    assert "42" not in str(answer)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert answer["errors"][0]["extensions"]["params"] == {"trace": TRACE}
    assert "the secret is 42" in caplog.text


REFUSED_DOCUMENTS = [
    ("{", "GRAPHQL_SYNTAX"),
    ("", "GRAPHQL_REQUEST"),
    ("{ nothing }", "GRAPHQL_INVALID"),
    ("{ fails(what: 7) }", "GRAPHQL_INVALID"),
    ("query($w: String!) { fails(what: $w) }", "GRAPHQL_INVALID"),
    ('{ a: fails(what: "") b: fails(what: "") c: fails(what: "") d: fails(what: "") }', "QUERY_TOO_LARGE"),
    ("{ __schema { types { fields { type { ofType { ofType { name } } } } } } }", "QUERY_TOO_LARGE"),
    ("{ things { ...a } } fragment a on ThingConnection { nodes { id } ...a }", "GRAPHQL_INVALID"),
    ("subscription { fails }", "GRAPHQL_INVALID"),
    ("# nothing", "GRAPHQL_SYNTAX"),
    ("{a" * 150, "QUERY_TOO_LARGE"),
    (7, "GRAPHQL_REQUEST"),
    (None, "GRAPHQL_REQUEST"),
]


@pytest.mark.parametrize(("query", "code"), REFUSED_DOCUMENTS)
async def test_a_document_at_fault_is_refused_by_its_code(schema: SubgraphSchema, query: Any, code: str) -> None:
    answer = await execute(schema, {"query": query}, context())
    assert answer["errors"][0]["extensions"]["code"] == code, answer
    assert answer["data"] is None


@pytest.mark.parametrize("query", ["{a" * 4_000, "{a" * 4_000 + "}" * 4_000, "[" * 9_000])
async def test_a_document_nested_beyond_the_parser_is_refused(query: str) -> None:
    answer = await execute(build_schema(Query, Mutation, [Thing]), {"query": query}, context())
    assert answer["errors"][0]["extensions"]["code"] in ("QUERY_TOO_LARGE", "GRAPHQL_SYNTAX"), answer


async def test_no_field_is_suggested(schema: SubgraphSchema) -> None:
    answer = await execute(schema, {"query": "{ thingz { nodes { id } } }"}, context())
    assert "things" not in str(answer)


@pytest.mark.parametrize(("locale", "words"), [("en", "not an amount"), ("zh-CN", "不是有效金额")])
async def test_a_mutation_tells_refusals_as_data(schema: SubgraphSchema, locale: str, words: str) -> None:
    query = """mutation { priceThing(price: {amount: "x", currency: "CNY"}) {
      thing { id } errors { code message field params } } }"""
    answer = await execute(schema, {"query": query}, context(locale=locale))
    payload = answer["data"]["priceThing"]
    assert payload["thing"] is None
    assert payload["errors"][0]["code"] == "MONEY_NOT_A_NUMBER"
    assert payload["errors"][0]["field"] == ["input", "price", "amount"]
    assert words in payload["errors"][0]["message"]


async def test_a_page_is_a_connection(schema: SubgraphSchema) -> None:
    query = "{ things(first: 1) { nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } } }"
    page = (await execute(schema, {"query": query}, context()))["data"]["things"]
    assert page["nodes"] == [{"id": "thg_1"}]
    assert page["pageInfo"] == {
        "hasNextPage": True, "hasPreviousPage": False, "endCursor": page["edges"][0]["cursor"],
    }  # fmt: skip


INTERNAL_CALLERS = [
    (service("worker"), "worker", True),
    (service("worker"), "people", False),
    (service("gateway"), "gateway", False),
    (service("worker"), "gateway", False),
    (PARTNER, "gateway", False),
    (PARTNER, "worker", False),
]


@pytest.mark.parametrize(("actor", "caller", "allowed"), INTERNAL_CALLERS)
async def test_internal_fields_answer_services_only(
    schema: SubgraphSchema, actor: Actor, caller: str, allowed: bool
) -> None:
    for query in ("mutation { settle }", '{ peopleEntries(aggregate: "a/b", after: 0, first: 5) }'):
        answer = await execute(schema, {"query": query}, context(actor, caller))
        codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
        assert codes == ([] if allowed else ["INTERNAL_ONLY"]), query
