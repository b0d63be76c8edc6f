"""What the verification panel is made of: one statement for the panel, and the rows that use cases change."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.parts.verification import VERIFICATION
from applications.domain.status import TO_BE_SENT
from applications.models import (
    Application,
    OtherBenefit,
    VerificationChange,
    VerificationDocument,
    VerificationItem,
)
from applications.repository.composing import label_of, lists_of, moment_of, part_of

_application = Application.__table__
_item = VerificationItem.__table__
_change = VerificationChange.__table__
_document = VerificationDocument.__table__
_benefit = OtherBenefit.__table__

_ITEM = {
    "code": _item.c.code,
    "status": _item.c.status,
    "rule": _item.c.rule,
    "reason": _item.c.reason,
    "changed_at": moment_of(_item.c.changed_at),
}
IN_THE_RECORD: dict[str, sa.ColumnElement[Any]] = {
    "verification_items": lists_of(_item, _ITEM, _item.c.code),
    "verification_part": part_of(VERIFICATION),
}
"""What an application's own row brings besides, so that the record has the items in its one statement (R134)."""

_CHANGE = {
    "code": _change.c.code,
    "old_status": _change.c.old_status,
    "new_status": _change.c.new_status,
    "reason": _change.c.reason,
    "rule": _change.c.rule,
    "document_ids": _change.c.document_ids,
    "entered_by": _change.c.entered_by,
    "entered_at": moment_of(_change.c.entered_at),
}
_DOCUMENT = {
    "code": _document.c.code,
    "document_id": _document.c.document_id,
    "document_type": _document.c.document_type,
    "file_name": _document.c.file_name,
    "linked_by": _document.c.linked_by,
    "linked_at": moment_of(_document.c.linked_at),
}
_BENEFIT = {
    "id": _benefit.c.id,
    "kind": _benefit.c.kind,
    "kind_label": label_of("benefit_kind", _benefit.c.kind, _application.c.intake_date),
    "since": _benefit.c.since,
    "amount": sa.cast(_benefit.c.amount, sa.Text),
    "verified_by": _benefit.c.verified_by,
    "verified_by_label": label_of("benefit_proof", _benefit.c.verified_by, _application.c.intake_date),
    "entered_by": _benefit.c.entered_by,
    "entered_at": moment_of(_benefit.c.entered_at),
}
_PANEL = sa.select(
    _application.c.id,
    _application.c.customer_number,
    _application.c.program_code,
    _application.c.program_year,
    _application.c.status,
    _application.c.version,
    lists_of(
        _item,
        _ITEM | {"changed_by": _item.c.changed_by},
        _item.c.code,
    ).label("verification_items"),
    IN_THE_RECORD["verification_part"].label("verification_part"),
    lists_of(_document, _DOCUMENT, _document.c.linked_at, _document.c.document_id).label("documents"),
    lists_of(_benefit, _BENEFIT, _benefit.c.id).label("benefits"),
    lists_of(_change, _CHANGE, _change.c.id.desc()).label("changes"),
).where(_application.c.id == sa.bindparam("id", type_=sa.BigInteger))


def find_panel(connection: sa.Connection, application_id: int) -> dict[str, Any] | None:
    """Everything that an application's panel shows."""
    row = connection.execute(_PANEL, {"id": application_id}).mappings().first()
    return dict(row) if row else None


def find_items(session: Session, application_id: int) -> dict[str, VerificationItem]:
    """The items of which something was said, by code. The application's row is the one to lock."""
    query = sa.select(VerificationItem).where(VerificationItem.application_id == application_id)
    return {item.code: item for item in session.scalars(query)}


def documents_of(session: Session, application_id: int, code: str) -> list[int]:
    """The ids of the documents that are linked to an item."""
    query = sa.select(VerificationDocument.document_id).where(
        VerificationDocument.application_id == application_id, VerificationDocument.code == code
    )
    return list(session.scalars(query.order_by(VerificationDocument.document_id)))


def unlink_documents(session: Session, application_id: int, codes: Collection[str]) -> None:
    """Takes every document from some items: it served a place that was left."""
    session.execute(
        sa.delete(VerificationDocument).where(
            VerificationDocument.application_id == application_id, VerificationDocument.code.in_(codes)
        )
    )


def benefits_of(session: Session, application_id: int) -> list[OtherBenefit]:
    """The customer's other benefits, as entered."""
    query = sa.select(OtherBenefit).where(OtherBenefit.application_id == application_id)
    return list(session.scalars(query.order_by(OtherBenefit.id)))


def find_benefit(session: Session, application_id: int, benefit_id: int) -> OtherBenefit | None:
    """One of an application's benefits."""
    found = session.get(OtherBenefit, benefit_id)
    return found if found is not None and found.application_id == application_id else None


def lock_open(session: Session, number: int) -> list[Application]:
    """A customer's applications that are open and not transferred, locked in the order of their ids."""
    query = (
        sa.select(Application)
        .where(Application.customer_number == number, Application.status.in_(TO_BE_SENT))
        .order_by(Application.id)
        .with_for_update()
    )
    return list(session.scalars(query))
