"""Tokens: what is not signed by a key that may sign it is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from homefire import auth
from homefire.auth import ALGORITHM, CLOCK_SKEW, Signer, Verifier, new_private_jwk, public_entry
from homefire.errors import NotAuthenticated, NotPermitted

GATEWAY = new_private_jwk("gateway-1")
MESSAGING = new_private_jwk("messaging-1")
STRANGER = new_private_jwk("gateway-1")
"""A key of somebody else under the gateway's own key id."""

NOW = 1_700_000_000.0


@pytest.fixture(scope="session")
def keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the gateway's key and one service's key may sign."""
    people = ["staff", "agency", "customer", "vendor"]
    keys = [
        public_entry(GATEWAY, issuer="gateway", kinds=people, scopes=["*"]),
        public_entry(MESSAGING, issuer="messaging", kinds=["service"], scopes=["customers:read"]),
    ]
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    path.write_text(json.dumps({"keys": keys}))
    return path


@pytest.fixture
def verifier(keys_file: Path) -> Verifier:
    """The verifier of the customers service."""
    return Verifier(keys_file, "customers")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the clock that `homefire.auth` reads to so many seconds after `NOW`."""

    def set_clock(seconds: float) -> None:
        monkeypatch.setattr("homefire.auth.time.time", lambda: NOW + seconds)

    set_clock(0)
    return set_clock


def staff_token(jwk: dict[str, Any] = GATEWAY, issuer: str = "gateway", **claims: Any) -> str:
    """A token of a caseworker for the customers service, unless `claims` say otherwise."""
    defaults: dict[str, Any] = {
        "sub": "42",
        "name": "JMEDINA",
        "kind": "staff",
        "audience": ["customers", "audit"],
        "scopes": {"customers:read", "customers:write"},
        "lifetime": 60,
    }
    return Signer(jwk, issuer).sign(**{**defaults, **claims})


def service_token(**claims: Any) -> str:
    """A token that a service signs for itself."""
    own: dict[str, Any] = {"sub": "messaging", "kind": "service", "scopes": {"customers:read"}}
    return staff_token(MESSAGING, "messaging", **{**own, **claims})


def encoded(part: Any) -> str:
    """One part of a token, in base64url."""
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def payload_of(token: str) -> dict[str, Any]:
    """What a token says, read without checking it."""
    part = token.split(".")[1]
    payload: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return payload


def refusal(verifier: Verifier, token: Any) -> str:
    """The code with which a token is refused."""
    with pytest.raises(NotAuthenticated) as refused:
        verifier.verify(token)
    return refused.value.code


@pytest.mark.req("R247")
def test_token_says_who_asks_and_what_they_may(verifier: Verifier, at: Callable[[float], None]) -> None:
    caller = verifier.verify(staff_token())
    assert (caller.id, caller.name, caller.kind) == ("42", "JMEDINA", "staff")
    assert caller.scopes == {"customers:read", "customers:write"}
    assert caller.actor == {"sub": "42", "name": "JMEDINA", "kind": "staff"}


@pytest.mark.req("R247")
def test_scope_that_a_caller_lacks_is_refused_by_name(verifier: Verifier) -> None:
    caller = verifier.verify(staff_token())
    caller.require("customers:write")
    with pytest.raises(NotPermitted, match=r"customers:ssn\.reveal"):
        caller.require("customers:ssn.reveal")
    with pytest.raises(NotPermitted):
        caller.require("customers:rea")


def test_service_speaks_for_itself_and_names_who_it_began_with(verifier: Verifier) -> None:
    person = {"sub": "42", "name": "JMEDINA", "kind": "staff"}
    caller = verifier.verify(service_token(act=person))
    assert (caller.id, caller.kind) == ("messaging", "service")
    assert caller.actor == person


def party_token(**claims: Any) -> str:
    """A token of a customer who has signed in to the portal."""
    own: dict[str, Any] = {"kind": "customer", "scopes": {"portal:messages"}, "party": "customer/110385"}
    return staff_token(**{**own, **claims})


@pytest.mark.req("R226", "R247")
def test_customer_acts_for_the_number_that_the_token_names_and_for_no_other(verifier: Verifier) -> None:
    caller = verifier.verify(party_token())
    assert caller.number_as("customer") == 110385
    with pytest.raises(NotPermitted):
        caller.number_as("vendor")
    with pytest.raises(NotPermitted):
        verifier.verify(staff_token()).number_as("customer")


@pytest.mark.req("R226", "R247")
@pytest.mark.parametrize(
    "claims",
    [
        {"party": None},
        {"party": None, "scopes": {"portal:sign-up", "portal:messages"}},
        {"kind": "vendor", "party": None, "scopes": {"portal:sign-up"}},
        {"party": "vendor/12"},
        {"party": "customer/"},
        {"party": "customer/-1"},
        {"party": "customer/1/2"},
        {"party": 110385},
        {"scopes": {"portal:messages", "customers:read"}},
        {"kind": "vendor"},
        {"kind": "staff"},
        {"kind": "staff", "party": None},
        {"kind": "staff", "scopes": {"customers:read"}},
        {"kind": "agency", "party": None},
    ],
)
def test_portal_and_staff_are_kept_apart(verifier: Verifier, claims: dict[str, Any]) -> None:
    assert refusal(verifier, party_token(**claims)) == "token_invalid"


@pytest.mark.req("R262")
def test_customer_without_a_number_may_sign_up_and_acts_for_nobody(verifier: Verifier) -> None:
    caller = verifier.verify(party_token(party=None, scopes={"portal:sign-up"}))
    with pytest.raises(NotPermitted):
        caller.number_as("customer")


@pytest.mark.parametrize("token", [None, ""])
def test_missing_token_is_refused(verifier: Verifier, token: Any) -> None:
    assert refusal(verifier, token) == "token_missing"


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "..",
        "a.b.c",
        ".".join(["\ud800"] * 3),
        5,
        ["x"],
        {"a": 1},
        encoded("text") + ".e30.",
        encoded([]) + ".e30.",
        encoded({"kid": []}) + ".e30.",
        encoded(b"[" * 100_000) + ".e30.",
        encoded(b"\xff") + ".e30.",
    ],
    ids=lambda token: str(token)[:12].encode("ascii", "replace").decode(),
)
def test_anything_that_is_no_token_is_refused(verifier: Verifier, token: Any) -> None:
    assert refusal(verifier, token) == "token_invalid"


@given(st.text(max_size=80))
def test_no_text_is_taken_for_a_token(keys_file: Path, text: str) -> None:
    with pytest.raises(NotAuthenticated):
        Verifier(keys_file, "customers").verify(text)


def test_expired_token_is_refused_after_the_skew(verifier: Verifier, at: Callable[[float], None]) -> None:
    token = staff_token(lifetime=60)
    at(60 + CLOCK_SKEW)
    verifier.verify(token)
    at(60 + CLOCK_SKEW + 1)
    assert refusal(verifier, token) == "token_expired"


def test_token_that_was_verified_before_expires_all_the_same(
    verifier: Verifier, at: Callable[[float], None]
) -> None:
    token = staff_token(lifetime=60)
    assert verifier.verify(token) is verifier.verify(token)
    at(60 + CLOCK_SKEW + 1)
    assert refusal(verifier, token) == "token_expired"
    at(0)
    verifier.verify(token)


def test_token_from_the_future_is_refused_beyond_the_skew(
    verifier: Verifier, at: Callable[[float], None]
) -> None:
    at(CLOCK_SKEW)
    slightly_ahead = staff_token()
    at(CLOCK_SKEW + 1)
    ahead = staff_token()
    at(0)
    verifier.verify(slightly_ahead)
    assert refusal(verifier, ahead) == "token_invalid"


def test_remembered_tokens_are_bounded(
    verifier: Verifier, at: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "_KEPT_TOKENS", 3)
    tokens = [staff_token() for _ in range(5)]
    for token in tokens:
        verifier.verify(token)
    assert list(verifier._verified) == tokens[-3:]


@pytest.mark.parametrize("audience", [[], ["audit"], ["customer"], ["CUSTOMERS"]])
def test_token_for_somebody_else_is_refused(verifier: Verifier, audience: list[str]) -> None:
    assert refusal(verifier, staff_token(audience=audience)) == "token_audience"


def test_audience_must_be_a_list(verifier: Verifier) -> None:
    """In a text, `in` would find a part: `customers` in `not-customers`."""
    payload = payload_of(staff_token()) | {"aud": "not-customers"}
    key = OKPKey.import_key(GATEWAY)
    registry = jws.JWSRegistry(algorithms=[ALGORITHM])
    token = jws.serialize_compact(
        {"alg": ALGORITHM, "kid": "gateway-1"}, json.dumps(payload), key, registry=registry
    )
    assert refusal(verifier, token) == "token_audience"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
def test_unsigned_token_is_refused(verifier: Verifier, algorithm: str) -> None:
    body = encoded(payload_of(staff_token()))
    for signature in ("", encoded(b"x" * 64)):
        token = f"{encoded({'alg': algorithm, 'kid': 'gateway-1'})}.{body}.{signature}"
        assert refusal(verifier, token) == "token_invalid"


def test_token_without_its_signature_is_refused(verifier: Verifier) -> None:
    head, body, signature = staff_token().split(".")
    for token in (f"{head}.{body}.", f"{head}.{body}", f"{head}.{body}.{encoded(bytes(64))}"):
        assert refusal(verifier, token) == "token_invalid"
    assert signature


@pytest.mark.parametrize("algorithm", ["HS256", "HS512"])
def test_public_key_is_never_taken_for_a_secret(verifier: Verifier, algorithm: str) -> None:
    """The classic trick: sign with HMAC, the public key as its secret."""
    public = OKPKey.import_key(GATEWAY)
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}[algorithm]
    signed = f"{encoded({'alg': algorithm, 'kid': 'gateway-1'})}.{encoded(payload_of(staff_token()))}"
    secrets = [
        GATEWAY["x"].encode(),
        base64.urlsafe_b64decode(GATEWAY["x"] + "="),
        public.as_pem(private=False),
        json.dumps({name: GATEWAY[name] for name in ("kty", "crv", "x")}).encode(),
    ]
    for secret in secrets:
        token = f"{signed}.{encoded(hmac.digest(secret, signed.encode(), digest))}"
        assert refusal(verifier, token) == "token_invalid"


def test_changed_payload_is_refused(verifier: Verifier) -> None:
    head, _, signature = staff_token().split(".")
    payload = payload_of(staff_token()) | {"scope": "customers:ssn.reveal"}
    assert refusal(verifier, f"{head}.{encoded(payload)}.{signature}") == "token_invalid"


def test_key_of_somebody_else_under_a_known_key_id_is_refused(verifier: Verifier) -> None:
    assert refusal(verifier, staff_token(STRANGER)) == "token_invalid"


def test_unknown_key_is_refused_even_when_the_token_brings_it(verifier: Verifier) -> None:
    stranger = new_private_jwk("stranger-1")
    public = {name: stranger[name] for name in ("kty", "crv", "x")}
    registry = jws.JWSRegistry(algorithms=[ALGORITHM])
    for kid in ("stranger-1", "gateway-1"):
        header = {"alg": ALGORITHM, "kid": kid, "jwk": public}
        payload = json.dumps(payload_of(staff_token()))
        token = jws.serialize_compact(header, payload, OKPKey.import_key(stranger), registry=registry)
        assert refusal(verifier, token) == "token_invalid"


def test_services_key_signs_no_token_of_another_issuer(verifier: Verifier) -> None:
    assert refusal(verifier, staff_token({**MESSAGING, "kid": "messaging-1"}, "gateway")) == "token_invalid"
    assert refusal(verifier, staff_token({**MESSAGING, "kid": "gateway-1"}, "gateway")) == "token_invalid"


@pytest.mark.parametrize("kind", ["staff", "agency", "customer", "vendor", "", "Service"])
def test_services_key_never_speaks_for_a_person(verifier: Verifier, kind: str) -> None:
    assert refusal(verifier, service_token(kind=kind)) == "token_invalid"


def test_services_key_never_speaks_for_another_service(verifier: Verifier) -> None:
    assert refusal(verifier, service_token(sub="audit")) == "token_invalid"


@pytest.mark.parametrize(
    "scopes", [{"customers:write"}, {"customers:read", "customers:ssn.reveal"}, {"*"}, {"customers:read*"}]
)
def test_scope_beyond_its_key_is_refused(verifier: Verifier, scopes: Iterable[str]) -> None:
    assert refusal(verifier, service_token(scopes=scopes)) == "token_invalid"


def test_gateways_key_signs_no_service(verifier: Verifier) -> None:
    assert refusal(verifier, staff_token(kind="service", sub="gateway")) == "token_invalid"


@pytest.mark.parametrize("missing", ["iss", "sub", "name", "kind", "aud", "scope", "iat", "exp"])
def test_token_that_leaves_something_out_is_refused(verifier: Verifier, missing: str) -> None:
    payload = payload_of(staff_token())
    del payload[missing]
    registry = jws.JWSRegistry(algorithms=[ALGORITHM])
    header = {"alg": ALGORITHM, "kid": "gateway-1"}
    token = jws.serialize_compact(header, json.dumps(payload), OKPKey.import_key(GATEWAY), registry=registry)
    with pytest.raises(NotAuthenticated):
        verifier.verify(token)


@pytest.mark.req("R249")
def test_refusal_tells_nothing_of_the_token(verifier: Verifier) -> None:
    token = staff_token(name="HOLSCHEIN", audience=["audit"])
    with pytest.raises(NotAuthenticated) as refused:
        verifier.verify(token)
    assert "HOLSCHEIN" not in refused.value.to_json()
    assert token not in refused.value.to_json()


def test_token_is_good_for_the_lifetime_it_names() -> None:
    payload = payload_of(staff_token(lifetime=60))
    assert payload["exp"] - payload["iat"] == 60
    assert payload["iat"] <= time.time()
