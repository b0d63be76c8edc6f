"""What a customer hands in through the portal, and sees again: the log-in's own and nothing else (R196, R245)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from documents import errors, presenting, repository, usecases
from documents.domain import kinds, names
from documents.store import Store
from homefire import belonging, reference
from homefire.operations import Blob
from homefire.schemas import in_field
from homefire.work import Work

MOST_LISTED = 200
_OFFERED = ("code", "label", "program")
_REASON = "The customer handed a document in through the portal."
"""What stands beside a change of a record under special handling that the customer makes."""


def list_own(work: Work) -> dict[str, Any]:
    """What the log-in that asks has handed in, newest first, and the types that may be chosen today."""
    number = belonging.own_number(work)
    rows = repository.list_of_account(work.connection, number, work.caller.id, limit=MOST_LISTED)
    return {
        "items": [presenting.listed(row) for row in rows],
        "types": [{name: entry[name] for name in _OFFERED} for entry in offered_types(work)],
        "extensions": list(kinds.TYPED),
    }


def offered_types(work: Work) -> list[dict[str, Any]]:
    """The entries of types that may be chosen in the portal today: those that take a PDF or a picture alone (R196).

    Each names its program. Whose programs a customer's are, applications know: the portal offers those alone (R195).
    """
    entries = reference.entries(work.connection, "document_type")
    return [each for each in entries if not each["data"].get("extensions") and _holds(each, work.today())]


def hand_in(work: Work, store: Store, body: Mapping[str, Any]) -> dict[str, Any]:
    """Takes a file of the customer who asks: a PDF or a picture, whatever its type would take from the staff."""
    number = work.caller.number_as("customer")
    if work.acknowledgement is None:
        work.acknowledgement = _REASON
    check_format(body)
    whole = {**body, "folder": "", "history": None}
    return usecases.upload_document(work, store, number, whole, portal_account=work.caller.id)


def check_format(body: Mapping[str, Any]) -> None:
    """Refuses a file that is no PDF or picture by its name, whatever its type would take from the staff (R196)."""
    file_name = in_field("file", lambda: names.parse_file_name(body["file"]["file_name"]))
    in_field("file", lambda: kinds.kind_of(names.extension(file_name), kinds.TYPED))


def get_own_content(work: Work, store: Store, document_id: int) -> Blob:
    """The bytes of what the log-in that asks has handed in; another's is as if it were not there."""
    number = belonging.own_number(work)
    row = repository.find_document(work.connection, document_id)
    if row is None or (row["customer_number"], row["portal_account"]) != (number, work.caller.id):
        raise errors.DocumentNotFound()
    return usecases.get_document_content(work, store, document_id)


def _holds(entry: Mapping[str, Any], today: date) -> bool:
    begins, ends = entry["valid_from"], entry["valid_to"]
    return (begins is None or begins <= today) and (ends is None or today <= ends)
