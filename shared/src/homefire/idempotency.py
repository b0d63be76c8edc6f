"""One effect for one command, however often it arrives (R254).

A write claims its key in its own transaction before it does anything, and stores its answer there at the end. A
second arrival waits for the first one's commit and gets the stored answer. Calls by RPC are delivered at least
once, so each has a key even when the caller gave none: the message's correlation id.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from homefire import plumbing, schemas
from homefire.arguments import Bound
from homefire.auth import Caller
from homefire.crypto import MasterKey
from homefire.declared import Operation
from homefire.errors import Invalid
from homefire.outcome import to_json


class KeyReused(Invalid):
    """The same idempotency key came with another request."""

    code = "idempotency_key_reused"
    sentence = "This idempotency key was used for another request. Use a new key for a new request."


@dataclass(frozen=True, slots=True)
class Claim:
    """One command's place in the table of answers."""

    caller: str
    operation: str
    key: str
    mac: bytes
    left_out: tuple[str, ...]

    def find_or_claim(self, session: Session) -> dict[str, Any] | None:
        """The answer given before, under `body`, or None after claiming the key.

        Waits for a first arrival that is under way.
        """
        table = plumbing.answers
        place = {"caller": self.caller, "operation": self.operation, "key": self.key}
        claimed = session.execute(
            insert(table)
            .values(**place, request_mac=self.mac)
            .on_conflict_do_nothing()
            .returning(table.c.key)
        ).first()
        if claimed is not None:
            return None
        query = sa.select(table.c.request_mac, table.c.answer).filter_by(**place)
        found = session.execute(query).one()
        if found.request_mac != self.mac:
            raise KeyReused()
        answer: dict[str, Any] = found.answer
        return answer

    def store(self, session: Session, body: Any) -> None:
        """Keeps the answer, less protected values, with the change itself."""
        table = plumbing.answers
        kept = schemas.without(body, self.left_out)
        session.execute(
            sa.update(table)
            .where(
                table.c.caller == self.caller, table.c.operation == self.operation, table.c.key == self.key
            )
            .values(answer=sa.cast(sa.literal(to_json({"body": kept}).decode()), JSONB))
        )


def claim_for(
    declared: Operation, bound: Bound, caller: Caller, context: dict[str, Any], master_key: MasterKey
) -> Claim | None:
    """The claim of one write, or None for one that has no key or keeps no answer.

    The request is recognised by a keyed hash: an unkeyed one of a body with a Social Security number could be
    searched.
    """
    key = bound.idempotency_key or ascii(context.get("call_key") or "")[1:-1]
    if not key or not declared.stores_answer:
        return None
    request = to_json([bound.positional[: len(declared.parameters)], _comparable(bound.raw), bound.if_match])
    return Claim(
        f"{caller.kind}:{caller.id}",
        declared.name,
        key,
        master_key.mac(request),
        tuple(declared.protected_output),
    )


def _comparable(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, dict):
        return {key: _comparable(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    return value


def receive(session: Session, event_id: uuid.UUID, handler: str) -> bool:
    """Notes that a handler has had an event; false when it had it before."""
    table = plumbing.inbox
    statement = insert(table).values(event_id=event_id, handler=handler).on_conflict_do_nothing()
    return session.execute(statement.returning(table.c.event_id)).first() is not None
