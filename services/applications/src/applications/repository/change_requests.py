"""Change requests to CSD: one statement per answer, and the rows that use cases change."""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.change_request import SSN
from applications.models import Application, ChangeRequest, ChangeRequestField, Transfer, TransferPerson
from homefire import belonging, reference

_request = ChangeRequest.__table__
_field = ChangeRequestField.__table__


def _fields() -> sa.ScalarSelect[Any]:
    """A request's fields in their order, as JSON text; sealed values in hexadecimal digits."""
    told = sa.func.json_build_object(
        *("field", _field.c.field),
        *("field_label", reference.label_of("change_request_field", _field.c.field)),
        *("core_value", _field.c.core_value),
        *("our_value", _field.c.our_value),
        *("core_sealed", sa.func.encode(_field.c.core_sealed, "hex")),
        *("our_sealed", sa.func.encode(_field.c.our_sealed, "hex")),
        *("document_id", _field.c.document_id),
        *("proof", _field.c.proof),
    )
    ordered = sa.func.json_agg(sa.literal_column("told ORDER BY position"))
    rows = (
        sa.select(told.label("told"), _field.c.position)
        .where(_field.c.request_id == _request.c.id)
        .correlate(_request)
        .subquery("rows")
    )
    return sa.select(sa.cast(ordered, sa.Text)).select_from(rows).scalar_subquery()


_SHOWN = sa.select(
    _request,
    reference.label_of("change_request_reason", _request.c.reason).label("reason_label"),
    _fields().label("fields"),
)


def of_customer(connection: sa.Connection, number: int) -> list[dict[str, Any]]:
    """A customer's requests, newest first; those of a merged number are the survivor's."""
    home = belonging.survivor_of(sa.literal(number, sa.BigInteger))
    query = _SHOWN.where(_request.c.customer_number == home).order_by(_request.c.id.desc())
    return [_read(row) for row in connection.execute(query).mappings()]


def find(connection: sa.Connection, request_id: int) -> dict[str, Any] | None:
    """One request with its fields."""
    row = connection.execute(_SHOWN.where(_request.c.id == request_id)).mappings().first()
    return _read(row) if row else None


def _read(row: sa.RowMapping) -> dict[str, Any]:
    return dict(row) | {"fields": orjson.loads(row["fields"] or "[]")}


def customer_of(session: Session, request_id: int) -> int | None:
    """Whose request it is."""
    return session.scalar(sa.select(ChangeRequest.customer_number).where(ChangeRequest.id == request_id))


def find_for_change(session: Session, request_id: int) -> ChangeRequest | None:
    """The request with its row locked."""
    return session.scalar(sa.select(ChangeRequest).where(ChangeRequest.id == request_id).with_for_update())


def ssns_of(session: Session, request_id: int) -> tuple[bytes | None, bytes | None]:
    """CORE's SSN and ours as a request has them, sealed."""
    columns = (_field.c.core_sealed, _field.c.our_sealed)
    query = sa.select(*columns).where(_field.c.request_id == request_id, _field.c.field == SSN)
    row = session.execute(query).first()
    return (row.core_sealed, row.our_sealed) if row else (None, None)


def asks_for_our_ssn(session: Session, request_id: int) -> bool:
    """Whether a request asks for the number as it is on our record, which nobody has typed into it."""
    query = sa.select(_field.c.request_id).where(
        _field.c.request_id == request_id, _field.c.field == SSN, _field.c.our_sealed.is_(None)
    )
    return session.scalar(query) is not None


def put_our_ssn(session: Session, request_id: int, sealed: bytes) -> None:
    """Keeps the number of our record, sealed, in the field of a request that asks for it."""
    change = sa.update(_field).where(_field.c.request_id == request_id, _field.c.field == SSN)
    session.execute(change.values(our_sealed=sealed))


def version_of(session: Session, request_id: int) -> int:
    """The version that a request has now; nothing is locked."""
    return session.execute(sa.select(_request.c.version).where(_request.c.id == request_id)).scalar_one()


def forget_fields(session: Session, request_id: int) -> None:
    """Removes a draft's fields, for those that take their place."""
    session.execute(sa.delete(_field).where(_field.c.request_id == request_id))


def applicant_of(session: Session, transfer_number: int, customer: int) -> TransferPerson | None:
    """The applicant as one of a customer's transfers told of them."""
    query = (
        sa.select(TransferPerson)
        .join(Transfer, Transfer.id == TransferPerson.transfer_id)
        .join(Application, Application.id == Transfer.application_id)
        .where(
            Transfer.id == transfer_number,
            Application.customer_number == customer,
            TransferPerson.relation == "SELF",
        )
    )
    return session.scalar(query)
