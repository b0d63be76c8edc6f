"""Roles: named sets of scopes, read from `roles.toml`. Default is refuse (R247)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from homefire.auth import PARTIES, PORTAL, SIGN_UP

AREAS = ("customers", "applications", "weatherization", "appointments", "messaging", "documents", "notes")
"""What a scope names before its colon: one area per service; the audit service's is `notes`."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role as `roles.toml` declares it. One that is not for people is given on the command line alone.

    `party` is the kind of account that the role belongs to, and no other: `customer` or `vendor` (R244).
    `second_factor` is whether its holders must have one to go on (R225).
    """

    name: str
    title: str
    description: str
    scopes: frozenset[str]
    for_people: bool = True
    party: str = ""
    second_factor: bool = False


@cache
def roles() -> dict[str, Role]:
    """Every role by its name."""
    declared = tomllib.loads(files("gateway").joinpath("roles.toml").read_text("utf-8"))
    return {name: _role(name, entry) for name, entry in declared.items()}


def _role(name: str, entry: dict[str, Any]) -> Role:
    scopes = set(entry["scopes"])
    for right, areas in (("read", entry["reads"]), ("write", entry["writes"])):
        named = AREAS if areas == "every" else areas
        unknown = set(named) - set(AREAS)
        if unknown:
            raise ValueError(f"roles.toml: {name} names unknown areas {sorted(unknown)}")
        scopes |= {f"{area}:{right}" for area in named}
    party = entry.get("party", "")
    if any(scope.startswith(PORTAL) != bool(party) for scope in scopes) or party not in ("", *PARTIES):
        raise ValueError(f"roles.toml: {name} mixes scopes of the portal with others")
    return Role(
        name,
        entry["title"],
        entry["description"],
        frozenset(scopes),
        entry.get("for_people", True),
        party,
        entry.get("second_factor", False),
    )


def scopes_of(names: Iterable[str]) -> frozenset[str]:
    """The scopes of several roles together. A role that no longer exists gives nothing."""
    known = roles()
    return frozenset().union(*(known[name].scopes for name in names if name in known))


def scopes_in(kind: str, party: str | None, names: Iterable[str]) -> frozenset[str]:
    """The scopes of an account: of its kind's roles alone, and to sign up alone where no number is linked (R262)."""
    known = roles()
    own = kind if kind in PARTIES else ""
    scopes = scopes_of(name for name in names if name in known and known[name].party == own)
    return scopes & {SIGN_UP} if own and party is None else scopes


def require_known(names: Iterable[str]) -> list[str]:
    """The names, sorted; raises `ValueError` that lists the roles there are when one is unknown."""
    wanted = sorted(set(names))
    unknown = [name for name in wanted if name not in roles()]
    if unknown:
        raise ValueError(f"There is no role {', '.join(unknown)}. Roles are: {', '.join(sorted(roles()))}.")
    return wanted
