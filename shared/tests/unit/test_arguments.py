"""From what arrived to what an operation takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields

from homefire import arguments
from homefire.arguments import Bound
from homefire.auth import Caller
from homefire.errors import Invalid, Malformed, NotFound, NotPermitted, Problem
from homefire.operations import Operation, Service, operation, operations_of
from homefire.schemas import Schema, Text, history_field


class Paging(Schema):
    """A query."""

    limit = fields.Integer(load_default=25)
    name = Text(most=20)


class Person(Schema):
    """A body with a protected field and one behind a scope."""

    name = Text(most=20)
    ssn = fields.String(metadata={"protected": True})
    members = fields.List(fields.Nested(lambda: Member()))
    history = history_field()


class Member(Schema):
    """Somebody else."""

    ssn = fields.String(metadata={"protected": True})


class Revealed(Schema):
    """An answer that may not travel on the bus."""

    ssn = fields.String(metadata={"protected": True})


class Probe(Service):
    """One operation of every shape."""

    name = "probe"

    @operation("GET", "/things", scope="things:read", query=Paging)
    def search(self, work: Any, query: dict[str, Any]) -> Any:
        """A query and nothing else."""

    @operation("GET", "/things/{number}/{part}", scope="things:read")
    def get(self, work: Any, number: int, part: str) -> Any:
        """Two path parameters."""

    @operation("POST", "/things", scope="things:write", takes=Person)
    def create(self, work: Any, body: dict[str, Any]) -> Any:
        """A body."""

    @operation("PATCH", "/things/{number}", scope="things:write", takes=Person, versioned=True)
    def update(self, work: Any, number: int, body: dict[str, Any]) -> Any:
        """A path parameter and a body."""

    @operation("POST", "/things/{number}/reveal", scope="things:reveal", takes=Paging, returns=Revealed)
    def reveal(self, work: Any, number: int, body: dict[str, Any]) -> Any:
        """A protected answer."""


OPERATIONS: dict[str, Operation] = {declared.name: declared for declared in operations_of(Probe)}


def bind(shape: str, /, *args: Any, over_http: bool = False, **kwargs: Any) -> Bound:
    """The arguments of one call."""
    return arguments.bind(OPERATIONS[shape], args, kwargs, over_http=over_http)


def test_path_parameters_come_first_then_the_body() -> None:
    bound = bind("update", 110385, {"name": " ADA "})
    assert bound.positional == [110385, {"name": "ADA", "history": None}]
    assert bound.raw == {"name": " ADA "}
    assert bound.named == {}


def test_query_comes_by_name() -> None:
    assert bind("search", name="ADA").named == {"query": {"limit": 25, "name": "ADA"}}
    assert bind("search", limit="5").named == {"query": {"limit": 5}}


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("get", []),
        ("get", [1]),
        ("get", [1, "a", {}]),
        ("update", [1]),
        ("update", [{"name": "ADA"}]),
        ("update", [1, {}, {}]),
        ("search", [{"limit": 5}]),
        ("create", []),
    ],
)
def test_wrong_number_of_arguments_is_refused_with_the_right_shape(name: str, args: list[Any]) -> None:
    with pytest.raises(Malformed) as refused:
        bind(name, *args)
    assert f"{name} takes " in refused.value.detail
    for parameter in OPERATIONS[name].parameters:
        assert parameter in refused.value.detail


@pytest.mark.parametrize("extra", ["body", "number", "colour", "\ud800"])
def test_argument_that_nobody_declared_is_refused(extra: str) -> None:
    more: dict[str, Any] = {extra: 1}
    with pytest.raises(Malformed):
        bind("update", 1, {}, **more)
    with pytest.raises(Invalid):
        bind("search", **more)


@pytest.mark.parametrize("number", ["110385", 1.0, 1.5, True, None, [], {}, float("nan"), float("inf")])
def test_number_that_is_none_is_refused(number: Any) -> None:
    with pytest.raises(Malformed, match="number is a whole number"):
        bind("get", number, "a")


@pytest.mark.parametrize("number", [-1, 2**53, 10**30, -(10**30)])
def test_number_that_nothing_can_have_is_not_found(number: int) -> None:
    with pytest.raises(NotFound):
        bind("get", number, "a")


@pytest.mark.parametrize("text", ["", "x" * 201, "a\x00b", "\ud800", "a\nb", 5, None, ["a"], {"a": 1}])
def test_text_that_no_database_could_look_up_is_refused(text: Any) -> None:
    with pytest.raises(Malformed, match="part is a text"):
        bind("get", 1, text)


@pytest.mark.req("R152")
@pytest.mark.parametrize(("given_version", "version"), [(None, None), (0, 0), (3, 3), ("3", 3), ("003", 3)])
def test_version_is_a_number_or_its_digits(given_version: Any, version: int | None) -> None:
    assert bind("update", 1, {}, if_match=given_version).if_match == version


WRONG_VERSIONS: list[Any] = [
    *["", "*", "W/1", '"1"', '1", "2', "1.0", "+1", "-1", "1_0", " 1", "١", "9" * 400],
    *[-1, 2**53, 1.0, 1.9, True, False, float("inf"), float("nan"), [], {}],
]


@pytest.mark.req("R152")
@pytest.mark.parametrize("version", WRONG_VERSIONS)
def test_any_other_version_is_refused(version: Any) -> None:
    with pytest.raises(Malformed, match="If-Match"):
        bind("update", 1, {}, if_match=version)


@pytest.mark.parametrize("key", ["a", "x" * 255, "schlüssel 5"])
def test_idempotency_key_is_kept(key: str) -> None:
    assert bind("create", {}, idempotency_key=key).idempotency_key == key


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "a\x00", "\ud800", 5, True, ["a"], {}])
def test_any_other_idempotency_key_is_refused(key: Any) -> None:
    with pytest.raises(Malformed, match="idempotency key"):
        bind("create", {}, idempotency_key=key)


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"ssn": "765432108"}, "ssn"),
        ({"members": [{}, {"ssn": "765432108"}]}, "members.ssn"),
        ({"ssn": 5}, "ssn"),
    ],
)
def test_protected_value_over_the_bus_is_refused_by_name(body: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        bind("create", body)
    assert refused.value.code == "protected_over_rpc"
    assert [problem.field for problem in refused.value.fields] == [field]
    assert "765432108" not in refused.value.to_json()


def test_protected_value_over_http_is_taken() -> None:
    assert bind("create", {"ssn": "765432108"}, over_http=True).positional[0]["ssn"] == "765432108"


@pytest.mark.req("R249")
def test_operation_with_a_protected_answer_has_no_rpc_form() -> None:
    with pytest.raises(Invalid) as refused:
        bind("reveal", 1, {})
    assert refused.value.code == "http_only"
    assert bind("reveal", 1, {}, over_http=True).positional[0] == 1


@pytest.mark.parametrize("history", [{}, {"entered_by": "SERVTRAQ SUPPORT"}])
@pytest.mark.req("R247")
def test_field_with_a_scope_of_its_own_needs_that_scope(history: dict[str, Any]) -> None:
    bound = bind("create", {"name": "ADA", "history": history})
    caller = Caller("1", "ADA", "staff", frozenset({"things:write"}), 0.0)
    with pytest.raises(NotPermitted) as refused:
        bound.check_scopes(OPERATIONS["create"], caller)
    assert [problem.field for problem in refused.value.fields] == ["history"]
    loader = Caller("1", "ADA", "staff", frozenset({"things:write", "history:write"}), 0.0)
    bound.check_scopes(OPERATIONS["create"], loader)


def test_null_in_a_field_with_a_scope_is_nothing() -> None:
    bound = bind("create", {"name": "ADA", "history": None})
    bound.check_scopes(OPERATIONS["create"], Caller("1", "ADA", "staff", frozenset(), 0.0))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.sampled_from(sorted(OPERATIONS)),
    st.lists(json_values, max_size=3),
    st.dictionaries(st.sampled_from(["if_match", "idempotency_key", "limit", "name", "x"]), json_values),
    st.booleans(),
)
def test_whatever_arrives_is_bound_or_refused_as_a_problem(
    name: str, args: list[Any], kwargs: dict[str, Any], over_http: bool
) -> None:
    try:
        arguments.bind(OPERATIONS[name], args, kwargs, over_http=over_http)
    except Problem as problem:
        assert problem.kind in ("malformed", "invalid", "not_found")
