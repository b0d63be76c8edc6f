"""How a repeated request is recognised: by its caller, its operation, its key, and a keyed hash of it."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields

from homefire import arguments
from homefire.auth import Caller
from homefire.crypto import MasterKey
from homefire.idempotency import Claim, claim_for
from homefire.operations import Service, operation, operations_of
from homefire.outcome import to_json
from homefire.schemas import Schema

KEY = MasterKey(bytes(range(32)))
ADA = Caller("42", "ADA", "staff", frozenset(), 0.0)


class Body(Schema):
    """A body."""

    ssn = fields.String(metadata={"protected": True})
    names = fields.Dict()


class Probe(Service):
    """Two writes."""

    name = "probe"

    @operation("PUT", "/things/{number}", scope="things:write", takes=Body, returns=Body)
    def put(self, work: Any, number: int, body: dict[str, Any]) -> Any:
        """Keeps its answer."""

    @operation("POST", "/things", scope="things:write", takes=Body, stores_answer=False)
    def show(self, work: Any, body: dict[str, Any]) -> Any:
        """Keeps no answer."""


PUT, SHOW = (next(found for found in operations_of(Probe) if found.name == name) for name in ("put", "show"))


def claim(
    body: dict[str, Any],
    number: int = 1,
    *,
    master_key: MasterKey = KEY,
    caller: Caller = ADA,
    context: dict[str, Any] | None = None,
    **options: Any,
) -> Claim:
    """The claim of one call."""
    bound = arguments.bind(PUT, [number, body], {"idempotency_key": "k"} | options, over_http=True)
    made = claim_for(PUT, bound, caller, context or {}, master_key)
    assert made is not None
    return made


def test_equal_requests_are_recognised_whatever_the_order_of_their_members() -> None:
    one = claim({"ssn": "1", "names": {"a": 1, "b": [{"c": 1, "d": 2}]}})
    other = claim({"names": {"b": [{"d": 2, "c": 1}], "a": 1}, "ssn": "1"})
    assert one == other


@pytest.mark.parametrize(
    "other",
    [
        claim({"ssn": "2"}),
        claim({"ssn": "1"}, 2),
        claim({"ssn": "1"}, if_match=1),
        claim({"ssn": "1", "names": {}}),
    ],
    ids=["body", "path", "version", "member"],
)
def test_another_request_is_told_from_it(other: Claim) -> None:
    assert claim({"ssn": "1"}).mac != other.mac


@given(st.text(min_size=1, max_size=12))
def test_hash_of_a_request_is_keyed(ssn: str) -> None:
    """An unkeyed hash of a body with a Social Security number could be searched in minutes."""
    made = claim({"ssn": ssn})
    assert made.mac != claim({"ssn": ssn}, master_key=MasterKey(bytes(32))).mac
    request = to_json([[1], {"ssn": ssn}, None])
    for unkeyed in (hashlib.sha256(request).digest(), hmac.digest(b"", request, "sha256")):
        assert made.mac != unkeyed


def test_callers_of_different_kinds_never_share_an_answer() -> None:
    agency = Caller("42", "ADA", "agency", frozenset(), 0.0)
    assert claim({}).caller != claim({}, caller=agency).caller


def test_call_over_the_bus_is_recognised_by_its_message_even_without_a_key() -> None:
    made = claim({}, idempotency_key=None, context={"call_key": "abc"})
    assert made.key == "abc"
    assert claim({}, context={"call_key": "abc"}).key == "k"


@pytest.mark.parametrize("call_key", ["a\x00b", "\ud800", "ä", "'"])
def test_any_message_id_can_be_stored(call_key: str) -> None:
    key = claim({}, idempotency_key=None, context={"call_key": call_key}).key
    assert key.isascii()
    assert key.isprintable()


@pytest.mark.parametrize("context", [{}, {"call_key": None}, {"call_key": ""}])
def test_request_without_any_key_is_not_remembered(context: dict[str, Any]) -> None:
    bound = arguments.bind(PUT, [1, {}], {}, over_http=True)
    assert claim_for(PUT, bound, ADA, context, KEY) is None


def test_operation_that_keeps_no_answer_claims_nothing() -> None:
    bound = arguments.bind(SHOW, [{}], {"idempotency_key": "k"}, over_http=True)
    assert claim_for(SHOW, bound, ADA, {}, KEY) is None


def test_protected_answers_are_left_out() -> None:
    assert claim({}).left_out == ("ssn",)
