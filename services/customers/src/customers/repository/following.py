"""Queries that keep what customers are found by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from customers.models import ApplicationSearch, Customer, CustomerSearch
from customers.models import search as models

_application: Any = ApplicationSearch.__table__
_keys: Any = CustomerSearch.__table__
_customer: Any = Customer.__table__


def hold_application(session: Session, application_id: int, number: int) -> ApplicationSearch:
    """The search row of an application, locked; made where there is none."""
    fresh = insert(_application).values(
        application_id=application_id, customer_number=number, home_number=number
    )
    session.execute(fresh.on_conflict_do_nothing())
    query = sa.select(ApplicationSearch).where(ApplicationSearch.application_id == application_id)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()


def settle_applications(session: Session, homes: Sequence[int], target: int) -> None:
    """Puts the applications whose homes are these under the customer to whom those lead (R252)."""
    where = (_application.c.home_number.in_(homes), _application.c.customer_number != target)
    session.execute(sa.update(_application).where(*where).values(customer_number=target))


def hold_customers(session: Session, numbers: Sequence[int]) -> None:
    """Makes others wait who would gather the words of these customers' applications."""
    query = sa.select(_keys.c.number).where(_keys.c.number.in_(numbers)).order_by(_keys.c.number)
    session.execute(query.with_for_update()).all()


def applications_of(session: Session, number: int) -> Sequence[Mapping[str, Any]]:
    """What all applications of a customer add to the words that the customer is found by."""
    columns = (_application.c.member_text, _application.c.place_text, _application.c.account_key)
    query = sa.select(*columns).where(_application.c.customer_number == number)
    return list(session.execute(query.order_by(_application.c.application_id)).mappings())


def programs_of(session: Session, number: int) -> list[str]:
    """The programs of a customer's applications, as far as their events have told them."""
    query = sa.select(_application.c.program).where(
        _application.c.customer_number == number, _application.c.program != ""
    )
    return list(session.scalars(query.distinct()))


def has_application(session: Session, number: int, statuses: Collection[str]) -> bool:
    """Whether an application of a customer's stands in one of these statuses, as far as events have told."""
    query = sa.select(_application.c.application_id).where(
        _application.c.customer_number == number, _application.c.status.in_(statuses)
    )
    return session.execute(query.limit(1)).first() is not None


def keep_application_text(session: Session, number: int, text: str) -> None:
    """Sets the words that a customer's applications tell."""
    where = (_keys.c.number == number, _keys.c.application_text != text)
    session.execute(sa.update(_keys).where(*where).values(application_text=text))


def keep_words(session: Session, words: list[str]) -> None:
    """Adds the words that are new."""
    models.keep_words(session.connection(), words)


def without_keys(session: Session, version: int, limit: int) -> list[sa.RowMapping]:
    """Records whose search keys are missing or of an older version, locked; others' are passed over."""
    query = (
        sa.select(_customer.c.number, _customer.c.ssn_sealed, _customer.c.ssn_last_four, *models.SOURCES)
        .outerjoin_from(_customer, _keys, _keys.c.number == _customer.c.number)
        .where(
            sa.or_(
                _keys.c.number.is_(None),
                _keys.c.keys_version < version,
                sa.and_(_customer.c.ssn_sealed.is_not(None), _customer.c.ssn_last_four.is_(None)),
            )
        )
        .limit(limit)
        .with_for_update(of=_customer, skip_locked=True)
    )
    return list(session.execute(query).mappings())


def keep_keys(session: Session, row: Mapping[str, Any]) -> None:
    """Makes the search keys of a record."""
    models.keep_keys(session.connection(), row["number"], dict(row))


def keep_last_four(session: Session, number: int, index: bytes) -> None:
    """Sets what a tax identifier is found by when only its last four digits are known."""
    session.execute(sa.update(_customer).where(_customer.c.number == number).values(ssn_last_four=index))
