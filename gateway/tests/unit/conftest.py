"""The pages and the API over canned services, with sessions, drafts and the staff in memory."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.accounts.portal import Party
from gateway.contracts import Contracts
from gateway.drafts import Draft
from gateway.portal_links import PortalLinks
from gateway.sessions import SignedIn
from gateway.settings import GatewaySettings
from homefire.auth import Signer
from homefire.client import Call
from homefire.errors import Problem, Unavailable
from homefire.statuses import problem_document, status_of


class CannedPorts(httpx.BaseTransport):
    """Stands where the services' own ports do: the canned answer of the operation that a request is for."""

    def __init__(self, contracts: Contracts, rpc: Any) -> None:
        self._contracts = contracts
        self._rpc = rpc

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The operation is found by method and path; a problem is answered as a service would."""
        for operation in self._contracts:
            path = re.sub(r"\{\w+\}", "([^/]+)", operation.path)
            match = re.fullmatch(path, request.url.path)
            if match and operation.http_method == request.method:
                return self._answer(operation, list(match.groups()), request)
        return self._told(Unavailable())

    def _answer(self, operation: Any, values: list[str], request: httpx.Request) -> httpx.Response:
        """The call keeps body and headers as they came, under names that no call over the bus has."""
        is_json = request.headers.get("content-type") == "application/json"
        came = {"body": orjson.loads(request.read()) if is_json else None, "headers": dict(request.headers)}
        call = Call(operation.service, operation.method, values, came)
        [answer] = self._rpc.call_many([call])
        return self._told(answer) if isinstance(answer, Problem) else httpx.Response(200, json=answer)

    @staticmethod
    def _told(problem: Problem) -> httpx.Response:
        return httpx.Response(status_of(problem), json=problem_document(problem, "of a test"))


class FakeSessions:
    """Sessions in memory: the database's own are tested in `integration`."""

    def __init__(self) -> None:
        self.open_ones: dict[str, SignedIn] = {}

    def begin(
        self,
        *roles: str,
        name: str = "SERVTRAQ SUPPORT",
        kind: str = "staff",
        party: str | None = None,
        **said: Any,
    ) -> str:
        """Somebody with these roles is logged in; returns the cookie's token."""
        token, later = uuid.uuid4().hex, datetime.now(UTC) + timedelta(hours=1)
        self.open_ones[token] = SignedIn(
            uuid.uuid4(), uuid.uuid4(), "servtraq", name, kind, roles, None, later, party=party, **said
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

    def acting_for(self, party: str) -> list[dict[str, Any]]:
        """One log-in of vendor 1007."""
        row = staff_member(NEWCOMER, "ANA SEALTIGHT", user_name="sealtight", kind="vendor")
        return [row] if party == "vendor/1007" else []

    def log_of(self, account_id: uuid.UUID) -> list[dict[str, Any]]:
        """Nothing was done."""
        return []


class FakePortalAccounts:
    """Accounts of the portal in memory: one that nobody is linked to, and for whom each acts."""

    def __init__(self) -> None:
        self.parties: dict[str, int | None] = {}
        self.signed_up: list[tuple[str, str]] = []
        self.newcomer = Party(NEWCOMER, "NEW COMER", "new", None, "ABCDEFGHJK", datetime.now(UTC), True)

    def sign_up(self, user_name: str, display_name: str, password: str) -> None:
        """Notes that somebody did."""
        self.signed_up.append((user_name, display_name))

    def by_code(self, code: str) -> Party | None:
        """The newcomer by the code."""
        return self.newcomer if code.replace("-", "") == self.newcomer.sign_up_code else None

    def by_id(self, account_id: uuid.UUID) -> Party | None:
        """The newcomer, whoever is asked for."""
        return self.newcomer

    def parties_of(self, account_ids: Iterable[str]) -> dict[str, str | None]:
        """For whom accounts act here."""
        known = {key: self.parties.get(key) for key in account_ids}
        return {key: f"customer/{number}" if number else None for key, number in known.items()}

    def act_for(self, account_id: uuid.UUID, number: int, link_id: int, by: Any) -> bool:
        """Says for whom; whether that was new."""
        changed = self.parties.get(str(account_id)) != number
        self.parties[str(account_id)] = number
        return changed

    def act_no_more(self, account_id: uuid.UUID, link_id: int, by: Any) -> bool:
        """Says for nobody."""
        self.parties[str(account_id)] = None
        return True


class FakeFactors:
    """Nobody has a second factor."""

    def is_on(self, account_id: uuid.UUID) -> bool:
        """No."""
        return False

    def pending(self, account_id: uuid.UUID) -> str | None:
        """None waits."""
        return None


class FakeOffices:
    """One office."""

    def every(self) -> list[dict[str, Any]]:
        """The one."""
        return [{"id": 1, "name": "WATSONVILLE", "open": True, "staff": 1}]


JOHN, JANE = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
NEWCOMER = str(uuid.UUID(int=7))


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
def portal_accounts() -> FakePortalAccounts:
    """For whom accounts of the portal act."""
    return FakePortalAccounts()


@pytest.fixture
def app(
    application: Callable[..., Flask],
    settings: GatewaySettings,
    rpc: Any,
    contracts: Contracts,
    sessions: FakeSessions,
    drafts: FakeDrafts,
    searches: FakeSearches,
    staff: FakeStaff,
    offices: FakeOffices,
    portal_accounts: Any,
) -> Flask:
    """The application over canned services; sessions, drafts and the staff in memory."""
    http = httpx.Client(transport=CannedPorts(contracts, rpc))
    made = application(settings, rpc, contracts, http)
    parts = {
        "sessions": sessions,
        "drafts": drafts,
        "searches": searches,
        "staff": staff,
        "offices": offices,
        "portal_accounts": portal_accounts,
        "portal_links": PortalLinks(made.extensions["gateway"].services, portal_accounts),
        "second_factors": FakeFactors(),
    }
    for name, part in parts.items():
        object.__setattr__(made.extensions["gateway"], name, part)
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
def customer(log_in: Callable[..., FlaskClient], answers: dict[str, Any]) -> FlaskClient:
    """The browser of customer 110385, who has signed in to the portal by link 4."""
    linked = {"state": "LINKED", "link_id": 4, "customer_number": 110385, "leads_to": 110385}
    answers.setdefault("customers.get_own_portal_link", linked)
    return log_in("customer", name="DOENA", kind="customer", party="customer/110385", link_id=4)


@pytest.fixture
def vendor(log_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of vendor 1001, who has signed in to the portal."""
    return log_in("vendor", name="ACME", kind="vendor", party="vendor/1001")


@pytest.fixture
def newcomer(log_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of somebody who has signed up and is linked to no customer."""
    return log_in("customer", name="NEW COMER", kind="customer")


@pytest.fixture
def bearer(keys: Path) -> Callable[..., dict[str, str]]:
    """`bearer("customers:read")`: the header of an agency system's access token with these scopes."""

    def header(
        *scopes: str,
        audience: tuple[str, ...] = ("gateway",),
        lifetime: float = 600,
        kind: str = "agency",
        party: str | None = None,
    ) -> dict[str, str]:
        signer = Signer.from_file(keys / "gateway.jwk", "gateway")
        token = signer.sign(
            sub="county",
            name="COUNTY SYSTEM",
            kind=kind,
            audience=audience,
            scopes=scopes,
            lifetime=lifetime,
            party=party,
        )
        return {"Authorization": f"Bearer {token}"}

    return header
