"""Tokens and scopes: Ed25519 signatures, one public key set, default refuse.

A key-set file lists every public key together with what it may sign: an issuer, kinds of caller, scopes. A
token that goes beyond its key is refused, so a service's key can never speak for a person.

A customer or a vendor acts for one party, which the token names (`party`: `customer/110385`, `vendor/12`), and holds
scopes of the portal alone. No operation of the portal takes a number from its caller: it reads it from the token.
A customer whose log-in is not linked yet has no party and may hold `portal:sign-up` alone (R262).
"""

from __future__ import annotations

import json
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from homefire.errors import NotAuthenticated, NotPermitted

ALGORITHM = "Ed25519"
CLOCK_SKEW = 5
"""Seconds by which two machines' clocks may differ."""
_KEPT_TOKENS = 4096
PORTAL = "portal:"
"""What the scopes begin with that a customer or a vendor may hold, and nobody else."""
SIGN_UP = "portal:sign-up"
"""The one scope of a customer whose log-in no number is linked to (R262)."""
PARTIES = ("customer", "vendor")
"""The kinds of caller that act for one party."""
_registry = jws.JWSRegistry(algorithms=[ALGORITHM])


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `act` is the person a service's work began with; `kind` is staff, agency, service, …"""

    id: str
    name: str
    kind: str
    scopes: frozenset[str]
    expires: float
    act: dict[str, str] | None = field(default=None)
    party: str | None = field(default=None)

    def require(self, scope: str) -> None:
        """Raises `NotPermitted` unless the caller holds the scope (R247)."""
        if scope not in self.scopes:
            raise NotPermitted(f"This needs the permission {scope}, which your role does not have.")

    @property
    def actor(self) -> dict[str, str]:
        """Who the work began with: the person behind a service, else the caller."""
        return self.act or {"sub": self.id, "name": self.name, "kind": self.kind}

    @property
    def signature(self) -> str:
        """The name that stands beside what this work enters; who is not of the agency has chosen it, and so the
        kind stands beside it (R201)."""
        actor = self.actor
        return f"{actor['name']} ({actor['kind']} portal)" if actor["kind"] in PARTIES else actor["name"]

    @property
    def stands_for(self) -> tuple[str, int]:
        """Whom the caller acts for, customer or vendor, and its number; raises `NotPermitted` for anybody else."""
        kind = self.kind if self.kind in PARTIES else PARTIES[0]
        return kind, self.number_as(kind)

    def number_as(self, kind: str) -> int:
        """The number of the customer or vendor whom the caller acts for; raises `NotPermitted` for anybody else."""
        named, _, number = (self.party or "").partition("/")
        if named != kind:
            raise NotPermitted(f"Only a {kind} who has signed in to the portal can do this.")
        return int(number)


class Signer:
    """Signs tokens with one private key."""

    def __init__(self, private_jwk: dict[str, Any], issuer: str) -> None:
        self._key = OKPKey.import_key(private_jwk)
        self._header = {"alg": ALGORITHM, "kid": private_jwk["kid"]}
        self.issuer = issuer

    @classmethod
    def from_file(cls, path: Path, issuer: str) -> Signer:
        """Reads a private JWK."""
        return cls(json.loads(path.read_text()), issuer)

    def sign(
        self,
        *,
        sub: str,
        name: str,
        kind: str,
        audience: Iterable[str],
        scopes: Iterable[str],
        lifetime: float = 60,
        act: dict[str, str] | None = None,
        party: str | None = None,
    ) -> str:
        """A compact JWS. `lifetime` is in seconds. The payload carries no customer data but the number in `party`."""
        now = int(time.time())
        payload: dict[str, Any] = {
            "iss": self.issuer,
            "sub": sub,
            "name": name,
            "kind": kind,
            "aud": list(audience),
            "scope": " ".join(sorted(scopes)),
            "iat": now,
            "exp": now + int(lifetime),
            "jti": uuid.uuid4().hex,
        }
        if act:
            payload["act"] = act
        if party:
            payload["party"] = party
        return jws.serialize_compact(self._header, json.dumps(payload), self._key, registry=_registry)


@dataclass(frozen=True, slots=True)
class _TrustedKey:
    key: OKPKey
    issuer: str
    kinds: frozenset[str]
    scopes: frozenset[str]

    def may_sign(self, payload: dict[str, Any], scopes: frozenset[str]) -> bool:
        return (
            payload.get("iss") == self.issuer
            and payload.get("kind") in self.kinds
            and ("*" in self.scopes or scopes <= self.scopes)
            and (payload.get("kind") != "service" or payload.get("sub") == self.issuer)
        )


class Verifier:
    """Checks tokens for one audience. A verified token is kept until it expires."""

    def __init__(self, keys_file: Path, audience: str) -> None:
        self._audience = audience
        self._keys = _load_keys(keys_file)
        self._verified: OrderedDict[str, Caller] = OrderedDict()

    def verify(self, token: str | None) -> Caller:
        """Who sent the token. Raises `NotAuthenticated` with a reason that tells nothing secret."""
        if not token:
            raise NotAuthenticated(code="token_missing")
        if not isinstance(token, str):
            raise NotAuthenticated("The token is not valid. Sign in again.", code="token_invalid")
        now = time.time()
        kept = self._verified.get(token)
        if kept is None:
            kept = self._check(token, now)
            self._verified[token] = kept
            if len(self._verified) > _KEPT_TOKENS:
                self._verified.popitem(last=False)
        if kept.expires + CLOCK_SKEW < now:
            self._verified.pop(token, None)
            raise NotAuthenticated("The token has expired. Sign in again.", code="token_expired")
        return kept

    def _check(self, token: str, now: float) -> Caller:
        try:
            unsafe_header = json.loads(_decode_part(token.split(".")[0]))
            trusted = self._keys[unsafe_header["kid"]]
            payload = json.loads(jws.deserialize_compact(token, trusted.key, registry=_registry).payload)
            scopes = frozenset(payload["scope"].split())
            issued, expires = float(payload["iat"]), float(payload["exp"])
            audience = payload["aud"]
            caller = Caller(
                str(payload["sub"]),
                str(payload["name"]),
                str(payload["kind"]),
                scopes,
                expires,
                payload.get("act"),
                payload.get("party"),
            )
        except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise NotAuthenticated("The token is not valid. Sign in again.", code="token_invalid") from error
        if not isinstance(audience, list) or self._audience not in audience:
            raise NotAuthenticated("The token is meant for another service.", code="token_audience")
        if issued > now + CLOCK_SKEW or not trusted.may_sign(payload, scopes) or not _keeps_apart(caller):
            raise NotAuthenticated("The token is not valid. Sign in again.", code="token_invalid")
        return caller


def _keeps_apart(caller: Caller) -> bool:
    """Whether a party has the portal's scopes alone, and a number but to sign up; nobody else has either."""
    portal = {scope.startswith(PORTAL) for scope in caller.scopes}
    if caller.kind not in PARTIES:
        return caller.party is None and True not in portal
    if caller.kind == "customer" and caller.party is None:
        return caller.scopes <= {SIGN_UP}
    kind, _, number = caller.party.partition("/") if isinstance(caller.party, str) else ("", "", "")
    return kind == caller.kind and number.isascii() and number.isdecimal() and False not in portal


def _decode_part(part: str) -> bytes:
    from joserfc.util import urlsafe_b64decode

    return urlsafe_b64decode(part.encode())


def _load_keys(path: Path) -> dict[str, _TrustedKey]:
    keys = {}
    for entry in json.loads(path.read_text())["keys"]:
        rights = entry["homefire"]
        public = {name: entry[name] for name in ("kty", "crv", "x")}
        keys[entry["kid"]] = _TrustedKey(
            OKPKey.import_key(public),
            rights["issuer"],
            frozenset(rights["kinds"]),
            frozenset(rights["scopes"]),
        )
    return keys


def new_private_jwk(kid: str) -> dict[str, Any]:
    """A fresh Ed25519 private key as a JWK, for provisioning and tests."""
    key = OKPKey.generate_key("Ed25519")
    return {**key.as_dict(private=True), "kid": kid}


def public_entry(
    private_jwk: dict[str, Any], *, issuer: str, kinds: list[str], scopes: list[str]
) -> dict[str, Any]:
    """The key-set entry of a private key and of what it may sign."""
    public = {name: private_jwk[name] for name in ("kty", "crv", "x", "kid")}
    return {**public, "homefire": {"issuer": issuer, "kinds": kinds, "scopes": scopes}}
