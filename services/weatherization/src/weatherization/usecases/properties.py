"""Properties: what is known of them, and whether they may take part in a program (R157, R178, R179)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire import numbering
from homefire.schemas import in_field
from homefire.work import Work
from weatherization import errors, events, placing
from weatherization.domain import property as rules
from weatherization.models import PropertyEligibility
from weatherization.repository import dwellings
from weatherization.repository import properties as repository
from weatherization.usecases.program_rules import require_rule
from weatherization.usecases.telling import audience, heed_residents, tell


def list_properties(work: Work, number: int) -> dict[str, Any]:
    """A customer's properties now and before, those of today first (R157)."""
    rows = repository.properties_of(work.connection, number, work.today())
    return {"items": [placing.property_row(row) for row in rows], "next": None}


def get_property(work: Work, dwelling_id: int) -> dict[str, Any]:
    """One property with units, tenants per unit, jobs and eligibility (R178, R179)."""
    row = repository.find_property(work.connection, dwelling_id, work.today())
    if row is None:
        raise errors.DwellingNotFound()
    return placing.property_from_row(row, work.today())


def decide_property_eligibility(work: Work, dwelling_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Says whether a property may take part in a program, and why; what was said before stays (R178)."""
    if not dwellings.dwelling_exists(work.session, dwelling_id):
        raise errors.DwellingNotFound()
    heed_residents(work, dwelling_id)
    require_rule(work, body["program"])
    in_field("reason", lambda: rules.check_reason(body["status"], body["reason"]))
    stamp = work.stamp()
    decided = PropertyEligibility(
        id=numbering.next_number(work.session, "property_eligibility_id_seq"),
        dwelling_id=dwelling_id,
        program=body["program"],
        status=body["status"],
        reason=body["reason"],
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    work.session.add(decided)
    work.session.flush()
    subject, customers = audience(work, dwelling_id)
    said = {"dwelling_id": dwelling_id, **{name: body[name] for name in ("program", "status", "reason")}}
    tell(
        work,
        events.property_eligibility_decided,
        subject=subject,
        customers=customers,
        aggregate=f"property_eligibility/{decided.id}",
        sequence=1,
        data={**said, "customers": customers},
    )
    return {**said, "entered_by": decided.entered_by, "entered_at": decided.entered_at}
