"""Documents that applications and change requests rest on: each is this customer's, whoever names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire import belonging, projection
from homefire.errors import FieldProblem, Invalid, NotFound
from homefire.work import Work

DOCUMENTS = "documents"
"""Under which source the projection holds documents."""


def document_of(work: Work, number: int, document_id: int, *, field: str = "document_id") -> dict[str, Any]:
    """A customer's document: `document_id`, `document_type`, `file_name`.

    One that no event has told of is asked for, once. Raises `Invalid`, naming `field`, for one that does not exist
    or is another customer's, and `Unavailable` where nobody can tell.
    """
    found = projection.recall(work.session, DOCUMENTS, str(document_id)) or _asked(work, document_id)
    if found is None or belonging.lead(work.session, found["customer_number"]) != number:
        detail = "This document is not this customer's. Choose one from the list."
        raise Invalid(detail, fields=[FieldProblem(field, "not_this_customers", detail)])
    return {name: found[name] for name in ("document_id", "document_type", "file_name")}


def _asked(work: Work, document_id: int) -> dict[str, Any] | None:
    try:
        told: Mapping[str, Any] = work.ask(DOCUMENTS, "get_document", document_id)
    except NotFound:
        return None
    return {
        "document_id": told["id"],
        "document_type": told["document_type"]["code"],
        "file_name": told["file_name"],
        "customer_number": told["customer_number"],
    }
