"""Every operation of every service for every role, by both ways in, with tokens of every worth (R247).

What a role may do is read from roles.toml and the services' declarations, so that a new role, scope or operation
is held to the same rule without a line here. Requests name a customer that does not exist and send empty bodies:
whoever may do something is refused for that, and not for who they are.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from typing import Any

import marshmallow
import pytest

from gateway.roles import roles
from homefire import schemas
from homefire.auth import PARTIES, PORTAL, Signer
from homefire.client import Call, RpcClient
from homefire.declared import Operation
from homefire.errors import NotAuthenticated, NotPermitted, Problem, Unavailable
from homefire.operations import operations_of
from homefire.testing.suite import Suite
from homefire.topology import Topology
from homefire_cli.suite import SERVICES

NOBODY = 999_999_999_999
"""A number that no customer, application, document or job has."""
REFUSED = (401, 403)


def declared_by(service: str) -> list[Operation]:
    """The operations that a service declares."""
    module = import_module(f"{service}.service")
    return operations_of(getattr(module, f"{service.capitalize()}Service"))


def scopes_in(operations: Iterable[Operation]) -> set[str]:
    """Every scope that these operations and their fields ask for."""
    asked = {declared.scope for declared in operations}
    return asked | {scope for declared in operations for scope in declared.field_scopes.values()}


@pytest.fixture(params=SERVICES)
def service(request: Any, suite: Suite) -> str:
    """Each of the seven, running, and those that it calls."""
    suite.running(request.param, *Topology.load().services[request.param].calls)
    return str(request.param)


@pytest.fixture(scope="module")
def signer(suite: Suite) -> Signer:
    """Signs as the gateway does."""
    suite.servers()
    return Signer.from_file(suite.stack.keys.signing_key("gateway"), "gateway")


@pytest.fixture(scope="module")
def token(signer: Signer) -> Callable[..., str]:
    """`token("audit", scopes)`: of somebody with exactly these scopes; those of the portal are a party's."""

    def sign(audience: str, scopes: Iterable[str], lifetime: float = 600, kind: str = "staff") -> str:
        return signer.sign(
            sub="42",
            name="NOBODY",
            kind=kind,
            audience=[audience],
            scopes=scopes,
            lifetime=lifetime,
            party=f"{kind}/{NOBODY}" if kind in PARTIES else None,
        )

    return sign


def kind_for(scope: str) -> str:
    """The kind of caller that may hold a scope: for the portal's, whose role has it."""
    holders = (role.party for role in roles().values() if scope in role.scopes)
    return next(holders) if scope.startswith(PORTAL) else "staff"


def held_beside(scope: str, every: Iterable[str]) -> set[str]:
    """The other scopes that a caller of the same kind may hold at once."""
    portal = scope.startswith(PORTAL)
    return {other for other in every if other.startswith(PORTAL) == portal} - {scope}


class Http:
    """A service's own port. `ask` answers the code of the refusal, or nothing when the caller was let in."""

    def __init__(self, suite: Suite, service: str) -> None:
        self._client = suite.bare_client(service)

    def ask(self, declared: Operation, token: str | None, body: dict[str, Any] | None = None) -> str | None:
        """One request."""
        path = declared.path
        for name, kind in declared.parameters.items():
            path = path.replace(f"{{{name}}}", str(NOBODY) if kind is int else "nobody")
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        content: dict[str, Any] = {}
        if declared.takes is not None and declared.media == "application/json":
            content = {"json": body or {}}
        elif declared.takes is not None:
            content = {"files": {"nothing": b""}}
        answer = self._client.request(declared.method, path, headers=headers, **content)
        assert answer.status_code < 500, (declared.name, answer.text)
        return str(answer.json()["code"]) if answer.status_code in REFUSED else None

    def close(self) -> None:
        """Ends its connections."""
        self._client.close()


class Rpc:
    """The bus, as the gateway's user. `ask` answers as that of `Http` does."""

    def __init__(self, suite: Suite, service: str) -> None:
        self._service = service
        self._client = RpcClient(suite.stack.amqp_url("gateway"), "gateway")

    def ask(self, declared: Operation, token: str | None, body: dict[str, Any] | None = None) -> str | None:
        """One call. A call without a token carries none at all."""
        args: list[Any] = [NOBODY if kind is int else "nobody" for kind in declared.parameters.values()]
        if declared.takes is not None:
            args.append(body or {})
        [outcome] = self._client.call_many(
            [Call(self._service, declared.name, args, {})], token=token, timeout=20
        )
        assert not isinstance(outcome, Unavailable), (declared.name, outcome)
        assert not (isinstance(outcome, Problem) and outcome.code == "unexpected"), (declared.name, outcome)
        return outcome.code if isinstance(outcome, (NotAuthenticated, NotPermitted)) else None

    def close(self) -> None:
        """Ends its connection."""
        self._client.close()


@pytest.fixture(params=[Http, Rpc], ids=["http", "rpc"])
def way(request: Any, suite: Suite, service: str) -> Iterator[Any]:
    """Both ways in."""
    made = request.param(suite, service)
    yield made
    made.close()


def all_at_once(work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    """What `work` gives for each, several at a time: thousands of requests are waited for together."""
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(work, items))


@pytest.mark.req("R244", "R247")
def test_each_role_may_do_exactly_what_the_table_says(
    way: Any, service: str, token: Callable[..., str]
) -> None:
    operations = declared_by(service)
    tokens = {name: token(service, role.scopes, kind=role.party or "staff") for name, role in roles().items()}
    cases = [(declared, name) for declared in operations for name in tokens]
    outcomes = all_at_once(lambda case: way.ask(case[0], tokens[case[1]]), cases)
    found = {(declared.name, name): code for (declared, name), code in zip(cases, outcomes, strict=True)}
    assert found == {
        (declared.name, name): None if declared.scope in roles()[name].scopes else "not_permitted"
        for declared, name in cases
    }


@pytest.mark.req("R247")
def test_each_operation_needs_its_own_scope_and_no_other(
    way: Any, service: str, token: Callable[..., str]
) -> None:
    operations = declared_by(service)
    every = scopes_in(operations) | {scope for role in roles().values() for scope in role.scopes}

    def ask(declared: Operation) -> tuple[str | None, ...]:
        kind, others = kind_for(declared.scope), held_beside(declared.scope, every)
        return tuple(
            way.ask(declared, token(service, scopes, kind=kind))
            for scopes in (set(), others, {declared.scope})
        )

    outcomes = all_at_once(ask, operations)
    assert outcomes == [("not_permitted", "not_permitted", None)] * len(operations)


@pytest.mark.req("R247")
def test_no_operation_is_open_to_a_token_without_worth(
    way: Any, service: str, token: Callable[..., str]
) -> None:
    operations = declared_by(service)
    every = held_beside("", scopes_in(operations))
    good, other = token(service, every), next(name for name in SERVICES if name != service)
    worthless = {
        "token_missing": [None],
        "token_expired": [token(service, every, lifetime=-60)],
        "token_audience": [token(other, every)],
        "token_invalid": [good[:-8] + "AAAAAAAA", unsigned(good), widened(token(service, set()), every), "x"],
    }
    for code, tokens in worthless.items():
        for bad in tokens:
            outcomes = all_at_once(lambda declared, bad=bad: way.ask(declared, bad), operations)
            assert outcomes == [code] * len(operations)


@pytest.mark.req("R247")
def test_a_guarded_field_needs_its_own_scope_besides(
    way: Any, service: str, token: Callable[..., str]
) -> None:
    operations = [declared for declared in declared_by(service) if declared.media == "application/json"]
    for declared in operations:
        for path, scope in declared.field_scopes.items():
            if scope == declared.scope or (declared.http_only and isinstance(way, Rpc)):
                continue
            body = smallest_body(declared, path)
            assert way.ask(declared, token(service, {declared.scope}), body) == "not_permitted", path
            assert way.ask(declared, token(service, {declared.scope, scope}), body) is None, path


CANDIDATES = (
    "x",
    "xxxxxxxx",
    1,
    2020,
    True,
    "2020-01-02",
    "2020-01-02T09:00:00Z",
    "10:00",
    "1.00",
    "95077",
    [],
    {},
)
"""Values of which every required field takes one, after those that it lists itself."""


def smallest_body(declared: Operation, path: str) -> dict[str, Any]:
    """The required fields with any value that their schema takes, and the guarded field besides."""
    assert declared.takes is not None
    body = filled(declared.takes)
    holder, names = body, path.split(".")
    for name in names[:-1]:
        holder = holder.setdefault(name, {})
    field = declared.takes.fields[names[0]]
    for name in names[1:]:
        assert isinstance(field, marshmallow.fields.Nested)
        field = field.schema.fields[name]
    holder[names[-1]] = a_value(field)
    schemas.load(declared.takes, body)
    return body


def filled(schema: marshmallow.Schema) -> dict[str, Any]:
    """What a schema asks for at the least."""
    return {field.data_key or name: a_value(field) for name, field in schema.fields.items() if field.required}


def a_value(field: marshmallow.fields.Field[Any]) -> Any:
    """Something that a field takes."""
    if isinstance(field, marshmallow.fields.Nested):
        return filled(field.schema)
    if isinstance(field, marshmallow.fields.List):
        return [a_value(field.inner)]
    listed = [choice for check in field.validators for choice in getattr(check, "choices", ())]
    for candidate in (*listed, *field.metadata.get("enum", ()), *CANDIDATES):
        with suppress(marshmallow.ValidationError):
            field.deserialize(candidate)
            return candidate
    raise AssertionError(f"add a value for {field.name} to CANDIDATES")


def unsigned(good: str) -> str:
    """The same payload under a header that says it needs no signature."""
    header = json.loads(_decoded(good.split(".")[0]))
    return ".".join([_encoded(header | {"alg": "none"}), good.split(".")[1], ""])


def widened(good: str, scopes: Iterable[str]) -> str:
    """The token's header and signature around a payload with more scopes."""
    header, payload, signature = good.split(".")
    told = json.loads(_decoded(payload)) | {"scope": " ".join(sorted(scopes))}
    return ".".join([header, _encoded(told), signature])


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
