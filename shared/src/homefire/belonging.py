"""Rows that belong to a customer's number: counted, moved when two records become one, moved back.

A row remembers its home, the number that it was entered for: `customer_number` while `home_number` is null,
`home_number` after that. Where a row stands follows from its home and from what is known of customers: at the
number to which its home leads. So merging, unmerging, chains of merges, events that come twice or in another order
all are one thing: put the rows of these homes where they belong by now (decision 16).

A service says which of its tables belong to customers (`Kind`), lets its handler of customers' events call
`follow`, and asks `place` for the number that a write goes to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import faults, plumbing, projection
from homefire.errors import Conflict
from homefire.events import Event
from homefire.work import Work

SOURCE = "customers"
MERGED, DELETED = "MERGED", "DELETED"
FOLLOWED = (
    "customer_created",
    "customer_updated",
    "customer_deleted",
    "customer_restored",
    "customer_merged",
    "customer_unmerged",
)
"""The events of customers that a service with rows of theirs must handle."""
_MOVING = ("customer_merged", "customer_unmerged")
_LOCK = 0x686F6D65726F7773  # "homerows"


class RecordIsDeleted(Conflict):
    """The customer's record was deleted, so nothing is entered for it (R11)."""

    code = "customer_deleted"
    sentence = "This customer's record was deleted. Restore it before you enter anything for it."


@dataclass(frozen=True)
class Kind:
    """Rows of one kind: what they are called, where they lie, which of them keep a customer from being deleted.

    `rows` selects `customer_number`, `home_number` and `blocks`; it may use the parameter `now`, an instant.
    `table` is what moves with its customer; None for what follows by itself, as pledges follow applications.
    `adds_up` is false where two customers may share a row, so that counts of both do not add up to one.
    """

    name: str
    label: str
    rows: sa.Select[Any]
    table: sa.Table | None = None
    sentence: str = ""
    adds_up: bool = True

    @classmethod
    def of(
        cls,
        table: Any,
        name: str,
        label: str,
        *,
        blocks: sa.ColumnElement[bool] | None = None,
        sentence: str = "",
    ) -> Kind:
        """The rows of one table."""
        blocking = (sa.false() if blocks is None else blocks).label("blocks")
        rows = sa.select(table.c.customer_number, table.c.home_number, blocking)
        return cls(name, label, rows, table, sentence)


@dataclass(frozen=True)
class Belongings:
    """What a service has of customers: its kinds, and what stands against two of them becoming one."""

    kinds: Sequence[Kind]
    conflicts: Callable[[sa.Connection, int, int], list[str]] = field(default=lambda *_: [])


def add_home(op: Any, table: str) -> None:
    """The column and the index that a table of a kind needs, in a migration. `op` is Alembic's proxy."""
    op.add_column(table, sa.Column("home_number", sa.BigInteger))
    op.create_check_constraint(
        f"ck_{table}_away_from_home", table, "home_number is distinct from customer_number"
    )
    op.create_index(
        f"ix_{table}_home_number", table, ["home_number"], postgresql_where=sa.text("home_number is not null")
    )


def drop_home(op: Any, table: str) -> None:
    """Undoes `add_home`."""
    op.drop_column(table, "home_number")


def home_of(table: Any) -> sa.ColumnElement[int]:
    """The number that a row was entered for."""
    return sa.func.coalesce(table.c.home_number, table.c.customer_number)


def place(work: Work, number: int, *, even_deleted: bool = False) -> tuple[int, dict[str, Any]]:
    """The number that a write for this number goes to, and what is known of that customer.

    That of a merged record is the survivor's. What is known is held until the transaction ends, so that a merge
    which arrives meanwhile waits, and moves what was written here. Raises `RecordIsDeleted`, the owner's `NotFound`.
    """
    passed: set[int] = set()
    while True:
        known = projection.require(work, SOURCE, number, "get_customer_summary")
        passed.add(number)
        survivor = known.get("survivor") if known.get("status") == MERGED else None
        if survivor is None or survivor in passed:
            break
        number = int(survivor)
    if known.get("status") == DELETED and not even_deleted:
        raise RecordIsDeleted()
    return number, known


def refuse_deleted(work: Work, number: int) -> None:
    """Raises `RecordIsDeleted` where something that belongs to a deleted record would be changed.

    Nothing is held: the row that changes is there already, and whoever calls has locked it.
    """
    known = projection.recall(work.session, SOURCE, str(number))
    if known is not None and known.get("status") == DELETED:
        raise RecordIsDeleted()


def own_number(work: Work) -> int:
    """The number that the customer's own leads to who asks in the portal; raises `RecordIsDeleted`, `NotPermitted`."""
    number = lead(work.connection, work.caller.number_as("customer"))
    known = projection.recall(work.connection, SOURCE, str(number))
    if known is not None and known.get("status") == DELETED:
        raise RecordIsDeleted()
    return number


def survivor_of(number: Any) -> sa.ScalarSelect[int]:
    """The number to which a number leads, for the query of a list: itself unless its record was merged."""
    known = plumbing.projection
    start = sa.select(sa.cast(number, sa.BigInteger).label("number"), sa.literal(0).label("step"))
    led = start.cte("led", recursive=True, nesting=True)
    onward = sa.select(known.c.data["survivor"].astext.cast(sa.BigInteger), led.c.step + 1).where(
        known.c.source == SOURCE,
        known.c.key == sa.cast(led.c.number, sa.Text),
        known.c.data["status"].astext == MERGED,
        led.c.step < 100,
    )
    led = led.union_all(onward)
    return sa.select(led.c.number).order_by(led.c.step.desc()).limit(1).scalar_subquery()


def lead(connection: sa.Connection | Session, number: int) -> int:
    """The number to which a number leads, as far as is known here."""
    return int(connection.execute(sa.select(survivor_of(number))).scalar_one())


def led_by(connection: sa.Connection | Session, number: int) -> list[int]:
    """This number and every number whose record was merged into its, directly or by way of others."""
    known = plumbing.projection
    homes = sa.select(sa.cast(sa.literal(number), sa.BigInteger).label("number")).cte("homes", recursive=True)
    merged = sa.select(sa.cast(known.c.key, sa.BigInteger)).where(
        known.c.source == SOURCE,
        known.c.data["status"].astext == MERGED,
        known.c.data["survivor"].astext == sa.cast(homes.c.number, sa.Text),
    )
    # UNION without ALL ends where numbers lead in a circle, which out-of-order events can make for a moment.
    return sorted(connection.execute(sa.select(homes.union(merged).c.number)).scalars())


def follow(work: Work, event: Event, belongings: Belongings) -> dict[str, Any] | None:
    """Keeps what an event says of a customer, and puts rows where they belong by it.

    Returns what to tell of the move, or None where the event moves nothing: an older one than what is known.
    """
    moving = event.type in _MOVING
    if moving:
        # One mover at a time: two whose numbers lead to one another would wait for each other's rows.
        work.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    projection.remember_event(work, event, "customer")
    if not moving:
        return None
    number, merged = int(event.subject), event.type == "customer_merged"
    settle(work.session, number, belongings.kinds)
    faults.point("belonging.after_move")
    known = projection.recall(work.session, SOURCE, event.subject) or {}
    survivor = event.data["survivor"]
    if (known.get("status") == MERGED and known.get("survivor") == survivor) != merged:
        return None
    return {
        "merge_id": event.data["merge_id"],
        "number": number,
        "survivor": survivor,
        "merged": merged,
        "counts": _counts_after(work, number, survivor, belongings.kinds),
    }


def settle(session: Session, number: int, kinds: Iterable[Kind]) -> None:
    """Puts every row whose home is this number, or leads to it, where its home leads by now."""
    homes, target = led_by(session, number), lead(session, number)
    if target != number and target in homes:
        return  # A circle, until the event comes that opens it again.
    for table in dict.fromkeys(kind.table for kind in kinds if kind.table is not None):
        home = home_of(table)
        at_home = sa.and_(table.c.home_number.is_(None), table.c.customer_number.in_(homes))
        session.execute(
            sa.update(table)
            .where(sa.or_(table.c.home_number.in_(homes), at_home), table.c.customer_number != target)
            .values(customer_number=target, home_number=sa.func.nullif(home, target))
        )


def count(work: Work, number: int, other: int | None, belongings: Belongings) -> dict[str, Any]:
    """What stands under a number, by kind, what of it keeps the record from being deleted (R11), and what stands
    against this record and another becoming one (R252)."""
    items = [_counted(work, number, kind) for kind in belongings.kinds]
    conflicts = belongings.conflicts(work.connection, number, other) if other is not None else []
    return {"number": number, "items": items, "conflicts": conflicts}


def _counted(work: Work, number: int, kind: Kind) -> dict[str, Any]:
    rows = kind.rows.subquery()
    query = sa.select(sa.func.count(), sa.func.count().filter(rows.c.blocks)).where(
        rows.c.customer_number == number
    )
    found, blocking = work.connection.execute(query, {"now": work.now()}).one()
    return {
        "kind": kind.name,
        "label": kind.label,
        "count": found,
        "blocking": blocking,
        "sentence": kind.sentence if blocking else "",
        "adds_up": kind.adds_up,
    }


def _counts_after(work: Work, number: int, survivor: int, kinds: Sequence[Kind]) -> list[dict[str, Any]]:
    """How many rows of each kind went from a number, are left there, and have come to the survivor by now.

    It is counted by homes, so that it is the same in whatever order other merges' events arrive.
    """
    ours, theirs = led_by(work.session, number), led_by(work.session, survivor)
    counts = []
    for kind in kinds:
        if not kind.adds_up:
            continue
        rows = kind.rows.subquery()
        home = home_of(rows)
        away, there = rows.c.customer_number != number, rows.c.customer_number == number
        query = sa.select(
            sa.func.count().filter(home.in_(ours), away),
            sa.func.count().filter(home.in_(ours), there),
            sa.func.count().filter(home.in_(theirs)),
        )
        moved, left, gathered = work.connection.execute(query, {"now": work.now()}).one()
        counts.append(
            {"kind": kind.name, "label": kind.label, "moved": moved, "left": left, "gathered": gathered}
        )
    return counts
