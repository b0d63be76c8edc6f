"""The gateway under test: the real application over canned answers of the services, and real keys."""

from __future__ import annotations

import copy
import json
import re
import sys
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

# pytest names a test module by its folders and makes the modules above it. The folder `gateway` has the name
# of the package inside it, which must not stay hidden.
# ruff: noqa: E402
sys.modules.pop("gateway", None)

from flask import Flask
from flask.testing import FlaskClient

from gateway.app import create_app
from gateway.build_assets import compile_translations
from gateway.contracts import Contracts
from gateway.drafts import Draft
from gateway.sessions import SignedIn
from gateway.settings import LOCAL_HTTP, SERVICES, GatewaySettings
from homefire.auth import Signer, new_private_jwk, public_entry
from homefire.client import Call
from homefire.errors import Problem, Unavailable
from homefire.settings import Settings
from homefire.statuses import problem_document, status_of

DATA = Path(__file__).parent / "data"
MENU_CALL = Call("customers", "count_alert_queue")
KINDS = ["staff", "agency", "customer", "vendor"]


class CannedRpc:
    """Stands where `RpcClient` does. An answer that is a problem is what that operation answers."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.calls: list[Call] = []
        self.menu_calls: list[Call] = []
        self.tokens: list[str | None] = []
        self.correlation_ids: list[str | None] = []

    def call_many(
        self,
        calls: Sequence[Call],
        *,
        token: str | None = None,
        correlation_id: str | None = None,
        **_: Any,
    ) -> list[Any]:
        """The canned answer of each; what nobody prepared is unavailable."""
        # What the menu of every page asks is kept apart from what the page itself asks.
        menu = [call for call in calls if call == MENU_CALL]
        asked = [call for call in calls if call not in menu]
        self.menu_calls.extend(menu)
        self.calls.extend(asked)
        self.correlation_ids.extend([correlation_id] * len(asked))
        if asked:
            self.tokens.append(token)
        return [copy.deepcopy(self.answers.get(f"{c.service}.{c.method}", Unavailable())) for c in calls]

    def is_ready(self) -> bool:
        """As if the broker were there."""
        return True

    def connect(self) -> None:
        """Nothing to connect to."""

    def close(self) -> None:
        """Nothing to end."""

    def correlation_of(self, call: Call) -> str | None:
        """The correlation id under which a call was made."""
        return next(
            found for made, found in zip(self.calls, self.correlation_ids, strict=True) if made is call
        )

    def asked(self, operation: str) -> list[Call]:
        """The calls of one operation, in order."""
        return [call for call in self.calls if f"{call.service}.{call.method}" == operation]


class CannedPorts(httpx.BaseTransport):
    """Stands where the services' own ports do: the canned answer of the operation that a request is for."""

    def __init__(self, contracts: Contracts, rpc: CannedRpc) -> None:
        self._contracts = contracts
        self._rpc = rpc

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The operation is found by method and path; a problem is answered as a service would."""
        for operation in self._contracts:
            path = re.sub(r"\{\w+\}", "([^/]+)", operation.path)
            match = re.fullmatch(path, request.url.path)
            if match and operation.http_method == request.method:
                return self._answer(Call(operation.service, operation.method, list(match.groups())))
        return self._told(Unavailable())

    def _answer(self, call: Call) -> httpx.Response:
        [answer] = self._rpc.call_many([call])
        return self._told(answer) if isinstance(answer, Problem) else httpx.Response(200, json=answer)

    @staticmethod
    def _told(problem: Problem) -> httpx.Response:
        return httpx.Response(status_of(problem), json=problem_document(problem, "of a test"))


class FakeSessions:
    """Sessions in memory: the database's own are tested in `integration`."""

    def __init__(self) -> None:
        self.open_ones: dict[str, SignedIn] = {}

    def begin(self, *roles: str, name: str = "SERVTRAQ SUPPORT") -> str:
        """Somebody with these roles is logged in; returns the cookie's token."""
        token, later = uuid.uuid4().hex, datetime.now(UTC) + timedelta(hours=1)
        self.open_ones[token] = SignedIn(
            uuid.uuid4(), uuid.uuid4(), "servtraq", name, "staff", roles, None, later
        )
        return token

    def find(self, token: str, *, used: bool = True) -> SignedIn | None:
        """Whose the token is."""
        return self.open_ones.get(token)

    def end(self, token: str) -> None:
        """Forgets it."""
        self.open_ones.pop(token, None)


class FakeDrafts:
    """Drafts in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, int], Draft] = {}

    def keep(self, account: str, number: int, draft: Draft) -> None:
        """Keeps one."""
        self.kept[account, number] = draft

    def find(self, account: str, number: int) -> Draft | None:
        """The one that was kept."""
        return self.kept.get((account, number))

    def forget(self, account: str, number: int) -> None:
        """Drops it."""
        self.kept.pop((account, number), None)


class FakeSearches:
    """Sealed searches in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], dict[str, str]] = {}

    def keep(self, account: str, wanted: dict[str, str]) -> str:
        """Keeps one."""
        search_id = str(uuid.uuid4())
        self.kept[account, search_id] = dict(wanted)
        return search_id

    def find(self, account: str, search_id: str) -> dict[str, str] | None:
        """The one that was kept, by whoever it is of."""
        return self.kept.get((account, search_id))


class FakeStaff:
    """The staff directory in memory: John, and Jane who has left."""

    def __init__(self) -> None:
        self.rows = [
            staff_member(
                JOHN, "JOHN JOHNSON", job_title="Caseworker", office={"id": 1, "name": "WATSONVILLE"}
            ),
            staff_member(JANE, "JANE JAMES", active=False),
        ]

    def everyone(self) -> list[dict[str, Any]]:
        """As a pick list needs them."""
        return [row | {"office": row["office"]["name"] if row["office"] else ""} for row in self.rows]

    def named(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Those with these ids."""
        return {row["id"]: row for row in self.rows if row["id"] in list(ids)}

    def find(self, account_id: str) -> dict[str, Any] | None:
        """One of them."""
        return self.named([account_id]).get(account_id)

    def page(self, wanted: Any, cursor: str | None = None, limit: int = 100) -> tuple[list[Any], str | None]:
        """All who are wanted by whether they are active."""
        self.asked = (wanted, cursor, limit)
        return [row for row in self.rows if wanted.active in (None, row["active"])][:limit], None

    def account(self, account_id: uuid.UUID) -> dict[str, Any] | None:
        """One of them, for the page of the account."""
        row = self.find(str(account_id))
        return row and row | {"version": 1, "disabled_at": None, "password_temporary": False}

    def log_of(self, account_id: uuid.UUID) -> list[dict[str, Any]]:
        """Nothing was done."""
        return []


class FakeOffices:
    """One office."""

    def every(self) -> list[dict[str, Any]]:
        """The one."""
        return [{"id": 1, "name": "WATSONVILLE", "open": True, "staff": 1}]


JOHN, JANE = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


def staff_member(account_id: str, name: str, **said: Any) -> dict[str, Any]:
    """A row of the directory."""
    return {
        "id": account_id,
        "name": name,
        "user_name": name.split()[0].lower(),
        "kind": "staff",
        "roles": ["caseworker"],
        "office": None,
        "job_title": "",
        "phone_extension": "",
        "hours": {},
        "active": True,
        **said,
    }


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    compile_translations()


@pytest.fixture
def answers() -> dict[str, Any]:
    """What the services answer about the manual's customer, by operation."""
    return json.loads((DATA / "record_110385.json").read_text("utf-8"))


@pytest.fixture
def rpc(answers: dict[str, Any]) -> CannedRpc:
    """The services, canned."""
    return CannedRpc(answers)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the gateway's signing key and the public key set."""
    folder = tmp_path_factory.mktemp("keys")
    own = new_private_jwk("gateway-1")
    service = new_private_jwk("customers-1")
    entries = [
        public_entry(own, issuer="gateway", kinds=KINDS, scopes=["*"]),
        public_entry(service, issuer="customers", kinds=["service"], scopes=["applications:read"]),
    ]
    (folder / "gateway.jwk").write_text(json.dumps(own))
    (folder / "keys.json").write_text(json.dumps({"keys": entries}))
    return folder


@pytest.fixture
def settings(keys: Path) -> GatewaySettings:
    """A configuration whose database and broker do not exist."""
    base = Settings(
        service="gateway",
        database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        migrate_database_url=None,
        amqp_url="amqp://nobody@127.0.0.1:1/",
        http_host="127.0.0.1",
        http_port=0,
        workers=2,
        master_key_file=None,
        blind_index_key_file=None,
        signing_key_file=keys / "gateway.jwk",
        keys_file=keys / "keys.json",
        time_zone=ZoneInfo("America/Los_Angeles"),
        log_level="INFO",
    )
    return GatewaySettings(base=base, service_urls=LOCAL_HTTP, secret_key=b"k" * 32)


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    """Small contracts with one operation of each kind; the committed ones have a test of their own."""
    return Contracts(sample_documents())


def sample_documents() -> dict[str, dict[str, Any]]:
    """One document per service, written by hand in the form in which the services' own are generated."""
    documents = {name: document({}) for name in SERVICES}
    number = parameter("number", "path", "integer")
    search = [
        parameter("number", "query", "integer"),
        parameter("name", "query"),
        parameter("codes", "query", "array"),
    ]
    documents["customers"] = document(
        {
            "/customers": {
                "get": operation("customers.search_customers", "customers:read", parameters=search),
                "post": operation(
                    "customers.create_customer", "customers:write", body=JSON, status="201", transport="http"
                ),
            },
            "/customers/search": {
                "post": operation("customers.find_customers", "customers:read", body=JSON, transport="http")
            },
            "/customers/{number}": {
                "parameters": [number],
                "get": operation("customers.get_customer", "customers:read"),
                "patch": operation("customers.update_customer", "customers:write", body=JSON, versioned=True),
            },
        },
        {"Customer": {"type": "object", "properties": {"number": {"type": "integer"}}}},
    )
    content = [parameter("document_id", "path", "integer")]
    documents["documents"] = document(
        {
            "/documents/{document_id}/content": {
                "get": operation(
                    "documents.get_document_content", "documents:read", parameters=content, transport="http"
                )
            },
            "/customers/{number}/documents": {
                "post": operation(
                    "documents.upload_document",
                    "documents:write",
                    parameters=[number],
                    body={"multipart/form-data": {"schema": {"type": "object"}}},
                    transport="http",
                    max_body=2000,
                )
            },
        }
    )
    documents["applications"] = document(
        {
            "/customers/{number}/change-requests": {
                "get": operation(
                    "applications.list_change_requests",
                    "applications:read",
                    parameters=[number],
                    transport="http",
                )
            },
            "/change-requests/{request_id}/status": {
                "post": operation(
                    "applications.change_change_request_status",
                    "applications:write",
                    parameters=[parameter("request_id", "path", "integer")],
                    body=JSON,
                    transport="http",
                    versioned=True,
                )
            },
        },
        {"Customer": {"type": "object"}},
    )
    note = {"application/json": {"schema": {"$ref": "#/components/schemas/NewNote"}}}
    documents["audit"] = document(
        {
            "/customers/{number}/notes": {
                "parameters": [number],
                "get": operation("audit.list_notes", "notes:read", parameters=[parameter("cursor", "query")]),
                "post": operation("audit.add_note", "notes:write", body=note, status="201"),
            }
        },
        {"NewNote": {"type": "object", "properties": {"text": {"type": "string", "maxLength": 272}}}},
    )
    return documents


JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Customer"}}}


def document(paths: dict[str, Any], schemas: dict[str, Any] | None = None) -> dict[str, Any]:
    """A service's contract with these paths."""
    info = {"title": "sample", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas or {}}}


def parameter(name: str, where: str, kind: str = "string") -> dict[str, Any]:
    """A parameter of an operation."""
    return {"name": name, "in": where, "required": where == "path", "schema": {"type": kind}}


def operation(
    name: str,
    scope: str,
    *,
    parameters: list[dict[str, Any]] | None = None,
    body: dict[str, Any] | None = None,
    status: str = "200",
    **extension: Any,
) -> dict[str, Any]:
    """An operation's entry, with its `x-homefire`."""
    service, method = name.split(".")
    own = {
        "service": service,
        "method": method,
        "scope": scope,
        "transport": "rpc",
        "versioned": False,
        **extension,
    }
    entry: dict[str, Any] = {
        "operationId": name,
        "responses": {status: {"description": "ok"}},
        "x-homefire": own,
    }
    if parameters:
        entry["parameters"] = parameters
    if body:
        entry["requestBody"] = {"content": body}
    return entry


@pytest.fixture
def sessions() -> FakeSessions:
    """Who is logged in."""
    return FakeSessions()


@pytest.fixture
def drafts() -> FakeDrafts:
    """What was kept and not saved."""
    return FakeDrafts()


@pytest.fixture
def searches() -> FakeSearches:
    """What was searched for and may stand in no address."""
    return FakeSearches()


@pytest.fixture
def offices() -> FakeOffices:
    """Where they work."""
    return FakeOffices()


@pytest.fixture
def staff() -> FakeStaff:
    """Who works here."""
    return FakeStaff()


@pytest.fixture
def app(
    settings: GatewaySettings,
    rpc: CannedRpc,
    contracts: Contracts,
    sessions: FakeSessions,
    drafts: FakeDrafts,
    searches: FakeSearches,
    staff: FakeStaff,
    offices: FakeOffices,
) -> Flask:
    """The application over canned services; sessions, drafts and the staff in memory."""
    made = create_app(settings, rpc=rpc, contracts=contracts)
    parts = {
        "sessions": sessions,
        "drafts": drafts,
        "searches": searches,
        "staff": staff,
        "offices": offices,
    }
    for name, part in parts.items():
        object.__setattr__(made.extensions["gateway"], name, part)
    made.extensions["gateway"].services._http = httpx.Client(transport=CannedPorts(contracts, rpc))
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


@pytest.fixture
def log_in(app: Flask, sessions: FakeSessions) -> Callable[..., FlaskClient]:
    """`log_in("caseworker")`: a browser in which somebody with these roles is logged in."""

    def begin(*roles: str, **options: Any) -> FlaskClient:
        client = app.test_client()
        client.set_cookie(
            "__Host-homefire", sessions.begin(*roles, **options), domain="localhost", secure=True
        )
        return client

    return begin


@pytest.fixture
def caseworker(log_in: Callable[..., FlaskClient]) -> FlaskClient:
    """A caseworker's browser."""
    return log_in("caseworker")


@pytest.fixture
def bearer(keys: Path) -> Callable[..., dict[str, str]]:
    """`bearer("customers:read")`: the header of an agency system's access token with these scopes."""

    def header(
        *scopes: str, audience: tuple[str, ...] = ("gateway",), lifetime: float = 600
    ) -> dict[str, str]:
        signer = Signer.from_file(keys / "gateway.jwk", "gateway")
        token = signer.sign(
            sub="county",
            name="COUNTY SYSTEM",
            kind="agency",
            audience=audience,
            scopes=scopes,
            lifetime=lifetime,
        )
        return {"Authorization": f"Bearer {token}"}

    return header


__all__ = ["CannedRpc", "FakeSessions", "Problem"]
