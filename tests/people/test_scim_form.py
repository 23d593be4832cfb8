"""SCIM's filters and patches over plain resources, by table."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.people.domain.scim.filter import read_filter, wanted
from services.people.domain.scim.patch import patched, read_operations
from services.people.domain.scim.resource import ENTERPRISE, read_group, read_user
from tas.core.errors import Invalid, TasError

ANN: dict[str, Any] = {
    "id": "1", "userName": "ann.lee", "active": True, "displayName": "Ann Lee", "externalId": "X7", "title": "",
    "name": {"formatted": "Ann Lee", "familyName": "Lee"},
    "emails": [{"type": "work", "value": "ann@acme.example"}, {"type": "home", "value": "ann@home.example"}],
    "meta": {"version": 'W/"3"'}, ENTERPRISE: {"department": "West", "manager": {"value": "emp_2"}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ('userName eq "ANN.LEE"', True),
        ('username Eq "ann"', False),
        ('userName ne "ann"', True),
        ('userName co ".l"', True),
        ('userName sw "ann"', True),
        ('userName ew "lee"', True),
        ('userName gt "anm" and userName lt "anz"', True),
        ('userName ge "ann.lee" and userName le "ann.lee"', True),
        ("active eq true", True),
        ("active eq false", False),
        ('active eq "true"', False),
        ("active ne false", True),
        ("title pr", False),
        ("name pr and externalId pr", True),
        ("nothing pr", False),
        ("nothing eq null", True),
        ('name.familyName eq "lee"', True),
        ('emails.value co "home"', True),
        ('emails co "home"', True),
        ('emails[type eq "work" and value co "acme"]', True),
        ('emails[type eq "work" and value co "home"]', False),
        ('not (active eq true) or userName eq "ann.lee"', True),
        ('not (active eq true) and userName eq "ann.lee"', False),
        ('active eq true or active eq false and userName eq "x"', True),
        ('(active eq true or active eq false) and userName eq "x"', False),
        (f'{ENTERPRISE}:department eq "west"', True),
        (f'{ENTERPRISE}:manager.value eq "emp_2"', True),
        ('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann.lee"', True),
        (r'displayName eq "Ann \"Lee\""', False),
    ],
)
def test_filters(text: str, holds: bool) -> None:
    assert read_filter(text)(ANN) is holds


@pytest.mark.parametrize(
    "text",
    ["", "userName", "userName eq", 'userName is "x"', 'userName eq "x', "userName eq x", '(userName eq "x"',
     'userName eq "x")', 'emails[type eq "x"', '"x" eq "y"', "a pr b pr", "(" * 50 + "a pr" + ")" * 50, "a pr " * 400,
     "not a pr", "and", "§ pr"],
)  # fmt: skip
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_filter(text)
    assert refused.value.code == "SCIM_FILTER"


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        test = read_filter(text)
    except TasError:
        return
    assert test(ANN) in (True, False)


def test_a_plain_comparison_is_known() -> None:
    assert wanted('userName eq "a\\"b"', "username") == 'a"b'
    assert wanted('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a"', "userName") == "a"
    for text in ('userName ne "a"', "userName eq 1", 'userName eq "a" or active pr', 'externalId eq "a"'):
        assert wanted(text, "userName") is None


def after(*operations: dict[str, Any]) -> dict[str, Any]:
    return patched(ANN, read_operations({"Operations": list(operations)}), (ENTERPRISE,))


@pytest.mark.parametrize(
    ("operation", "name", "value"),
    [
        ({"op": "replace", "path": "active", "value": False}, "active", False),
        ({"op": "Replace", "path": "ACTIVE", "value": "False"}, "active", "False"),
        ({"op": "replace", "value": {"displayName": "Bo"}}, "displayName", "Bo"),
        ({"op": "add", "path": "title", "value": "Dr"}, "title", "Dr"),
        ({"op": "remove", "path": "externalId"}, "externalId", None),
        ({"op": "replace", "path": "name.familyName", "value": "Wu"}, "name",
         {"formatted": "Ann Lee", "familyName": "Wu"}),
        ({"op": "add", "value": {"name.givenName": "Ann"}}, "name",
         {"formatted": "Ann Lee", "familyName": "Lee", "givenName": "Ann"}),
        ({"op": "remove", "path": 'emails[type eq "home"]'}, "emails", ANN["emails"][:1]),
        ({"op": "replace", "path": 'emails[type eq "work"].value', "value": "x@y"}, "emails",
         [{"type": "work", "value": "x@y"}, ANN["emails"][1]]),
        ({"op": "add", "path": "emails", "value": [ANN["emails"][0], {"value": "z"}]}, "emails",
         [*ANN["emails"], {"value": "z"}]),
        ({"op": "remove", "path": "emails", "value": [{"value": "ann@acme.example"}]}, "emails", ANN["emails"][1:]),
        ({"op": "replace", "path": f"{ENTERPRISE}:department", "value": "East"}, ENTERPRISE,
         {"department": "East", "manager": {"value": "emp_2"}}),
        ({"op": "replace", "path": f"{ENTERPRISE}:manager.value", "value": "emp_3"}, ENTERPRISE,
         {"department": "West", "manager": {"value": "emp_3"}}),
        ({"op": "add", "value": {ENTERPRISE: {"department": "North"}}}, ENTERPRISE,
         {"department": "North", "manager": {"value": "emp_2"}}),
        ({"op": "remove", "path": ENTERPRISE}, ENTERPRISE, None),
        ({"op": "remove", "path": f"{ENTERPRISE}:manager"}, ENTERPRISE, {"department": "West"}),
    ],
)  # fmt: skip
def test_patches(operation: dict[str, Any], name: str, value: Any) -> None:
    made = after(operation)
    assert made.get(name) == value
    assert {key: one for key, one in made.items() if key != name} == {
        key: one for key, one in ANN.items() if key != name
    }


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ({"op": "move", "path": "active"}, "SCIM_PATCH"),
        ({"op": "replace", "value": "x"}, "SCIM_PATCH"),
        ({"op": "remove"}, "SCIM_NO_TARGET"),
        ({"op": "replace", "path": 'emails[type eq "fax"]', "value": {}}, "SCIM_NO_TARGET"),
        ({"op": "replace", "path": "a b", "value": 1}, "SCIM_PATH"),
        ({"op": "replace", "path": "emails[type]", "value": 1}, "SCIM_FILTER"),
    ],
)
def test_what_is_no_patch_is_refused(operation: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        after(operation)
    assert refused.value.code == code


@pytest.mark.parametrize("body", [{}, {"Operations": []}, {"Operations": ["x"]}, {"Operations": [{}] * 1001}])
def test_a_patch_has_operations(body: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        read_operations(body)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"displayName": "Ann"}, "Ann"),
        ({"name": {"formatted": "Ann L"}}, "Ann L"),
        ({"name": {"givenName": "Ann", "familyName": "Lee"}}, "Ann Lee"),
        ({"name": {"givenName": "峻", "familyName": "杨"}}, "杨峻"),
        ({}, "ann"),
    ],
)
def test_names(body: dict[str, Any], name: str) -> None:
    assert read_user({"userName": "ann", **body}).name == name


@pytest.mark.parametrize(
    "body",
    [{}, {"userName": ""}, {"userName": "a b"}, {"userName": 7}, {"userName": "x" * 101},
     {"userName": "a", "active": "maybe"}, {"userName": "a", "displayName": ["x"]},
     {"userName": "a", ENTERPRISE: {"department": 7}}],
)  # fmt: skip
def test_what_is_no_user_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        read_user(body)
    assert refused.value.code == "SCIM_VALUE"


@pytest.mark.parametrize("body", [{}, {"displayName": "SD", "members": "x"}, {"displayName": "SD", "members": [{}]}])
def test_what_is_no_group_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        read_group(body)
