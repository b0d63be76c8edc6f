"""The rows that use cases change, locked, and what they have to know before they do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.status import ENDED_WITHOUT_BENEFIT, TO_BE_SENT
from applications.models import (
    Application,
    ChangeRequest,
    HouseholdMember,
    HouseholdSummary,
    Housing,
    Pledge,
    Program,
    ProgramYear,
)
from homefire import numbering, plumbing

_SEQUENCES = {
    table.__tablename__: f"{table.__tablename__}_id_seq"
    for table in (Application, Pledge, HouseholdMember, ChangeRequest)
}


def customer_of(session: Session, application_id: int) -> int | None:
    """Whose application it is."""
    return session.scalar(sa.select(Application.customer_number).where(Application.id == application_id))


def version_of(session: Session, application_id: int) -> int:
    """The version that an application has now; nothing is locked."""
    return session.execute(
        sa.select(Application.version).where(Application.id == application_id)
    ).scalar_one()


def find_for_change(session: Session, application_id: int) -> Application | None:
    """The application with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Application).where(Application.id == application_id).with_for_update())


def hold_open(session: Session, number: int, application_id: int) -> None:
    """Locks an application and all open ones of its customer, in the order of their ids."""
    query = sa.select(Application.id).where(
        Application.customer_number == number,
        sa.or_(Application.status.in_(TO_BE_SENT), Application.id == application_id),
    )
    session.execute(query.order_by(Application.id).with_for_update())


def customer_of_pledge(session: Session, pledge_id: int) -> int | None:
    """To whose application a pledge belongs."""
    query = sa.select(Application.customer_number).join(Pledge, Pledge.application_id == Application.id)
    return session.scalar(query.where(Pledge.id == pledge_id))


def find_pledge_for_change(session: Session, pledge_id: int) -> Pledge | None:
    """The pledge with its row locked."""
    return session.scalar(sa.select(Pledge).where(Pledge.id == pledge_id).with_for_update())


def find_member(session: Session, member_id: int) -> HouseholdMember | None:
    """One household member. Its application's row is the one to lock."""
    return session.get(HouseholdMember, member_id)


def find_members(session: Session, application_id: int) -> list[HouseholdMember]:
    """An application's household members in their order."""
    query = sa.select(HouseholdMember).where(HouseholdMember.application_id == application_id)
    return list(session.scalars(query.order_by(HouseholdMember.position, HouseholdMember.id)))


def ssn_indexes_of(session: Session, application_id: int) -> dict[int, bytes | None]:
    """By the member's id, the keyed hash of the number of each member of a household."""
    query = sa.select(HouseholdMember.id, HouseholdMember.ssn_index)
    rows = session.execute(query.where(HouseholdMember.application_id == application_id))
    return {row.id: row.ssn_index for row in rows}


def find_summary(session: Session, application_id: int) -> HouseholdSummary | None:
    """An application's household as numbers."""
    return session.get(HouseholdSummary, application_id)


def find_housing(session: Session, application_id: int) -> Housing | None:
    """How an application's household is housed, as it is now. The application's row is the one to lock."""
    return session.get(Housing, application_id, populate_existing=True)


def find_program(session: Session, code: str, year: int) -> tuple[Program, ProgramYear] | None:
    """A program and one of its years. By what applications are unique does not change until the caller is done."""
    query = (
        sa.select(Program, ProgramYear)
        .join(ProgramYear, ProgramYear.program_code == Program.code)
        .with_for_update(read=True, key_share=True, of=Program)
    )
    row = session.execute(query.where(Program.code == code, ProgramYear.year == year)).first()
    return (row[0], row[1]) if row else None


def find_active(session: Session, application: Application, keys: Iterable[str]) -> int | None:
    """Another active application that excludes this one, by one of these keys (R90)."""
    query = sa.select(Application.id).where(
        Application.program_code == application.program_code,
        Application.program_year == application.program_year,
        Application.active_key.in_(keys),
        Application.status.not_in(ENDED_WITHOUT_BENEFIT),
        Application.id != application.id,
    )
    return session.scalar(query.order_by(Application.id).limit(1))


def homes_of(session: Session, number: int) -> list[int]:
    """The numbers of other records from which a customer's applications have come by a merge (R252)."""
    query = sa.select(Application.home_number).where(
        Application.customer_number == number, Application.home_number.is_not(None)
    )
    return [home for home in session.scalars(query.distinct()) if home is not None]


def list_active(connection: sa.Connection, numbers: Iterable[int]) -> list[sa.RowMapping]:
    """The active applications of some customers, oldest first."""
    table = Application.__table__
    home = sa.func.coalesce(table.c.home_number, table.c.customer_number).label("home")
    columns = (table.c.id, table.c.customer_number, table.c.program_code, table.c.program_year)
    query = sa.select(*columns, table.c.active_key, home).where(
        table.c.customer_number.in_(numbers), table.c.status.not_in(ENDED_WITHOUT_BENEFIT)
    )
    return list(connection.execute(query.order_by(table.c.id)).mappings())


def find_neighbours(connection: sa.Connection, application: Application) -> list[sa.RowMapping]:
    """Other active applications of the program and year, oldest first (R90).

    The customer's own, and other customers' with the same service address or utility account.
    """
    table = Application.__table__
    same_place = sa.and_(
        table.c.service_address == application.service_address,
        sa.func.left(table.c.place_zip, 5) == application.place_zip[:5],
    )
    same_account = sa.and_(
        table.c.account_number != "",
        table.c.account_number == application.account_number,
        table.c.utility_vendor == application.utility_vendor,
    )
    own = table.c.customer_number == application.customer_number
    query = (
        sa.select(
            table.c.id,
            table.c.customer_number,
            own.label("own"),
            same_place.label("place"),
            same_account.label("account"),
        )
        .where(
            table.c.program_code == application.program_code,
            table.c.program_year == application.program_year,
            table.c.id != application.id,
            table.c.status.not_in(ENDED_WITHOUT_BENEFIT),
            sa.or_(own, same_place, same_account),
        )
        .order_by(table.c.id)
        .limit(5)
    )
    return list(connection.execute(query).mappings())


def entry_data(connection: sa.Connection, name: str, code: str) -> dict[str, Any]:
    """What a list says about a code besides its label; the newest row counts."""
    entry = plumbing.reference_entry
    query = (
        sa.select(entry.c.data)
        .where(entry.c.list == name, entry.c.code == code)
        .order_by(entry.c.valid_from.desc())
        .limit(1)
    )
    return connection.execute(query).scalar() or {}


def next_id(session: Session, table: str) -> int:
    """An id that nothing in this table has had."""
    return numbering.next_number(session, _SEQUENCES[table])


def move_ids_past(session: Session, table: str, given: int) -> None:
    """Makes a sequence go on after an id that an import has brought."""
    numbering.move_past(session, _SEQUENCES[table], given)


def has_household(session: Session, application_id: int) -> bool:
    """Whether anybody has entered a household for an application, in either way."""
    queries = (
        sa.select(sa.literal(True)).where(model.application_id == application_id)
        for model in (HouseholdMember, HouseholdSummary)
    )
    return any(session.scalar(query.limit(1)) for query in queries)
