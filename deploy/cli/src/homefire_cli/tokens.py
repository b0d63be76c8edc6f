"""Bearer tokens for the local suite: what the gateway signs for an agency system, signed here by its key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gateway.roles import require_known, roles, scopes_in
from homefire.auth import Signer
from homefire_cli.errors import CannotRun
from homefire_cli.suite import GATEWAY, SERVICES

LIFETIME = 600.0
"""Seconds, as the gateway's own access tokens."""

_KINDS = {"agency": "agency"}


def sign_token(
    signing_key: Path,
    role: str,
    *,
    audience: Iterable[str] | None = None,
    lifetime: float = LIFETIME,
    name: str | None = None,
    subject: str | None = None,
    party: int | None = None,
) -> str:
    """A token of somebody with this role, for all services and the gateway unless `audience` names some.

    `party` is the number of the customer or vendor who has the role; a customer without one may sign up alone.
    Raises `CannotRun` when there is no such role or the suite has never run here.
    """
    try:
        require_known([role])
    except ValueError as error:
        raise CannotRun(str(error)) from error
    if not signing_key.exists():
        raise CannotRun("There is no key to sign with yet: start the suite once with ./homefire up.")
    kind = roles()[role].party or _KINDS.get(role, "staff")
    named = None if party is None else f"{kind}/{party}"
    return Signer.from_file(signing_key, GATEWAY).sign(
        sub=subject or (f"local:{role}:{party}" if party else f"local:{role}"),
        name=name or f"LOCAL {role.replace('_', ' ').upper()}",
        kind=kind,
        audience=(*SERVICES, GATEWAY) if audience is None else tuple(audience),
        scopes=scopes_in(kind, named, [role]),
        lifetime=lifetime,
        party=named,
    )
