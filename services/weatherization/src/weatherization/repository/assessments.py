"""Queries of assessments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import reference
from weatherization.models import Assessment, AssessmentDocument, Dwelling, DwellingLink, Finding
from weatherization.repository.base import NUMBER, PLACE
from weatherization.repository.composing import TODAY, array_of, dwellings_of, rule_value, vendor_name
from weatherization.repository.facts import certified_on

_assessment: Any = Assessment.__table__
_finding: Any = Finding.__table__
_document: Any = AssessmentDocument.__table__
_dwelling: Any = Dwelling.__table__
_link: Any = DwellingLink.__table__

_FINDINGS = (
    sa.select(
        array_of(
            {
                "benefit": _finding.c.benefit,
                "benefit_label": reference.label_of("assessment_benefit", _finding.c.benefit),
                "qualifies": _finding.c.qualifies,
                "reason": _finding.c.reason,
            },
            _finding.c.position,
        )
    )
    .where(_finding.c.assessment_id == _assessment.c.id)
    .correlate(_assessment)
    .scalar_subquery()
)
_DOCUMENTS = (
    sa.select(array_of({"document_id": _document.c.document_id}, _document.c.document_id))
    .where(_document.c.assessment_id == _assessment.c.id)
    .correlate(_assessment)
    .scalar_subquery()
)
_CERTIFIED = certified_on(
    _assessment.c.dwelling_id, rule_value("application_program", _assessment.c.program), TODAY
)
_SELECT = sa.select(
    _assessment,
    *PLACE,
    vendor_name(_assessment.c.vendor_number).label("vendor_name"),
    rule_value("name", _assessment.c.program).label("program_name"),
    sa.func.coalesce(_assessment.c.clock_days, rule_value("certification_days", _assessment.c.program)).label(
        "certification_days"
    ),
    sa.case((_assessment.c.status == "COMPLETED", _assessment.c.clock_started_on), else_=_CERTIFIED).label(
        "certified_on"
    ),
    _FINDINGS.label("findings"),
    _DOCUMENTS.label("documents"),
).join(_dwelling, _dwelling.c.id == _assessment.c.dwelling_id)
_ONE = _SELECT.where(_assessment.c.id == sa.bindparam("assessment_id"))
_OF_CUSTOMER = _SELECT.where(_assessment.c.dwelling_id.in_(dwellings_of(NUMBER))).order_by(
    _assessment.c.id.desc()
)


def find_assessment(connection: sa.Connection, assessment_id: int, today: date) -> sa.RowMapping | None:
    """One assessment's row with its dwelling's address, its findings, documents and clock."""
    parameters = {"assessment_id": assessment_id, "today": today}
    return connection.execute(_ONE, parameters).mappings().first()


def assessments_of_customer(connection: sa.Connection, number: int, today: date) -> Sequence[sa.RowMapping]:
    """The assessments of every dwelling that a customer is linked to or was, newest first: one statement."""
    return connection.execute(_OF_CUSTOMER, {"number": number, "today": today}).mappings().all()


def find_for_change(session: Session, assessment_id: int) -> Assessment | None:
    """The assessment with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Assessment).where(Assessment.id == assessment_id).with_for_update())


def find_document(session: Session, assessment_id: int, document_id: int) -> AssessmentDocument | None:
    """A document's link to an assessment."""
    return session.get(AssessmentDocument, (assessment_id, document_id))


def is_linked(session: Session, number: int, dwelling_id: int) -> bool:
    """Whether a customer is linked to a dwelling, or was."""
    query = sa.select(_link.c.id).where(_link.c.customer_number == number, _link.c.dwelling_id == dwelling_id)
    return session.execute(query.limit(1)).first() is not None
