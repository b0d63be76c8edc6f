"""Whether a change of a contract would break those who rely on it."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import fields, validate

from homefire.contracting.asyncapi import asyncapi_of
from homefire.contracting.compatibility import breaking_asyncapi, breaking_openapi
from homefire.contracting.openapi import openapi_of
from homefire.events import EventData, EventType
from homefire.operations import Service, operation
from homefire.schemas import Schema

Members = dict[str, Any]
_counter = itertools.count()


def schema_of(members: Members, parent: type = Schema) -> type:
    """A schema with these members."""
    return type(f"Made{next(_counter)}", (parent,), dict(members))


def text(**options: Any) -> fields.Field[Any]:
    """A text."""
    return fields.String(**options)


def items(*names: str) -> fields.Field[Any]:
    """A list of objects with these members."""
    return fields.List(fields.Nested(schema_of({name: text() for name in names})))


BODY: Members = {"name": lambda: text(required=True), "note": text, "number": fields.Integer}
ANSWER: Members = {
    "name": lambda: text(required=True),
    "address": lambda: fields.Nested(schema_of({"zip": text(required=True)}), allow_none=True),
    "items": lambda: items("code", "label"),
}
QUERY: Members = {"limit": fields.Integer}


def made(members: Members) -> Members:
    """New fields, since a field belongs to one schema."""
    return {name: make() for name, make in members.items()}


def openapi(
    body: Members = BODY,
    answer: Members = ANSWER,
    query: Members = QUERY,
    *,
    scope: str = "things:write",
    method: str = "POST",
    versioned: bool = False,
    extra: bool = False,
) -> dict[str, Any]:
    """The document of a service with one operation, or two."""
    takes, returns, asks = (schema_of(made(members)) for members in (body, answer, query))

    class Things(Service):
        """A service."""

        name = "things"

        @operation(
            method, "/things", scope=scope, takes=takes, query=asks, returns=returns, versioned=versioned
        )
        def put_thing(self, work: Any, body: dict[str, Any], query: dict[str, Any]) -> Any:
            """Takes, asks and answers."""

    if extra:

        class More(Things):
            """The same service later."""

            @operation("GET", "/more", scope="things:read")
            def get_more(self, work: Any) -> Any:
                """A new operation."""

        return openapi_of(More)
    return openapi_of(Things)


def without(members: Members, name: str) -> Members:
    """All but one."""
    return {key: value for key, value in members.items() if key != name}


def test_nothing_changed_breaks_nobody() -> None:
    assert breaking_openapi(openapi(), openapi()) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (lambda: {"body": without(BODY, "note")}, "body.note is no longer taken"),
        (lambda: {"body": BODY | {"note": fields.Integer}}, "body.note changed its type"),
        (lambda: {"body": BODY | {"note": lambda: text(required=True)}}, "body.note is newly required"),
        (lambda: {"body": BODY | {"more": lambda: text(required=True)}}, "body.more is newly required"),
        (
            lambda: {"body": BODY | {"note": lambda: text(validate=validate.OneOf(["a"]))}},
            "body.note takes fewer values",
        ),
        (
            lambda: {"body": BODY | {"note": lambda: text(validate=validate.Length(max=5))}},
            "body.note has a lower maxLength",
        ),
        (lambda: {"answer": without(ANSWER, "name")}, "answer.name is gone"),
        (lambda: {"answer": ANSWER | {"name": text}}, "answer.name may now be missing"),
        (lambda: {"answer": ANSWER | {"name": fields.Integer}}, "answer.name changed its type"),
        (
            lambda: {"answer": ANSWER | {"name": lambda: text(required=True, allow_none=True)}},
            "answer.name changed its type",
        ),
        (
            lambda: {"answer": ANSWER | {"address": lambda: fields.Nested(schema_of({}), allow_none=True)}},
            "answer.address.zip is gone",
        ),
        (lambda: {"answer": ANSWER | {"items": lambda: items("code")}}, "answer.items[].label is gone"),
        (lambda: {"body": BODY | {"note": fields.Date}}, "body.note has another format"),
        (
            lambda: {"query": {"limit": lambda: fields.Integer(validate=validate.Range(1, 100))}},
            "query parameter limit has a lower maximum",
        ),
        (lambda: {"query": {}}, "query parameter limit is gone"),
        (lambda: {"query": {"limit": text}}, "query parameter limit changed its type"),
        (
            lambda: {"query": QUERY | {"name": lambda: text(required=True)}},
            "query parameter name is newly required",
        ),
        (lambda: {"scope": "things:admin"}, "scope changed from things:write to things:admin"),
        (lambda: {"versioned": True}, "header parameter If-Match is newly required"),
        (lambda: {"method": "PUT"}, "the operation is gone"),
        (
            lambda: {"answer": ANSWER | {"ssn": lambda: text(metadata={"protected": True})}},
            "transport changed from rpc to http",
        ),
    ],
)
def test_change_that_breaks_a_client_is_found(changed: Any, sentence: str) -> None:
    found = breaking_openapi(openapi(), openapi(**changed()))
    assert any(what.startswith("POST /things: ") and sentence in what for what in found), found


@pytest.mark.parametrize(
    "changed",
    [
        lambda: {"body": BODY | {"more": text}},
        lambda: {"body": BODY | {"name": text}},
        lambda: {"body": BODY | {"note": lambda: text(allow_none=True)}},
        lambda: {"answer": ANSWER | {"more": text}},
        lambda: {"answer": ANSWER | {"more": lambda: text(required=True)}},
        lambda: {"query": QUERY | {"name": text}},
        lambda: {"extra": True},
    ],
)
def test_addition_breaks_nobody(changed: Any) -> None:
    assert breaking_openapi(openapi(), openapi(**changed())) == []


def test_answer_that_may_newly_be_null_is_found_in_a_nested_member_too() -> None:
    never_null = ANSWER | {"address": lambda: fields.Nested(schema_of({"zip": text(required=True)}))}
    assert breaking_openapi(openapi(answer=never_null), openapi()) != []
    assert breaking_openapi(openapi(), openapi(answer=never_null)) == []


def test_operation_that_moved_is_found() -> None:
    moved = openapi()
    moved["paths"]["/elsewhere"] = moved["paths"].pop("/things")
    assert breaking_openapi(openapi(), moved) == ["POST /things: the operation is gone"]


KINDS: list[Any] = [text, fields.Integer, fields.Boolean, lambda: fields.List(fields.String())]
some_members = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.tuples(st.sampled_from(KINDS), st.booleans()), max_size=4
)


def fields_of(members: dict[str, tuple[Any, bool]], *, optional: bool = False) -> Members:
    """Members from their kinds and whether they are required."""
    return {
        name: lambda kind=kind, needed=needed: _required(kind(), needed and not optional)
        for name, (kind, needed) in members.items()
    }


def _required(field: fields.Field[Any], needed: bool) -> fields.Field[Any]:
    field.required = needed
    return field


@settings(max_examples=20)
@given(some_members, some_members)
def test_losing_or_retyping_any_member_is_found_and_adding_optional_ones_is_not(
    before: dict[str, tuple[Any, bool]], added: dict[str, tuple[Any, bool]]
) -> None:
    old = openapi(body=fields_of(before), answer=fields_of(before))
    new = {name: value for name, value in added.items() if name not in before}
    grown = fields_of(before) | fields_of(new, optional=True)
    assert breaking_openapi(old, openapi(body=grown, answer=grown)) == []
    for name, (kind, _) in before.items():
        assert breaking_openapi(old, openapi(body=fields_of(before), answer=fields_of(without(before, name))))
        assert breaking_openapi(old, openapi(body=fields_of(without(before, name)), answer=fields_of(before)))
        other = before | {name: (KINDS[(KINDS.index(kind) + 1) % len(KINDS)], before[name][1])}
        assert breaking_openapi(old, openapi(body=fields_of(before), answer=fields_of(other)))


def asyncapi(members: Members, *, name: str = "thing_happened") -> dict[str, Any]:
    """The document of one event type."""
    data = schema_of(made(members), EventData)
    return asyncapi_of({"things": (EventType(name, data, "It happened."),)}, "0.1.0")


EVENT: Members = {"number": lambda: fields.Integer(required=True), "name": text}


def test_events_may_gain_members() -> None:
    assert breaking_asyncapi(asyncapi(EVENT), asyncapi(EVENT | {"more": text})) == []


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        (without(EVENT, "name"), "payload.data.name is gone"),
        (EVENT | {"number": lambda: text(required=True)}, "payload.data.number changed its type"),
        (EVENT | {"number": fields.Integer}, "payload.data.number may now be missing"),
    ],
)
def test_event_that_lost_or_retyped_a_member_is_found(members: Members, sentence: str) -> None:
    [found] = breaking_asyncapi(asyncapi(EVENT), asyncapi(members))
    assert found.startswith("things.thing_happened: ")
    assert sentence in found


def test_event_type_that_is_gone_is_found() -> None:
    found = breaking_asyncapi(asyncapi(EVENT), asyncapi(EVENT, name="thing_occurred"))
    assert found == ["things.thing_happened: the event type is gone"]


def test_envelope_may_not_lose_a_member() -> None:
    old = asyncapi(EVENT)
    new = copy.deepcopy(old)
    del new["components"]["schemas"]["Envelope"]["properties"]["sequence"]
    assert breaking_asyncapi(old, new) != []
