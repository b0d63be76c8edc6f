"""Checklists: made once from the program's default items, then kept item by item (R186 to R193)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from applications import errors, events, guarding
from applications.domain import application as applications
from applications.domain import checklist as rules
from applications.domain.parts.checklist import CHECKLIST, CHECKLIST_SETTINGS, CHECKLIST_STATUSES
from applications.domain.program_part import Part, Row
from applications.models import Application, Checklist, ChecklistItem
from applications.repository import changing
from applications.repository import checklists as repository
from applications.usecases import aggregate
from homefire import belonging, projection
from homefire.changes import TrackedField, changes_between
from homefire.events import EventType
from homefire.schemas import in_field
from homefire.work import Stamp, Work

_TRACKED = {"status": TrackedField("CHECKLIST STATUS"), "note": TrackedField("CASE WORKER NOTES")}
_PARTS: dict[str, Part] = {
    "templates": CHECKLIST,
    "statuses": CHECKLIST_STATUSES,
    "settings": CHECKLIST_SETTINGS,
}


def get_checklist(work: Work, application_id: int) -> dict[str, Any]:
    """An application's checklist; without items and version where it was not created (R189)."""
    row = _tab(work, application_id)
    rows = _settings(row)
    statuses = {each["code"]: each["label"] for each in rows["statuses"]}
    account_type = row["account_type"] or row["customer_type"] or ""
    templates = rules.templates_for(rows["templates"], account_type)
    missing = rules.missing(templates, [item["code"] for item in row["items"]])
    return {
        "application_id": row["id"],
        "customer_number": row["customer_number"],
        "program": applications.title(row["program_code"], row["program_year"]),
        "version": row["version"],
        "account_type": account_type,
        "items": [_item(item, statuses) for item in row["items"]],
        "missing": [each["short"] for each in missing],
        "done": rules.done([item["status"] for item in row["items"]], rows["statuses"]),
        "total": len(row["items"]),
        "statuses": [{"code": code, "label": label} for code, label in statuses.items()],
        "note_limit": rows["settings"][0]["note_limit"],
    }


def create_checklist(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """The checklist from the default items of the customer's account type; the missing ones where it exists.

    Raises `ChecklistExists` for a second one, unless missing items are asked for and there are any (R189).
    """
    application = _application(work, application_id)
    rows = _settings(_tab(work, application_id))
    checklist = repository.find_checklist(work.session, application_id)
    account_type = checklist.account_type if checklist else _account_type(work, application)
    templates = rules.templates_for(rows["templates"], account_type)
    present = [item["code"] for item in _tab(work, application_id)["items"]]
    added = rules.missing(templates, present)
    if checklist is not None and not (body["add_missing"] and added):
        raise errors.ChecklistExists(missing=[each["short"] for each in added])
    if not added:
        raise errors.NoChecklist()
    stamp = work.stamp()
    checklist = _counted(work, application_id, checklist, account_type, stamp)
    _add(work, application_id, added, len(present), rules.first_status(rows["statuses"]), stamp)
    told = {"account_type": account_type, "items": [each["code"] for each in added]}
    _tell(work, events.checklist_created, application, checklist, told)
    return get_checklist(work, application_id)


def update_checklist_item(
    work: Work, application_id: int, code: str, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Another status or note of an item (R190 to R193). A change of nothing writes nothing."""
    application = _application(work, application_id)
    checklist = repository.find_checklist(work.session, application_id)
    item = repository.find_item(work.session, application_id, code)
    if checklist is None or item is None:
        raise errors.ChecklistItemNotFound()
    work.check_version(checklist.version)
    rows = _settings(_tab(work, application_id))
    before = {"status": item.status, "note": item.note}
    after = before | {name: body[name] for name in before if name in body}
    in_field("status", lambda: rules.check_status(after["status"], rows["statuses"]))
    in_field("note", lambda: rules.check_note(after["note"], rows["settings"][0]["note_limit"]))
    changes = changes_between(before, after, _TRACKED)
    if changes:
        stamp = work.stamp()
        item.status, item.note = after["status"], after["note"]
        item.updated_by, item.updated_at = stamp.entered_by, stamp.entered_at
        checklist = _counted(work, application_id, checklist, checklist.account_type, stamp)
        told = {"item": code, "changes": [_without_text(change) for change in changes]}
        _tell(work, events.checklist_item_updated, application, checklist, told)
    return get_checklist(work, application_id)


def _without_text(change: dict[str, Any]) -> dict[str, Any]:
    """A free note tells that it changed; what it says stays here."""
    if change["field"] != "note":
        return change
    return {"field": change["field"], "label": change["label"], "protected": True}


def _application(work: Work, application_id: int) -> Application:
    """The application, locked, on a record that may be written; its version is not the checklist's (R187)."""
    number = changing.customer_of(work.session, application_id)
    if number is None:
        raise errors.ApplicationNotFound()
    guarding.guard(work, number)
    application = changing.find_for_change(work.session, application_id)
    assert application is not None
    return application


def _tab(work: Work, application_id: int) -> dict[str, Any]:
    row = repository.find_tab(work.connection, application_id, work.today())
    if row is None:
        raise errors.ApplicationNotFound()
    return row


def _settings(row: Mapping[str, Any]) -> dict[str, Sequence[Row]]:
    return {name: part.shipped if row[name] is None else row[name] for name, part in _PARTS.items()}


def _account_type(work: Work, application: Application) -> str:
    """The customer's type (R261). What was remembered before events told it is asked for once."""
    number = application.customer_number
    known = projection.require(work, belonging.SOURCE, number, "get_customer_summary")
    if "customer_type" not in known:
        known = dict(work.ask(belonging.SOURCE, "get_customer_summary", number))
    return str(known["customer_type"])


def _counted(
    work: Work, application_id: int, checklist: Checklist | None, account_type: str, stamp: Stamp
) -> Checklist:
    """The checklist with this change counted, made where there is none."""
    if checklist is None:
        checklist = Checklist(
            application_id=application_id,
            version=0,
            account_type=account_type,
            entered_by=stamp.entered_by,
            entered_at=stamp.entered_at,
        )
        work.session.add(checklist)
    checklist.version += 1
    checklist.updated_by, checklist.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()
    return checklist


def _add(
    work: Work, application_id: int, templates: Sequence[Row], after: int, status: str, stamp: Stamp
) -> None:
    for position, template in enumerate(templates, after):
        work.session.add(
            ChecklistItem(
                application_id=application_id,
                code=template["code"],
                position=position,
                short=template["short"],
                long=template["long"],
                status=status,
                note="",
                updated_by=stamp.entered_by,
                updated_at=stamp.entered_at,
            )
        )
    work.session.flush()


def _item(item: Mapping[str, Any], statuses: Mapping[str, str]) -> dict[str, Any]:
    code = item["status"]
    return {**item, "status": {"code": code, "label": statuses.get(code, code)}}


def _tell(
    work: Work, event_type: EventType, application: Application, checklist: Checklist, data: dict[str, Any]
) -> None:
    number, name = application.customer_number, f"checklist/{application.id}"
    work.emit(
        event_type,
        subject=number,
        aggregate=name,
        sequence=checklist.version,
        data=aggregate.about(application) | data,
    )
    aggregate.acknowledge(work, number, name, checklist.version)
