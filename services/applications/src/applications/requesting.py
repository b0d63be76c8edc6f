"""A change request's fields: from what was entered to rows, and from rows to answers. SSNs are sealed and masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from applications import core_side, proofs, sending
from applications.applicant import Identity
from applications.core_side import place_of
from applications.domain import change_request as rules
from applications.domain.change_request import RequestStatus
from applications.models import ChangeRequest, ChangeRequestField
from applications.repository import change_requests as repository
from applications.repository import transfers
from homefire import reference
from homefire.errors import FieldProblem, Invalid
from homefire.schemas import in_field
from homefire.us import tax_ids
from homefire.us.dates import parse_date, show_date
from homefire.work import Work

_AS_STORED = (
    "id", "version", "customer_number", "application_id", "program_year", "explanation", "status",
    "csd_reference", "decision_reason", "submitted_on", "decided_on",
    "entered_by", "entered_at", "updated_by", "updated_at",
)  # fmt: skip
_ON_RECORD = "as on our record"
Kept = tuple[bytes | None, bytes | None]


def rows(
    work: Work, request: ChangeRequest, given: Sequence[Mapping[str, Any]], kept: Kept
) -> Iterator[ChangeRequestField]:
    """The rows of a request's fields; raises `Invalid` for the first that is wrong.

    `kept` are CORE's SSN and ours as the request has them sealed already: nobody is shown them, so nobody can send
    them again. What the request shows for one, sent back, leaves it as it is.
    """
    seen: set[str] = set()
    for position, entry in enumerate(given):
        path, name = f"fields.{position}", entry["field"]
        reference.check(
            work.session, "change_request_field", name, field=f"{path}.field", on=work.today(), program=None
        )
        if name in seen:
            _refuse(f"{path}.field", "named_twice", "Each field stands in a request once.")
        seen.add(name)
        if entry["document_id"] is not None:
            field = f"{path}.document_id"
            proofs.document_of(work, request.customer_number, entry["document_id"], field=field)
        row = ChangeRequestField(
            request_id=request.id,
            field=name,
            position=position,
            core_value="",
            our_value="",
            document_id=entry["document_id"],
            proof=entry["proof"],
        )
        if name == rules.SSN:
            _seal(work, request, row, _unmasked(work, request, entry, kept), path)
            row.core_sealed = row.core_sealed or kept[0]
            if kept[1] and entry["our_value"] == _mask_of(work, request.id, "our_sealed", kept[1]):
                row.our_sealed = kept[1]
        else:
            if not entry["our_value"]:
                _refuse(f"{path}.our_value", "required", "Enter the value that our record has.")
            if name == rules.DATE_OF_BIRTH:
                # What CSD accepts is compared with the record later, so it is a date.
                in_field(f"{path}.our_value", partial(parse_date, entry["our_value"]))
            for name in ("core_value", "our_value"):
                text = entry[name]
                setattr(row, name, in_field(f"{path}.{name}", partial(tax_ids.refuse_in_text, text)))
        yield row


def _unmasked(work: Work, request: ChangeRequest, entry: Mapping[str, Any], kept: Kept) -> dict[str, Any]:
    """What was entered of an SSN, less what only repeats how it is shown."""
    said = dict(entry)
    if kept[0] and said["core_value"] == _mask_of(work, request.id, "core_sealed", kept[0]):
        said |= {"core_value": "", "core_transfer": None}
    ours = [_ON_RECORD] + ([_mask_of(work, request.id, "our_sealed", kept[1])] if kept[1] else [])
    return said | ({"our_value": ""} if said["our_value"] in ours else {})


def _seal(
    work: Work, request: ChangeRequest, row: ChangeRequestField, entry: Mapping[str, Any], path: str
) -> None:
    core = in_field(f"{path}.core_value", lambda: tax_ids.parse_ssn(entry["core_value"]))
    if not core and entry["core_transfer"] is not None:
        sent = repository.applicant_of(work.session, entry["core_transfer"], request.customer_number)
        if sent is None:
            _refuse(
                f"{path}.core_transfer",
                "not_theirs",
                "This customer's applicant was not sent with this transfer.",
            )
        newest = transfers.find_sent_person(work.connection, request.customer_number)
        if newest is not None and newest["transfer"] == sent.transfer_id:
            core = core_side.ssn_of(work, newest) or ""
        else:
            core = sending.open_ssn(work, sent.transfer_id, sent.position, sent.ssn_sealed) or ""
    ours = in_field(f"{path}.our_value", lambda: tax_ids.parse_ssn(entry["our_value"]))
    cipher = work.edge.cipher
    row.core_sealed = cipher.encrypt(core.encode(), place_of(request.id, "core_sealed")) if core else None
    row.our_sealed = cipher.encrypt(ours.encode(), place_of(request.id, "our_sealed")) if ours else None


def freeze_ssn(work: Work, request: ChangeRequest, identity: Identity) -> None:
    """Puts the number of the record into a request that asks for it: what CSD is asked stays what it was asked.

    Raises `Invalid` where the record has none.
    """
    if identity.ssn is None:
        _refuse(
            "status", "no_ssn", "Our record has no SSN. Enter it there, or leave the SSN out of the request."
        )
    place = place_of(request.id, "our_sealed")
    repository.put_our_ssn(work.session, request.id, work.edge.cipher.encrypt(identity.ssn.encode(), place))


def shown(work: Work, row: Mapping[str, Any]) -> dict[str, Any]:
    """A request as it is answered."""
    answer = {name: row[name] for name in _AS_STORED}
    answer["reason"] = reference.labelled(row, "reason")
    answer["next_statuses"] = [str(status) for status in rules.next_statuses(RequestStatus(row["status"]))]
    answer["fields"] = [_shown_field(work, row["id"], entry) for entry in row["fields"]]
    return answer


def _shown_field(work: Work, request_id: int, entry: Mapping[str, Any]) -> dict[str, Any]:
    values = {side: entry[f"{side}_value"] for side in ("core", "our")}
    if entry["field"] == rules.SSN:
        for side in values:
            sealed = entry[f"{side}_sealed"]
            values[side] = _masked(work, request_id, f"{side}_sealed", sealed) if sealed else ""
        values["our"] = values["our"] or _ON_RECORD
    return {
        "field": reference.labelled(entry, "field"),
        "core_value": values["core"],
        "our_value": values["our"],
        "document_id": entry["document_id"],
        "proof": entry["proof"],
    }


def _masked(work: Work, request_id: int, column: str, sealed: str) -> str:
    return _mask_of(work, request_id, column, bytes.fromhex(sealed))


def _mask_of(work: Work, request_id: int, column: str, sealed: bytes) -> str:
    digits = work.edge.cipher.decrypt(bytes(sealed), place_of(request_id, column)).decode()
    return tax_ids.mask("SSN", digits)


def person_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Who the record says somebody is, as it is compared, less the SSN; None for what the caller has not told."""
    names = {
        name: rules.sent_form(body[name]) if name in body else None
        for name in ("first_name", "middle_initial", "last_name")
    }
    born = body.get("date_of_birth")
    return {**names, "date_of_birth": born.isoformat() if born else None}


def difference(
    work: Work, row: Mapping[str, Any], name: str, sent: Mapping[str, Any], ours: Mapping[str, Any]
) -> dict[str, Any]:
    """One field that differs, as people read it; of SSNs, CORE's is masked and ours is left out."""
    if name == "ssn":
        digits = core_side.ssn_of(work, row)
        return {
            "field": rules.SSN,
            "core_value": tax_ids.mask("SSN", digits) if digits else "",
            "our_value": "",
        }
    show = show_date if name == "date_of_birth" else str
    return {
        "field": name.upper(),
        "core_value": show(sent[name] or ""),
        "our_value": show(ours[name]),
    }


def _refuse(field: str, code: str, detail: str) -> NoReturn:
    raise Invalid(detail, fields=[FieldProblem(field, code, detail)])
