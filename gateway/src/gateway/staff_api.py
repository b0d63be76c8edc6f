"""The staff directory as JSON, for other screens and agency systems that choose somebody by id (R265)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request

from gateway import access, roles
from gateway.accounts.finding import Wanted
from gateway.context import gateway, principal
from homefire.errors import FieldProblem, Invalid, NotFound
from homefire.rules import RuleBroken, clean_text

SCOPE = "staff:read"
MOST = 100
MEMBER_FIELDS = (
    "id",
    "name",
    "user_name",
    "roles",
    "office",
    "job_title",
    "phone_extension",
    "hours",
    "active",
)
_ACTIVE = {"true": True, "false": False, "all": None}
_LARGEST = 2**63 - 1


def add_routes(routes: Blueprint) -> None:
    """`GET /staff` and `GET /staff/{id}`."""
    for rule, name, view in (
        ("/staff", "staff", list_staff),
        ("/staff/<id>", "staff_member", get_staff_member),
    ):
        routes.add_url_rule(rule, name, view, provide_automatic_options=False)


@access.api
def list_staff() -> Response:
    """Some of the staff in the order of their names. Raises `Invalid`, `NotPermitted`."""
    principal().require(SCOPE)
    wanted, cursor, limit = _read()
    rows, following = gateway().staff.page(wanted, cursor, limit)
    page = {"items": [member(row) for row in rows], "next": following}
    response = Response(orjson.dumps(page), content_type="application/json")
    if following:
        rest = [(name, value) for name, value in request.args.items() if name != "cursor"]
        response.headers["Link"] = f'<{request.path}?{urlencode([*rest, ("cursor", following)])}>; rel="next"'
    return response


@access.api
def get_staff_member(id: str) -> Response:
    """One of the staff, also one whose account is closed. Raises `NotFound`, `NotPermitted`."""
    principal().require(SCOPE)
    found = gateway().staff.find(id)
    if found is None:
        raise NotFound("Nobody of the staff has this id.")
    return Response(orjson.dumps(member(found)), content_type="application/json")


def member(row: dict[str, Any]) -> dict[str, Any]:
    """What is told of somebody."""
    return {name: row[name] for name in MEMBER_FIELDS}


def _read() -> tuple[Wanted, str | None, int]:
    """The query. Each parameter stands once."""
    given = request.args
    unknown = [name for name in given if name not in _PARAMETERS or len(given.getlist(name)) > 1]
    if unknown:
        raise Invalid(fields=[FieldProblem(name, "unknown_field", "Leave this out.") for name in unknown])
    wanted = Wanted(
        text=_text("q"),
        role=_one_of("role", {name: name for name in roles.roles()}, ""),
        office_id=_number("office", _LARGEST),
        active=_one_of("active", _ACTIVE, True),
    )
    return wanted, given.get("cursor"), _number("limit", MOST) or MOST


def _text(name: str) -> str:
    try:
        return clean_text(request.args.get(name, ""), most=80)
    except RuleBroken as broken:
        raise _refused(name, broken.code, broken.detail) from None


def _one_of(name: str, choices: dict[str, Any], default: Any) -> Any:
    text = request.args.get(name)
    if text is None:
        return default
    if text not in choices:
        raise _refused(name, "not_a_choice", f"One of: {', '.join(sorted(choices))}.")
    return choices[text]


def _number(name: str, most: int) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and 0 < int(text) <= most):
        raise _refused(name, "not_a_number", f"A whole number from 1 to {most}.")
    return int(text)


def _refused(name: str, code: str, detail: str) -> Invalid:
    return Invalid(fields=[FieldProblem(name, code, detail)])


_PARAMETERS: dict[str, dict[str, Any]] = {
    "q": {"type": "string", "maxLength": 80, "description": "Words of a name, user name or job title."},
    "role": {"type": "string"},
    "office": {"type": "integer", "description": "The office's id."},
    "active": {"enum": ["true", "false", "all"], "default": "true"},
    "cursor": {"type": "string"},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST},
}
SCHEMAS: dict[str, Any] = {
    "StaffMember": {
        "type": "object",
        "description": "Somebody who works here. `id` and `name` together are what a record's analyst takes.",
        "required": list(MEMBER_FIELDS),
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": "string"},
            "user_name": {"type": "string"},
            "roles": {"type": "array", "items": {"type": "string"}},
            "office": {
                "type": ["object", "null"],
                "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
            },
            "job_title": {"type": "string"},
            "phone_extension": {"type": "string"},
            "hours": {
                "type": "object",
                "description": "Weekday (`mon` to `sun`) to from and to, as `08:00` in the agency's time.",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
            "active": {"type": "boolean", "description": "False once the account was closed."},
        },
    },
    "StaffPage": {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/StaffMember"}},
            "next": {"type": ["string", "null"]},
        },
    },
}
OPERATIONS: dict[str, dict[str, Any]] = {
    "/staff": {
        "operationId": "gateway.list_staff",
        "tags": ["staff"],
        "summary": "Who works here, in the order of names. Analysts and employees are chosen from it by id.",
        "parameters": [
            {"name": name, "in": "query", "schema": schema} for name, schema in _PARAMETERS.items()
        ],
        "returns": "StaffPage",
        "scope": SCOPE,
    },
    "/staff/{id}": {
        "operationId": "gateway.get_staff_member",
        "tags": ["staff"],
        "summary": "One of the staff, also one whose account is closed.",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "returns": "StaffMember",
        "scope": SCOPE,
    },
}
"""Path to what the merged document says of the gateway's own operations here."""
