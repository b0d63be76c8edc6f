"""`token`: what a role may, for the services that are named, and nothing for a role that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.roles import scopes_of
from homefire.auth import Verifier
from homefire.errors import NotAuthenticated
from homefire.topology import Topology
from homefire_cli.errors import CannotRun
from homefire_cli.keys import Keys
from homefire_cli.suite import GATEWAY
from homefire_cli.tokens import sign_token


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    made = Keys(tmp_path / "secrets")
    made.prepare(Topology.load())
    return made


def test_a_token_holds_exactly_its_roles_scopes(keys: Keys) -> None:
    token = sign_token(keys.signing_key(GATEWAY), "auditor")
    caller = Verifier(keys.public_keys, "audit").verify(token)
    assert caller.scopes == scopes_of(["auditor"])
    assert caller.kind == "staff"


def test_an_agency_systems_token_says_what_it_is(keys: Keys) -> None:
    token = sign_token(keys.signing_key(GATEWAY), "agency")
    assert Verifier(keys.public_keys, "customers").verify(token).kind == "agency"


def test_a_token_is_good_only_for_the_services_named(keys: Keys) -> None:
    token = sign_token(keys.signing_key(GATEWAY), "caseworker", audience=["customers"])
    Verifier(keys.public_keys, "customers").verify(token)
    with pytest.raises(NotAuthenticated):
        Verifier(keys.public_keys, "audit").verify(token)


def test_an_unknown_role_is_refused_with_those_there_are(keys: Keys) -> None:
    with pytest.raises(CannotRun, match=r"no role king.*caseworker"):
        sign_token(keys.signing_key(GATEWAY), "king")


def test_without_keys_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match=r"\./homefire up"):
        sign_token(tmp_path / "missing", "caseworker")
