"""What the SCIM door says about itself: its configuration, its resource types and their schemas (RFC 7643 §5 to §7)."""

from collections.abc import Mapping
from typing import Any

from services.people.domain.scim.resource import ENTERPRISE, GROUP, USER

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
LARGEST_PAGE = 200
_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:"


def configuration(base: str) -> dict[str, Any]:
    """What of the protocol is supported."""
    return {
        "schemas": [f"{_SCHEMA}ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": LARGEST_PAGE},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "The token of the setting TAS_SCIM_TOKEN",
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }


def resource_types(base: str) -> list[dict[str, Any]]:
    """Users with the enterprise extension, and groups."""
    extension = {"schema": ENTERPRISE, "required": False}
    kinds: tuple[tuple[str, str, str, list[dict[str, Any]]], ...] = (
        ("User", "/Users", USER, [extension]),
        ("Group", "/Groups", GROUP, []),
    )
    return [
        {
            "schemas": [f"{_SCHEMA}ResourceType"],
            "id": name,
            "name": name,
            "endpoint": endpoint,
            "schema": schema,
            "schemaExtensions": extensions,
            "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/{name}"},
        }
        for name, endpoint, schema, extensions in kinds
    ]


def schemas(base: str) -> list[dict[str, Any]]:
    """The attributes that are kept; others are taken and left out."""
    group_of_user = [_text("value", mutability="readOnly"), _text("display", mutability="readOnly")]
    reference = _attribute("$ref", "reference", mutability="readOnly", referenceTypes=["User"])
    manager = [_text("value"), reference, _text("displayName", mutability="readOnly")]
    member = [_text("value", mutability="immutable"), _text("display", mutability="readOnly"), reference]
    name = [_text("formatted"), _text("familyName"), _text("givenName")]
    found = (
        (USER, "User", [
            _text("userName", required=True, uniqueness="server", mutability="immutable"),
            _complex("name", name), _text("displayName"), _attribute("active", "boolean"),
            _complex("groups", group_of_user, multiValued=True, mutability="readOnly"),
        ]),
        (ENTERPRISE, "EnterpriseUser", [_text("department"), _complex("manager", manager)]),
        (GROUP, "Group", [
            _text("displayName", required=True, uniqueness="server", mutability="immutable"),
            _complex("members", member, multiValued=True),
        ]),
    )  # fmt: skip
    return [
        {
            "schemas": [f"{_SCHEMA}Schema"],
            "id": id,
            "name": title,
            "description": title,
            "attributes": attributes,
            "meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{id}"},
        }
        for id, title, attributes in found
    ]


def listed(items: list[dict[str, Any]], total: int, start: int) -> dict[str, Any]:
    """A page of resources."""
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(items),
        "Resources": items,
    }


def _attribute(name: str, type: str, **more: Any) -> dict[str, Any]:
    plain: Mapping[str, Any] = {
        "multiValued": False,
        "description": name,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    }
    return {"name": name, "type": type, **plain, **more}


def _text(name: str, **more: Any) -> dict[str, Any]:
    return _attribute(name, "string", **more)


def _complex(name: str, inside: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {**_attribute(name, "complex", **more), "subAttributes": inside}
