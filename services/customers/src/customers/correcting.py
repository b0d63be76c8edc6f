"""A corrected tax identifier: checked, sealed while it waits, put into the record, shown masked (R20, R113)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from customers import editing, errors
from customers.domain import corrections as rules
from customers.domain import record
from customers.domain.corrections import Status
from customers.models import Customer, SsnCorrection
from customers.repository import record as records
from homefire.crypto import Place
from homefire.errors import NotFound
from homefire.schemas import in_field
from homefire.us import tax_ids
from homefire.work import Work

_AS_STORED = (
    "id", "number", "status", "old_type", "tax_id_type", "reason", "document_id", "document_name", "paper",
    "requested_by", "requested_by_id", "requested_at", "decided_by", "decided_at", "decision_reason",
)  # fmt: skip


def check_number(work: Work, customer: Customer, kind: str, digits: str) -> None:
    """Refuses a number that cannot be, that is recorded already, or that another customer has (R19, R21)."""
    assert customer.ssn_sealed is not None
    same = digits == editing.open_ssn(work, customer.number, customer.ssn_sealed)
    in_field(
        "ssn", lambda: rules.check_new_number(kind, digits, current_kind=customer.tax_id_type, same=same)
    )
    existing = records.find_by_ssn(work.session, kind, editing.digest_of(work, kind, digits))
    if existing is not None and existing != customer.number:
        raise errors.SsnBelongsToAnother(existing)


def document_name(work: Work, number: int, document_id: int | None) -> str:
    """The name of the document that is the proof; raises `ProofNotFound` for one that is not this customer's."""
    if document_id is None:
        return ""
    try:
        found: Mapping[str, Any] = work.ask("documents", "get_document", document_id)
    except NotFound:
        raise errors.ProofNotFound() from None
    if found["customer_number"] != number:
        raise errors.ProofNotFound()
    return str(found["file_name"])


def seal(work: Work, correction: SsnCorrection, digits: str) -> None:
    """Puts the new number into the request, where it waits."""
    correction.ssn_index = editing.digest_of(work, correction.tax_id_type, digits)
    correction.ssn_sealed = work.edge.cipher.encrypt(digits.encode(), _place("ssn_sealed", correction.id))


def new_number(work: Work, correction: SsnCorrection) -> str:
    """The number that is asked for, in clear. Whoever shows it logs it first."""
    assert correction.ssn_sealed is not None
    return _open(work, "ssn_sealed", correction.id, correction.ssn_sealed)


def exchange(work: Work, customer: Customer, correction: SsnCorrection) -> None:
    """Puts the new number into the record and the old one, sealed anew for its place, into the request."""
    assert customer.ssn_sealed is not None
    old, new = editing.open_ssn(work, customer.number, customer.ssn_sealed), new_number(work, correction)
    correction.old_type = customer.tax_id_type
    correction.old_sealed = work.edge.cipher.encrypt(old.encode(), _place("old_sealed", correction.id))
    editing.put_ssn(work, customer, correction.tax_id_type, new)
    correction.ssn_sealed = correction.ssn_index = None


def told_request(correction: SsnCorrection) -> dict[str, Any]:
    """What the event of a request says."""
    return {
        "correction_id": correction.id,
        "reason": correction.reason,
        "proof": correction.document_name or correction.paper,
        "document_id": correction.document_id,
    }


def told_decision(correction: SsnCorrection) -> dict[str, Any]:
    """What the event of a decision says."""
    return {
        "correction_id": correction.id,
        "requested_by": correction.requested_by,
        "reason": correction.decision_reason,
    }


def shown(work: Work, row: sa.RowMapping) -> dict[str, Any]:
    """A request as it is answered: both numbers masked, as far as they are kept."""
    old, new = row["old_sealed"], row["ssn_sealed"]
    answer = {name: row[name] for name in _AS_STORED} | {"name": record.display_name(row)}
    answer["old_ssn"] = (
        tax_ids.mask(row["old_type"], _open(work, "old_sealed", row["id"], old)) if old else None
    )
    answer["ssn"] = (
        tax_ids.mask(row["tax_id_type"], _open(work, "ssn_sealed", row["id"], new)) if new else None
    )
    current = row["current_sealed"]
    if row["status"] == Status.OPEN and current:
        answer["old_type"] = row["current_type"]
        answer["old_ssn"] = tax_ids.mask(row["current_type"], editing.open_ssn(work, row["number"], current))
    return answer


def _open(work: Work, column: str, correction_id: int, sealed: bytes) -> str:
    return work.edge.cipher.decrypt(bytes(sealed), _place(column, correction_id)).decode()


def _place(column: str, correction_id: int) -> Place:
    return Place("ssn_correction", column, str(correction_id))
