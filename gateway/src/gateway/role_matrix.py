"""Which role has which scope, and what a scope opens: made of roles.toml and the contracts (R244, R247)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from gateway import merged
from gateway.contracts import Contracts
from gateway.roles import Role, roles


@dataclass(frozen=True, slots=True)
class Opened:
    """One thing that a scope opens: an operation, or one field of an operation's body."""

    operation: str
    method: str
    path: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class ScopeRow:
    """A scope, the roles that have it, what it opens. `pages` is what it opens besides operations, in words."""

    scope: str
    holders: frozenset[str]
    opens: tuple[Opened, ...]
    pages: Any = ""


PAGES = {
    "staff:read": _("The pages of the staff directory."),
    "roles:read": _("This page."),
    "accounts:write": _("The pages on which accounts and offices are kept."),
}
"""What scopes of the gateway's own pages open."""


def scope_rows(contracts: Contracts) -> list[ScopeRow]:
    """Every scope that a role has or an operation asks for, in the order of their names."""
    opens = opened_by(contracts)
    known = set(opens) | set(PAGES) | {scope for role in roles().values() for scope in role.scopes}
    return [
        ScopeRow(scope, holders_of(scope), tuple(opens.get(scope, ())), PAGES.get(scope, ""))
        for scope in sorted(known)
    ]


def shown_roles() -> list[Role]:
    """The roles in the order of roles.toml."""
    return list(roles().values())


def holders_of(scope: str) -> frozenset[str]:
    """The roles that have a scope."""
    return frozenset(name for name, role in roles().items() if scope in role.scopes)


def opened_by(contracts: Contracts) -> dict[str, list[Opened]]:
    """Scope to the operations and fields for which it is needed, the gateway's own included."""
    found: dict[str, list[Opened]] = defaultdict(list)
    for operation in contracts:
        told = (operation.id, operation.http_method, merged.PREFIX + operation.path)
        found[operation.scope].append(Opened(*told))
        fields = operation.document.get("x-homefire", {}).get("field_scopes", {})
        for field, scope in sorted(fields.items()):
            found[scope].append(Opened(*told, field))
    for path, said in merged.OWN.items():
        found[said["scope"]].append(Opened(said["operationId"], "GET", merged.PREFIX + path))
    return found
