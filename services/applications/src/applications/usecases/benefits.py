"""What a customer gets from other programs, and what a verified letter of them verifies (R137)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events
from applications.domain import verification as rules
from applications.domain.verification import ItemStatus, Rule
from applications.models import Application, OtherBenefit
from applications.repository import reading
from applications.repository import verifying as repository
from applications.usecases import aggregate, verifying
from applications.usecases.verification import get_verification
from homefire import reference
from homefire.errors import FieldProblem, Invalid
from homefire.work import Work

_LISTS = {"kind": "benefit_kind", "verified_by": "benefit_proof"}


def add_other_benefit(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Enters a benefit that the customer gets elsewhere."""
    application = aggregate.load(work, application_id)
    _check(work, application, body)
    stamp = work.stamp()
    benefit = OtherBenefit(
        application_id=application_id,
        kind=body["kind"],
        since=body["since"],
        amount=body["amount"],
        verified_by=body["verified_by"],
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
    )
    work.session.add(benefit)
    aggregate.touch(application, stamp)
    work.session.flush()
    aggregate.tell(work, events.other_benefit_added, application, _told(work, application, benefit))
    _apply_letter(work, application)
    return get_verification(work, application_id)


def remove_other_benefit(work: Work, application_id: int, benefit_id: int) -> dict[str, Any]:
    """Takes a benefit from the list; what it has verified stays until somebody opens it again."""
    application = aggregate.load(work, application_id)
    benefit = repository.find_benefit(work.session, application_id, benefit_id)
    if benefit is None:
        raise errors.BenefitNotFound()
    told = _told(work, application, benefit)
    work.session.delete(benefit)
    aggregate.touch(application, work.stamp())
    work.session.flush()
    aggregate.tell(work, events.other_benefit_removed, application, told)
    return get_verification(work, application_id)


def _check(work: Work, application: Application, body: Mapping[str, Any]) -> None:
    for name, listed in _LISTS.items():
        reference.check(
            work.session,
            listed,
            body[name],
            field=name,
            on=application.intake_date,
            program=application.program_code,
        )
    if body["since"] is not None and body["since"] > work.today():
        detail = "The date is in the future. Correct it."
        raise Invalid(detail, fields=[FieldProblem("since", "in_the_future", detail)])


def _apply_letter(work: Work, application: Application) -> None:
    """Verifies, by rule, the items that a verified SNAP, TANF or SSI letter settles in this program (R140)."""
    panel = verifying.open_panel(work, application)
    benefits = [
        {"kind": each.kind, "verified_by": each.verified_by}
        for each in repository.benefits_of(work.session, application.id)
    ]
    for settings, status in panel.pairs:
        if rules.after_benefit(settings, status, benefits):
            verifying.move(
                work,
                panel,
                settings.code,
                ItemStatus.VERIFIED,
                reason="letter of another benefit",
                rule=Rule.BENEFIT_LETTER,
            )


def _told(work: Work, application: Application, benefit: OtherBenefit) -> dict[str, Any]:
    labels = reading.labels_of(work.connection, sorted(_LISTS.values()), application.intake_date)
    told: dict[str, Any] = {"benefit_id": benefit.id}
    for name, listed in _LISTS.items():
        code = getattr(benefit, name)
        told |= {name: code, f"{name}_label": labels.get((listed, code), code)}
    return told
