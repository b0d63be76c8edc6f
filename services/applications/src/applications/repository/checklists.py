"""What a checklist is made of: one statement for the tab, and the rows that use cases change."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.parts.checklist import CHECKLIST, CHECKLIST_SETTINGS, CHECKLIST_STATUSES
from applications.models import Application, Checklist, ChecklistItem
from applications.repository.composing import lists_of, moment_of, part_of
from homefire import belonging, plumbing

_application = Application.__table__
_checklist = Checklist.__table__
_item = ChecklistItem.__table__
_known = plumbing.projection

_TODAY: sa.ColumnElement[date] = sa.bindparam("today", type_=sa.Date)

_ITEM = {
    "code": _item.c.code,
    "short": _item.c.short,
    "long": _item.c.long,
    "status": _item.c.status,
    "note": _item.c.note,
    "updated_by": _item.c.updated_by,
    "updated_at": moment_of(_item.c.updated_at),
}
_TAB = (
    sa.select(
        _application.c.id,
        _application.c.customer_number,
        _application.c.program_code,
        _application.c.program_year,
        _checklist.c.version,
        _checklist.c.account_type,
        _known.c.data["customer_type"].astext.label("customer_type"),
        lists_of(_item, _ITEM, _item.c.position, _item.c.code).label("items"),
        part_of(CHECKLIST, _TODAY).label("templates"),
        part_of(CHECKLIST_STATUSES, _TODAY).label("statuses"),
        part_of(CHECKLIST_SETTINGS, _TODAY).label("settings"),
    )
    .select_from(_application)
    .outerjoin(_checklist, _checklist.c.application_id == _application.c.id)
    .outerjoin(
        _known,
        sa.and_(
            _known.c.source == belonging.SOURCE,
            _known.c.key == sa.cast(_application.c.customer_number, sa.Text),
        ),
    )
    .where(_application.c.id == sa.bindparam("id", type_=sa.BigInteger))
)


def find_tab(connection: sa.Connection, application_id: int, today: date) -> dict[str, Any] | None:
    """An application's checklist with what its program says of checklists today.

    A step decides nothing, so a program's newest steps may be added to what is under way.
    """
    row = connection.execute(_TAB, {"id": application_id, "today": today}).mappings().first()
    return dict(row) if row else None


def find_checklist(session: Session, application_id: int) -> Checklist | None:
    """The checklist itself. The application's row is the one to lock."""
    return session.get(Checklist, application_id)


def find_item(session: Session, application_id: int, code: str) -> ChecklistItem | None:
    """One item."""
    return session.get(ChecklistItem, (application_id, code))
